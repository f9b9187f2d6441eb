"""A limit is tried on the past, on a page of its own, before it is set."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from onaccount.delivery.office.rehearsal_shown import shown_rehearsal
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.accounts.queries import AccountCard, account_of, rehearsed_limit
from onaccount.domain.accounts.rules.periods import Period
from onaccount.domain.accounts.rules.rehearsal import past_year
from onaccount.domain.customers.queries import customer_card
from onaccount.domain.people.permissions import Right
from onaccount.foundation.dates import day_of
from onaccount.foundation.money import Money, money_of
from onaccount.foundation.refusals import Refused

CREDITS = ("limit", "prepaid", "unlimited")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_ACCOUNTS)
def rehearsal(request: StaffRequest, number: int) -> HttpResponse:
    """What a limit would have done. The limit's form is sent here too, by its other button, and is led to an address
    that says what is tried: without what protects a form, which is no part of an address.
    """
    if request.method == "POST":
        asked = urlencode({name: request.POST.get(name, "") for name in ("credit", "limit")})
        return redirect(f"{reverse('account_rehearsal', args=[number])}?{asked}")
    customer = customer_card(number).customer
    at = timezone.now()
    card = account_of(number, at=at)
    if customer.number != number or card is None:
        return redirect("customer_account", number=customer.number)
    try:
        return _page(request, card, at)
    except Refused as refusal:
        return _page(request, card, at, refusal=in_words(refusal))


def _page(request: StaffRequest, card: AccountCard, at: datetime, *, refusal: Shown | None = None) -> HttpResponse:
    query = request.GET
    today = timezone.localdate(at)
    credit = query.get("credit", "limit")
    context: dict[str, Any] = {
        "customer": customer_card(card.customer).customer,
        "currency": card.balance.currency,
        "is_allowed": card.is_allowed,
        "version": card.version,
        "credit": credit if credit in CREDITS else "limit",
        "limit": query.get("limit", "" if card.limit is None else str(card.limit)),
        "first": query.get("from") or past_year(today).first.isoformat(),
        "last": query.get("to") or today.isoformat(),
        "refusal": refusal,
    }
    if refusal is None:
        limit = _limit(context)
        period = Period(day_of(context["first"]), day_of(context["last"]))
        found = rehearsed_limit(card.customer, limit, period=period, at=at, after=_after(request))
        if found is None:  # the list was followed with another limit than it began with
            found = rehearsed_limit(card.customer, limit, period=period, at=at)
        assert found is not None, "there is an account"
        context["found"] = shown_rehearsal(found)
        context["query"] = urlencode(
            {
                name: context[key]
                for name, key in (("credit", "credit"), ("limit", "limit"), ("from", "first"), ("to", "last"))
            }
        )
    return render(request, "office/rehearsal.html", context, status=422 if refusal else 200)


def _limit(asked: dict[str, Any]) -> Money | None:
    if asked["credit"] == "unlimited":
        return None
    return Money(0, asked["currency"]) if asked["credit"] == "prepaid" else money_of(asked["limit"], asked["currency"])


def _after(request: StaffRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None
