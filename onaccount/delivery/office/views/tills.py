"""Tills: which there are, one of them, what it sold, and how it is paired, called back and given up."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.office.acting import ELSEWHERE, done, sent, status_of
from onaccount.delivery.office.groups_shown import history_of
from onaccount.delivery.office.payment_shown import is_untransmitted
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.office.tills_shown import (
    SumsForm,
    TillForm,
    shown_days,
    shown_lent,
    shown_receipt,
    shown_report,
    shown_sale,
    shown_till,
)
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.accounts.rules.periods import Period
from onaccount.domain.business.queries import current_business
from onaccount.domain.people.permissions import Right
from onaccount.domain.tills.actions.leases import recall_till
from onaccount.domain.tills.actions.tills import add_till, correct_till, end_till, give_pairing_code, lose_till
from onaccount.domain.tills.queries.leases import lent_at
from onaccount.domain.tills.queries.publications import current
from onaccount.domain.tills.queries.sales import day_report, days_of, last_sales, open_day, period_report, sale_card
from onaccount.domain.tills.queries.tills import till_card
from onaccount.domain.tills.queries.tills import tills as till_cards
from onaccount.domain.tills.rules.tills import PAIRING_LASTS
from onaccount.foundation.refusals import Refused

SEE, KEEP = Right.SEE_TILLS, Right.KEEP_TILLS


@require_http_methods(["GET", "HEAD", "POST"])
@staff(SEE, change=KEEP)
def tills(request: StaffRequest) -> HttpResponse:
    """All tills in use; POST adds one."""
    form, made = TillForm(request.POST or None), []

    def add(typed: dict[str, Any], at: datetime) -> None:
        made.append(add_till(name=typed["name"], menu=typed["menu"], by=request.actor, at=at))

    if sent(request, form, add, _("The till is added. Transmit its menu, and pair a device with it.")):
        return redirect("till", key=made[0])
    version = _version()
    rows = [shown_till(card, version=version) for card in till_cards()]
    ended = [shown_till(card, version=version) for card in till_cards(ended=True)]
    context = {"form": form, "rows": rows, "ended": ended, "differs": is_untransmitted()}
    return render(request, "office/tills.html", context, status=status_of(form))


def _version() -> int | None:
    last = current()
    return last.pk if last else None


@require_http_methods(["GET", "HEAD", "POST"])
@staff(SEE, change=KEEP)
def till(request: StaffRequest, key: int) -> HttpResponse:
    """One till; POST names it and chooses its menu."""
    card = till_card(key)
    form = TillForm(request.POST or None, initial={"name": card.name, "menu": card.menu})

    def correct(typed: dict[str, Any], at: datetime) -> None:
        correct_till(till=key, name=typed["name"], menu=typed["menu"], by=request.actor, at=at)

    if sent(request, form, correct, _("It is saved. A change of the menu waits to be transmitted.")):
        return redirect("till", key=key)
    return _page(request, key, form=form)


def _page(
    request: StaffRequest, key: int, *, form: TillForm | None = None, refusal: tuple[Shown, int] | None = None
) -> HttpResponse:
    card, currency = till_card(key), current_business().currency
    day = open_day(key)
    context = {
        "till": shown_till(card, version=_version()),
        "form": form or TillForm(initial={"name": card.name, "menu": card.menu}),
        "lent": [shown_lent(each) for each in lent_at(key)],
        "day": day and {"number": day.number, "opened_at": day.opened_at},
        "report": shown_report(day_report(day), currency),
        "days": shown_days(days_of(key), currency),
        "sales": [shown_sale(row) for row in last_sales(key)],
        "sums": _sums(request, key, currency),
        "facts": history_of("till", key),
        "differs": is_untransmitted(),
        "refusal": refusal and refusal[0],
    }
    return render(request, "office/till.html", context, status=refusal[1] if refusal else status_of(form))


def _sums(request: StaffRequest, key: int, currency: str) -> dict[str, Any]:
    """What came in by each method over days of the calendar; today, unless others are chosen."""
    today = timezone.localdate()
    form = SumsForm(request.GET if "from" in request.GET else {"from": today, "to": today})
    if not form.is_valid():
        return {"form": form, "report": None}
    first, last = form.days()
    since, until = Period(first, last).bounds(current_business().time_zone)
    return {"form": form, "report": shown_report(period_report(key, since=since, until=until), currency)}


@require_POST
@staff(KEEP)
def code(request: StaffRequest, key: int) -> HttpResponse:
    """A code to pair a device by, shown once and large: it is read aloud across the shop."""
    at = timezone.now()
    try:
        made = give_pairing_code(till=key, by=request.actor, at=at)
    except Refused as refusal:
        if refusal.status in ELSEWHERE:
            raise
        return _page(request, key, refusal=(in_words(refusal), refusal.status))
    half = len(made) // 2
    context = {
        "till": shown_till(till_card(key), version=_version()),
        "code": f"{made[:half]} {made[half:]}",
        "until": at + PAIRING_LASTS,
        "minutes": int(PAIRING_LASTS.total_seconds() // 60),
        "address": request.build_absolute_uri("/till/"),
    }
    return render(request, "office/till_code.html", context)


@require_POST
@staff(KEEP)
def recall(request: StaffRequest, key: int) -> HttpResponse:
    """Ask the till to give back all that it was lent, at its next contact."""
    said = _("It was asked to give back what it was lent. Without network it keeps it until it is back.")
    return _do(request, key, lambda at: recall_till(till=key, by=request.actor, at=at), said)


@require_POST
@staff(KEEP)
def loss(request: StaffRequest, key: int) -> HttpResponse:
    """Its device will not come back."""
    said = _("The till is lost: its device lets nobody in any more. What it may have sold waits among the exceptions.")
    return _do(request, key, lambda at: lose_till(till=key, by=request.actor, at=at), said)


@require_POST
@staff(KEEP)
def end(request: StaffRequest, key: int) -> HttpResponse:
    refusal = done(request, lambda at: end_till(till=key, by=request.actor, at=at), _("The till is ended."))
    return _page(request, key, refusal=refusal) if refusal else redirect("tills")


def _do(request: StaffRequest, key: int, act: Callable[[datetime], Any], said: str) -> HttpResponse:
    refusal = done(request, act, said)
    return _page(request, key, refusal=refusal) if refusal else redirect("till", key=key)


@require_safe
@staff(SEE)
def day(request: StaffRequest, key: int, number: int) -> HttpResponse:
    """A Z report, as it was when the day was closed."""
    card = till_card(key)
    rows = shown_days([row for row in days_of(key, limit=1000) if row.number == number], current_business().currency)
    if not rows:
        raise Http404
    return render(request, "office/till_day.html", {"till": shown_till(card, version=None), "day": rows[0]})


@require_safe
@staff(SEE)
def sale(request: StaffRequest, key: int, sale: UUID) -> HttpResponse:
    """A receipt, with the code by which anybody can have it verified."""
    return render(request, "office/till_sale.html", {"sale": shown_receipt(sale_card(sale, till=key))})
