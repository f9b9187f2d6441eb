"""Products: the list of them, a new one, and the page of one with its prices."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.office.groups_shown import history_of
from onaccount.delivery.office.products_shown import (
    PriceForm,
    ProductForm,
    category_choices,
    form_of,
    product_list,
    read_filter,
    shown_price,
    shown_product,
)
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.catalogue.actions import (
    add_product,
    archive_product,
    correct_product,
    remove_price,
    restore_product,
    set_price,
    show_product,
)
from onaccount.domain.catalogue.queries import level_prices, product_by_key, tags_shown
from onaccount.domain.catalogue.rules.products import FIELDS
from onaccount.domain.catalogue.rules.quantities import ONE_MILLI, milli_of
from onaccount.domain.catalogue.rules.shares import ppm_of
from onaccount.domain.people.permissions import Right
from onaccount.foundation.money import money_of
from onaccount.foundation.refusals import Refused


@require_safe
@staff(Right.SEE_CATALOGUE)
def products(request: StaffRequest) -> HttpResponse:
    return render(request, "office/products.html", product_list(read_filter(request.GET), request.GET))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.KEEP_CATALOGUE)
def new(request: StaffRequest) -> HttpResponse:
    form = ProductForm(request.POST or None, initial={"is_available": True})
    if request.method == "POST" and form.is_valid():
        try:
            key = add_product(values=form.values(), by=request.actor, at=timezone.now())
            messages.success(request, _("The product is in the catalogue."))
            return redirect("product", key=key)
        except Refused as refusal:
            form.refuse(refusal)
    context = {"form": form, "categories": [path for _key, path in category_choices()]}
    return render(request, "office/product_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_CATALOGUE, change=Right.KEEP_CATALOGUE)
def one(request: StaffRequest, key: int) -> HttpResponse:
    """A product with its prices; POST corrects its fields."""
    if request.method != "POST":
        return product_page(request, key)
    form = ProductForm(request.POST)
    if form.is_valid():
        try:
            expected = form.cleaned_data["version"]
            correct_product(product=key, values=form.values(), expected=expected, by=request.actor, at=timezone.now())
            messages.success(request, _("It is saved."))
            return redirect("product", key=key)
        except Refused as refusal:
            _check_is_about_the_form(refusal)
            form.refuse(refusal)
    return product_page(request, key, form=form, status=422)


def product_page(
    request: StaffRequest,
    key: int,
    *,
    form: ProductForm | None = None,
    price_form: PriceForm | None = None,
    refusal: Shown | None = None,
    status: int = 200,
) -> HttpResponse:
    row = product_by_key(key)
    context = {
        "product": shown_product(row),
        "form": form or form_of(row),
        "categories": [path for _key, path in category_choices()],
        "prices": [shown_price(each) for each in level_prices(key)],
        "price_form": price_form or PriceForm(),
        "tags": "; ".join(tags_shown(key)),
        "may_keep": Right.KEEP_CATALOGUE in request.rights,
        "facts": history_of("product", key),
        "refusal": refusal,
    }
    return render(request, "office/product.html", context, status=status)


@require_POST
@staff(Right.KEEP_CATALOGUE)
def prices(request: StaffRequest, key: int) -> HttpResponse:
    """What a level asks for this product."""
    form = PriceForm(request.POST)
    currency = product_by_key(key).own_price.currency
    if form.is_valid():
        typed = form.cleaned_data
        try:
            set_price(
                product=key,
                level=typed["level"],
                price=money_of(str(FIELDS["price"].clean(typed["price"])), currency) if typed["price"] else None,
                off_ppm=ppm_of(typed["off"]) if typed["off"] else None,
                from_milli=milli_of(typed["quantity"]) if typed["quantity"] else ONE_MILLI,
                by=request.actor,
                at=timezone.now(),
            )
            messages.success(request, _("The price is set."))
            return redirect("product", key=key)
        except Refused as refusal:
            _check_is_about_the_form(refusal)
            form.refuse(refusal)
    return product_page(request, key, price_form=form, status=422)


@require_POST
@staff(Right.KEEP_CATALOGUE)
def price_removal(request: StaffRequest, key: int, price: int) -> HttpResponse:
    return _done(request, key, remove_price, _("The price is taken out."), price=price)


@require_POST
@staff(Right.KEEP_CATALOGUE)
def audience(request: StaffRequest, key: int) -> HttpResponse:
    """Who sees a product: everybody, or customers with one of the tags that are named."""
    tags = [tag.strip() for tag in request.POST.get("tags", "").replace("\x00", "").split(";") if tag.strip()]
    tags = [tag[:60] for tag in tags]
    some = request.POST.get("whom") == "some"
    return _done(request, key, show_product, _("It is settled who sees it."), tags=tags if some else None)


@require_POST
@staff(Right.KEEP_CATALOGUE)
def archive(request: StaffRequest, key: int) -> HttpResponse:
    return _done(request, key, archive_product, _("The product is in the archive."))


@require_POST
@staff(Right.KEEP_CATALOGUE)
def restoration(request: StaffRequest, key: int) -> HttpResponse:
    return _done(request, key, restore_product, _("The product is back."))


def _done(request: StaffRequest, key: int, verb: Callable[..., Any], said: str, **values: Any) -> HttpResponse:
    try:
        verb(product=key, by=request.actor, at=timezone.now(), **values)
    except Refused as refusal:
        _check_is_about_the_form(refusal)
        return product_page(request, key, refusal=in_words(refusal), status=refusal.status)
    messages.success(request, said)
    return redirect("product", key=key)


def _check_is_about_the_form(refusal: Refused) -> None:
    """Who may not, and what is not there, has an answer of its own."""
    if refusal.status in (403, 404):
        raise refusal
