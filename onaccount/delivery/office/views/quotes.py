"""Quotes: made for a customer, sent, answered, invoiced."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.office.billing_shown import shown_quote
from onaccount.delivery.office.listing import number_in
from onaccount.delivery.office.shown import ShownCustomer
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.billing.actions import (
    OfferedLine,
    accept_quote,
    decline_quote,
    invoice_quote,
    make_quote,
    save_quote,
    send_quote,
)
from onaccount.domain.billing.queries import currency_for, quote_card, quotes_page, today_on
from onaccount.domain.billing.rules.quotes import QuoteState
from onaccount.domain.catalogue.queries import products_for_sale
from onaccount.domain.customers.queries import customer_card
from onaccount.domain.people.permissions import Right
from onaccount.foundation.dates import day_of
from onaccount.foundation.refusals import Refused

MORE_LINES = 5  # empty ones under what stands there
OFFERED = 200  # products that are suggested by name


@require_safe
@staff(Right.SEE_BILLING)
def quotes(request: StaffRequest) -> HttpResponse:
    """All quotes, the newest first."""
    rows, after = quotes_page(today=today_on(timezone.now()), after=number_in(request.GET.get("after")), limit=50)
    return render(request, "office/quotes.html", {"rows": [shown_quote(row) for row in rows], "after": after})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.KEEP_BILLING)
def new(request: StaffRequest, number: int) -> HttpResponse:
    """Quote a customer; POST keeps the draft."""
    if request.method != "POST":
        return _form(request, number, lines=[])
    lines = _typed(request)
    try:
        quote = make_quote(
            customer=number, lines=lines, words=request.POST.get("words", ""), by=request.actor, at=timezone.now()
        )
    except Refused as refusal:
        return _form(request, number, lines=lines, refusal=_shown(refusal))
    messages.success(request, _("The draft is kept."))
    return redirect("quote", quote=quote)


def _form(
    request: StaffRequest, number: int, *, lines: Sequence[OfferedLine], refusal: Shown | None = None
) -> HttpResponse:
    card = customer_card(number)
    context = {
        "customer": ShownCustomer(card),
        "currency": currency_for(card.customer.number),
        "words": request.POST.get("words", ""),
        "refusal": refusal,
        **_rows(lines, card.customer.number),
    }
    return render(request, "office/quote_new.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_BILLING, change=Right.KEEP_BILLING)
def quote(request: StaffRequest, quote: int) -> HttpResponse:
    """One quote; POST writes a draft anew."""
    if request.method != "POST":
        return _page(request, quote)
    lines = _typed(request)
    try:
        save_quote(
            quote=quote,
            lines=lines,
            words=request.POST.get("words", ""),
            valid_until=day_of(request.POST.get("valid_until", "")),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return _page(request, quote, refusal=_shown(refusal), lines=lines)
    messages.success(request, _("The draft is kept."))
    return redirect("quote", quote=quote)


@require_POST
@staff(Right.KEEP_BILLING)
def state(request: StaffRequest, quote: int) -> HttpResponse:
    """Send it, or write down what the customer said."""
    at, by, wanted = timezone.now(), request.actor, request.POST.get("state", "")
    try:
        if wanted == QuoteState.SENT.value:
            token = send_quote(quote=quote, by=by, at=at)
            link = f"{settings.PUBLIC_URL}/app/quotes/{token}/"
            messages.success(request, _("The quote is sent. The customer accepts it at %(link)s") % {"link": link})
        elif wanted == QuoteState.ACCEPTED.value:
            accept_quote(quote=quote, by=by, at=at)
            messages.success(request, _("The quote is accepted."))
        else:
            decline_quote(quote=quote, by=by, at=at)
            messages.success(request, _("The quote is declined."))
    except Refused as refusal:
        return _page(request, quote, refusal=_shown(refusal), status=refusal.status)
    return redirect("quote", quote=quote)


@require_POST
@staff(Right.KEEP_BILLING)
def invoice(request: StaffRequest, quote: int) -> HttpResponse:
    """Invoice what was accepted, once."""
    try:
        label = invoice_quote(quote=quote, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, quote, refusal=_shown(refusal), status=refusal.status)
    messages.success(request, _("Invoice %(label)s is issued.") % {"label": label})
    return redirect("invoice", label=label)


def _page(
    request: StaffRequest,
    number: int,
    *,
    refusal: Shown | None = None,
    lines: Sequence[OfferedLine] | None = None,
    status: int = 422,
) -> HttpResponse:
    card = quote_card(number, today=today_on(timezone.now()))
    shown = shown_quote(card)
    typed = lines if lines is not None else [OfferedLine(**line["typed"]) for line in shown["lines"]]
    may_keep = Right.KEEP_BILLING in request.rights
    context: dict[str, Any] = {
        "quote": shown,
        "may_edit": may_keep and card.state is QuoteState.DRAFT,
        "may_answer": may_keep and card.state is QuoteState.SENT,
        "may_invoice": may_keep and card.state is QuoteState.ACCEPTED and not card.invoice,
        "refusal": refusal,
        **_rows(typed, card.customer),
    }
    return render(request, "office/quote.html", context, status=status if refusal else 200)


def _rows(lines: Sequence[OfferedLine], customer: int) -> dict[str, Any]:
    """The lines as they were typed, empty ones under them, and what may be suggested."""
    return {
        "typed": [*lines, *[OfferedLine(quantity="")] * MORE_LINES],
        "products": products_for_sale(customer, limit=OFFERED),
    }


def _typed(request: HttpRequest) -> list[OfferedLine]:
    columns = [request.POST.getlist(name) for name in ("sku", "name", "quantity", "price")]
    return [
        OfferedLine(sku, name, quantity or "1", price) for sku, name, quantity, price in zip(*columns, strict=False)
    ]


def _shown(refusal: Refused) -> Shown:
    if refusal.status == 404 and refusal.code in ("no_such_quote", "no_such_customer"):
        raise refusal
    return in_words(refusal)
