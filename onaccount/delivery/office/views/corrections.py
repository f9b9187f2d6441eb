"""Correct a customer's details (S0-08, S4-12, S4-13)."""

from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onaccount.delivery.office.candidates_shown import shown_of
from onaccount.delivery.office.correction_form import Correction, ShownConflict
from onaccount.delivery.office.history_shown import field_label
from onaccount.delivery.office.shown import ShownCustomer
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.domain.connectors.queries.checks import asked_by
from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.queries import Card, category_names, customer_card, timeline_of
from onaccount.domain.customers.rules.checked import CHECKED_FOR_CREDIT
from onaccount.domain.customers.rules.meanwhile import ChangedMeanwhile, Conflict
from onaccount.domain.customers.rules.status import Stage
from onaccount.domain.matching.queries import Candidate
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import names_of
from onaccount.foundation.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.EDIT_CUSTOMERS)
def details(request: StaffRequest, number: int) -> HttpResponse:
    """The form; what somebody else changed while it was filled in is kept, or asked about where both did. Whoever
    looks like this customer only by what is corrected now is shown once before it is saved.
    """
    card = customer_card(number)
    if request.method != "POST":
        return _page(request, card, Correction(card))
    form = Correction(card, request.POST)
    if undecided := form.undecided(card):
        return _ask(request, card, form, undecided)
    if not form.is_valid():
        return _page(request, card, form, status=422)
    found = form.newly_alike(card)
    if not form.were_shown(found):
        return _page(request, card, form, found=found, status=422)
    try:
        at = timezone.now()
        changes = correct_customer(number=number, values=form.values, seen=form.as_seen, by=request.actor, at=at)
    except ChangedMeanwhile as meanwhile:
        return _ask(request, customer_card(number), form, meanwhile.conflicts)
    except Refused as refusal:
        form.refuse(refusal)
        return _page(request, card, form, status=422)
    if fields := checked_fields(card, changes):
        messages.warning(request, _("Amended: %(fields)s. What was checked by it is void.") % {"fields": fields})
    return redirect("customer", number=number)


def checked_fields(card: Card, changed: Iterable[str] | None = None) -> str:
    """The fields by which this customer was checked, in words; of `changed` alone where that is given."""
    is_billed = card.customer.stage == Stage.BILLING.value or bool(card.customer.credit_reference)
    names = dict.fromkeys((*asked_by(card.customer.number), *(CHECKED_FOR_CREDIT if is_billed else ())))
    wanted = names if changed is None else set(changed)
    return ", ".join(field_label(name) for name in names if name in wanted)


def _ask(request: StaffRequest, card: Card, form: Correction, conflicts: Sequence[Conflict]) -> HttpResponse:
    """Both values side by side, with who wrote the other one and when; the rest of the form as it was typed."""
    facts = timeline_of(card.customer.number, sees_credit=False)
    names = names_of(fact.actor_key for fact in facts)
    shown = [ShownConflict.of(conflict, facts, names) for conflict in conflicts]
    return _page(request, card, form.after_conflict(card, conflicts), conflicts=shown, status=409)


def _page(
    request: StaffRequest,
    card: Card,
    form: Correction,
    *,
    conflicts: Sequence[ShownConflict] = (),
    found: Sequence[Candidate] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "customer": ShownCustomer(card),
        "form": form,
        "conflicts": conflicts,
        "categories": category_names(),
        "known": shown_of(found, beside=card.customer.number),
        "is_asked": bool(found),
        "goes_on": bool(found),
        "is_correction": True,
        "checked_by": checked_fields(card),
        "is_billed": card.customer.stage == Stage.BILLING.value,
    }
    return render(request, "office/customer_edit.html", context, status=status)
