"""Exceptions of tills: what was sold and not booked as it was meant waits here for a person (lesson 9)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onaccount.delivery.office.acting import done
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.office.tills_shown import shown_exceptions
from onaccount.delivery.ui.refusals import Shown
from onaccount.domain.people.permissions import Right
from onaccount.domain.tills.actions.exceptions import charge_exception, settle_exception
from onaccount.domain.tills.queries.leases import exception_of
from onaccount.domain.tills.queries.leases import exceptions as exception_cards
from onaccount.domain.tills.rules.leases import ExceptionState
from onaccount.foundation.money import amount_to_move
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import tidy


class WhyMissing(Refused):
    code = "write_off_why"
    sentence = "Whoever writes something off or explains it says why."
    cure = "Type the reason; it stays in the books beside your name."
    field = "why"


class NothingChosen(Refused):
    code = "nothing_chosen"
    sentence = "It was not said what is to become of it."
    cure = "Press one of the buttons."


@require_safe
@staff(Right.SEE_TILLS)
def exceptions(request: StaffRequest) -> HttpResponse:
    return _page(request)


def _page(request: StaffRequest, refusal: tuple[Shown, int] | None = None, at: UUID | None = None) -> HttpResponse:
    is_done = request.GET.get("done") == "1"
    context = {
        "rows": shown_exceptions(exception_cards(is_open=not is_done)),
        "is_done": is_done,
        "refusal": refusal and refusal[0],
        "refused_at": at,
        "typed": request.POST,
    }
    return render(request, "office/exceptions.html", context, status=refusal[1] if refusal else 200)


@require_POST
@staff(Right.KEEP_TILLS)
def settlement(request: StaffRequest, key: UUID) -> HttpResponse:
    """A person decides: the account after all, another way, or written off."""
    verbs: dict[str, tuple[Callable[..., Any], str]] = {
        "charge": (_charge, _("It stands on the customer's account.")),
        "paid": (_paid, _("It is kept as paid another way.")),
        "explain": (_explain, _("It is kept as explained.")),
        "write_off": (_write_off, _("It is written off.")),
    }
    verb, said = verbs.get(request.POST.get("do", ""), (_nothing, ""))
    refusal = done(request, lambda at: verb(request, key, at), said)
    return _page(request, refusal, key) if refusal else redirect("exceptions")


def _charge(request: StaffRequest, key: UUID, at: datetime) -> None:
    card = exception_of(key)
    typed = request.POST.get("amount", "").strip()
    amount = amount_to_move(typed, card.currency).minor if card.sale is None else None
    charge_exception(exception=key, amount_minor=amount, by=request.actor, at=at)


def _paid(request: StaffRequest, key: UUID, at: datetime) -> None:
    settle_exception(exception=key, to=ExceptionState.PAID, why=_why(request), by=request.actor, at=at)


def _explain(request: StaffRequest, key: UUID, at: datetime) -> None:
    if not _why(request):
        raise WhyMissing
    settle_exception(exception=key, to=ExceptionState.EXPLAINED, why=_why(request), by=request.actor, at=at)


def _write_off(request: StaffRequest, key: UUID, at: datetime) -> None:
    if not _why(request):
        raise WhyMissing
    settle_exception(exception=key, to=ExceptionState.WRITTEN_OFF, why=_why(request), by=request.actor, at=at)


def _nothing(request: StaffRequest, key: UUID, at: datetime) -> None:
    exception_of(key)
    raise NothingChosen


def _why(request: StaffRequest) -> str:
    return tidy(request.POST.get("why", ""))[:500]
