"""The contracts of a customer, as staff carry them on and note their commissions."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from onaccount.delivery.office.listing import number_in
from onaccount.delivery.office.shown import ShownCustomer
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.business.queries import current_business
from onaccount.domain.contracts.actions import move_contract, note_commission
from onaccount.domain.contracts.queries import ContractRow, contracts_of
from onaccount.domain.contracts.rules import CONTRACT_MOVES, ContractState
from onaccount.domain.customers.queries import customer_card
from onaccount.domain.people.permissions import Right
from onaccount.foundation.money import plain
from onaccount.foundation.refusals import Refused

STATES = {
    ContractState.DRAFT: gettext_lazy("Draft"),
    ContractState.SUBMITTED: gettext_lazy("Submitted"),
    ContractState.WITH_CUSTOMER: gettext_lazy("With Customer"),
    ContractState.CONNECTED: gettext_lazy("Connected"),
    ContractState.ENDED: gettext_lazy("Ended"),
}


@require_safe
@staff(Right.SEE_CONTRACTS)
def contracts(request: StaffRequest, number: int) -> HttpResponse:
    return _page(request, number)


@require_POST
@staff(Right.MOVE_CONTRACTS)
def state(request: StaffRequest, number: int, contract: int) -> HttpResponse:
    to = next((one for one in ContractState if one.value == request.POST.get("state")), None)
    if to is None:
        refusal = Shown(_("There is no such state."), _("Choose one of those on the page."))
        return _page(request, number, refusal=refusal, status=422)
    try:
        move_contract(customer=number, contract=contract, to=to, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _refused(request, number, refusal)
    messages.success(
        request, _("Contract %(label)s: %(state)s.") % {"label": f"{number}-{contract}", "state": STATES[to]}
    )
    return redirect("contracts", number=number)


@require_POST
@staff(Right.MOVE_CONTRACTS)
def commission(request: StaffRequest, number: int, contract: int) -> HttpResponse:
    """Note what the dealer gets for a connection."""
    place, amount = number_in(request.POST.get("place")) or 0, request.POST.get("amount", "")
    at, by = timezone.now(), request.actor
    try:
        note_commission(customer=number, contract=contract, place=place, amount=amount, by=by, at=at)
    except Refused as refusal:
        return _refused(request, number, refusal)
    messages.success(request, _("The commission is noted."))
    return redirect("contracts", number=number)


def _refused(request: StaffRequest, number: int, refusal: Refused) -> HttpResponse:
    if refusal.status == 404:
        raise refusal
    return _page(request, number, refusal=in_words(refusal), status=refusal.status)


def _page(request: StaffRequest, number: int, *, refusal: Shown | None = None, status: int = 200) -> HttpResponse:
    card = customer_card(number)
    may_move, currency = Right.MOVE_CONTRACTS in request.rights, current_business().currency
    context = {
        "customer": ShownCustomer(card),
        "rows": [_shown(row, currency, may_move=may_move) for row in contracts_of(card.customer.number)],
        "currency": currency,
        "may_move": may_move,
        "refusal": refusal,
    }
    return render(request, "office/contracts.html", context, status=status)


def _shown(row: ContractRow, currency: str, *, may_move: bool) -> dict[str, Any]:
    moves = [to for to in ContractState if to in CONTRACT_MOVES[row.state]] if may_move else []
    return {
        "customer": row.customer,
        "number": row.number,
        "label": f"{row.customer}-{row.number}",
        "state_label": STATES[row.state],
        "words": row.words,
        "submitted_at": row.submitted_at,
        "moves": [(to.value, STATES[to]) for to in moves],
        "lines": [
            (line.place, line.name, "" if line.commission_minor is None else plain(line.commission_minor, currency))
            for line in row.connections
        ],
    }
