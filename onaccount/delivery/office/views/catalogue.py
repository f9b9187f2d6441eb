"""Categories, price levels and tax classes: the lists of them, and the page of one."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from onaccount.delivery.office.listing import number_in
from onaccount.delivery.office.products_shown import (
    CategoryForm,
    GiveForm,
    LevelForm,
    NameForm,
    RefusedForm,
    TaxForm,
    shown_category,
    shown_level,
    shown_tax,
)
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.catalogue.actions import (
    add_category,
    add_level,
    add_tax_class,
    correct_level,
    correct_tax_class,
    delete_category,
    delete_level,
    delete_tax_class,
    give_level,
    give_level_to_tag,
    move_category,
    rename_category,
)
from onaccount.domain.catalogue.queries import (
    CategoryRow,
    TaxRow,
    category_tree,
    price_level,
    price_levels,
    tax_classes,
)
from onaccount.domain.catalogue.rules.refused import NoSuchEntry
from onaccount.domain.catalogue.rules.shares import percent, ppm_of
from onaccount.domain.customers.rules.status import NoSuchCustomer
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused

KEEP = Right.KEEP_CATALOGUE
Act = Callable[[dict[str, Any]], Any]


def _sent(request: StaffRequest, form: RefusedForm, act: Act, said: str) -> bool:
    """Hand what was typed to an action; whether it was done. What it refused stands in the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act({**form.cleaned_data})
    except Refused as refusal:
        if refusal.status == 403 or isinstance(refusal, NoSuchEntry):
            raise
        form.refuse(refusal)
        return False
    messages.success(request, said)
    return True


def _status(*given: RefusedForm | Shown | None) -> int:
    return 422 if any(each.errors if isinstance(each, RefusedForm) else each for each in given) else 200


def _removed(request: StaffRequest, verb: Callable[[], Any], said: str) -> Shown | None:
    """Take one away; what forbids it."""
    try:
        verb()
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        return in_words(refusal)
    messages.success(request, said)
    return None


# --- categories -------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_CATALOGUE, change=KEEP)
def categories(request: StaffRequest) -> HttpResponse:
    form, by, at = CategoryForm(request.POST or None), request.actor, timezone.now()

    def add(typed: dict[str, Any]) -> None:
        add_category(name=typed["name"], parent=typed["parent"], by=by, at=at)

    if _sent(request, form, add, _("The category is added.")):
        return redirect("categories")
    return _categories_page(request, form)


def _categories_page(request: StaffRequest, form: CategoryForm | None = None) -> HttpResponse:
    context = {"form": form or CategoryForm(), "rows": [shown_category(row) for row in category_tree()]}
    return render(request, "office/categories.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(KEEP)
def category(request: StaffRequest, key: int) -> HttpResponse:
    return _category_page(request, key)


def _category_page(request: StaffRequest, key: int, refusal: Shown | None = None) -> HttpResponse:
    row, by, at = _category(key), request.actor, timezone.now()
    data = request.POST if request.method == "POST" and not refusal else None
    form = CategoryForm(data, initial={"name": row.name, "parent": row.parent})

    def change(typed: dict[str, Any]) -> None:
        rename_category(category=key, name=typed["name"], by=by, at=at)
        if typed["parent"] != row.parent:
            move_category(category=key, parent=typed["parent"], by=by, at=at)

    if data and _sent(request, form, change, _("It is saved.")):
        return redirect("categories")
    context = {"category": shown_category(row), "form": form, "refusal": refusal}
    return render(request, "office/category.html", context, status=_status(form, refusal))


def _category(key: int) -> CategoryRow:
    row: CategoryRow = _one_of(category_tree(), key)
    return row


def _one_of(rows: Sequence[Any], key: int) -> Any:
    found = next((row for row in rows if row.key == key), None)
    if found is None:
        raise NoSuchEntry
    return found


@require_POST
@staff(KEEP)
def category_place(request: StaffRequest, key: int) -> HttpResponse:
    """One place up or down beside the others."""
    row = _category(key)
    beside = [each.key for each in category_tree() if each.parent == row.parent]
    place = beside.index(key) + (-1 if request.POST.get("way") == "up" else 1)
    if 0 <= place < len(beside):
        move_category(category=key, parent=row.parent, place=place, by=request.actor, at=timezone.now())
    return redirect("categories")


@require_POST
@staff(KEEP)
def category_removal(request: StaffRequest, key: int) -> HttpResponse:
    refusal = _removed(
        request,
        lambda: delete_category(category=key, by=request.actor, at=timezone.now()),
        _("The category is deleted."),
    )
    return _category_page(request, key, refusal) if refusal else redirect("categories")


# --- price levels -----------------------------------------------------------------------------------------------------


def _off(typed: dict[str, Any]) -> int:
    return ppm_of(typed["off"]) if typed["off"].strip() else 0


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_CATALOGUE, change=KEEP)
def levels(request: StaffRequest) -> HttpResponse:
    form, by, at = LevelForm(request.POST or None), request.actor, timezone.now()

    def add(typed: dict[str, Any]) -> None:
        add_level(name=typed["name"], off_ppm=_off(typed), by=by, at=at)

    if _sent(request, form, add, _("The price level is added.")):
        return redirect("price_levels")
    context = {"form": form, "rows": [shown_level(row) for row in price_levels()]}
    return render(request, "office/price_levels.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(KEEP)
def level(request: StaffRequest, key: int) -> HttpResponse:
    return _level_page(request, key)


def _level_page(request: StaffRequest, key: int, give: GiveForm | None = None) -> HttpResponse:
    row, by, at = price_level(key), request.actor, timezone.now()
    data = request.POST if request.method == "POST" and give is None else None
    form = LevelForm(data, initial={"name": row.name, "off": percent(row.off_ppm) if row.off_ppm else ""})

    def change(typed: dict[str, Any]) -> None:
        correct_level(level=key, name=typed["name"], off_ppm=_off(typed), by=by, at=at)

    if data and _sent(request, form, change, _("It is saved.")):
        return redirect("price_levels")
    context = {"level": shown_level(row), "form": form, "give": give or GiveForm()}
    return render(request, "office/price_level.html", context, status=_status(form, give))


@require_POST
@staff(KEEP)
def level_holders(request: StaffRequest, key: int) -> HttpResponse:
    """Give a level to a tag or a customer, or, with `take`, take it from a tag."""
    give, by, at = GiveForm(request.POST), request.actor, timezone.now()
    level = None if request.POST.get("take") else key

    def hand_over(typed: dict[str, Any]) -> None:
        if typed["customer"]:
            number = number_in(typed["customer"].strip())
            if number is None:
                raise NoSuchCustomer(customer=typed["customer"])
            give_level(customer=number, level=level, by=by, at=at)
        else:
            give_level_to_tag(tag=typed["tag"], level=level, by=by, at=at)

    if _sent(request, give, hand_over, _("It is settled who has the level.")):
        return redirect("price_level", key=key)
    return _level_page(request, key, give)


@require_POST
@staff(KEEP)
def level_removal(request: StaffRequest, key: int) -> HttpResponse:
    delete_level(level=key, by=request.actor, at=timezone.now())
    messages.success(request, _("The price level is deleted."))
    return redirect("price_levels")


# --- tax classes ------------------------------------------------------------------------------------------------------


def _tax_values(typed: dict[str, Any]) -> dict[str, Any]:
    rate_ppm = ppm_of(typed.pop("rate") or "")
    return {**typed, "rate_ppm": rate_ppm}


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_CATALOGUE, change=KEEP)
def taxes(request: StaffRequest) -> HttpResponse:
    form, by, at = TaxForm(request.POST or None), request.actor, timezone.now()

    def add(typed: dict[str, Any]) -> None:
        add_tax_class(**_tax_values(typed), by=by, at=at)

    if _sent(request, form, add, _("The tax class is added.")):
        return redirect("tax_classes")
    context = {"form": form, "rows": [shown_tax(row) for row in tax_classes()]}
    return render(request, "office/tax_classes.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(KEEP)
def tax(request: StaffRequest, key: int) -> HttpResponse:
    return _tax_page(request, key)


def _tax_page(request: StaffRequest, key: int, refusal: Shown | None = None) -> HttpResponse:
    by, at = request.actor, timezone.now()
    row: TaxRow = _one_of(tax_classes(), key)
    data = request.POST if request.method == "POST" and not refusal else None
    now = {"name": row.name, "rate": percent(row.rate_ppm), "exempt_reason": row.exempt_reason}
    form: NameForm = TaxForm(data, initial={**now, "is_default": row.is_default})

    def change(typed: dict[str, Any]) -> None:
        correct_tax_class(tax_class=key, **_tax_values(typed), by=by, at=at)

    if data and _sent(request, form, change, _("It is saved.")):
        return redirect("tax_classes")
    context = {"tax": shown_tax(row), "form": form, "refusal": refusal}
    return render(request, "office/tax_class.html", context, status=_status(form, refusal))


@require_POST
@staff(KEEP)
def tax_removal(request: StaffRequest, key: int) -> HttpResponse:
    refusal = _removed(
        request,
        lambda: delete_tax_class(tax_class=key, by=request.actor, at=timezone.now()),
        _("The tax class is deleted."),
    )
    return _tax_page(request, key, refusal) if refusal else redirect("tax_classes")
