"""The status of customers: one noun, set by POST, taken back by POST to its undo."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from onaccount.delivery.office.desk import customer_page
from onaccount.delivery.office.forms import BulkMove, Move
from onaccount.delivery.office.listing import CustomerList, number_in, read_filter
from onaccount.delivery.office.shown import ShownRow, status_label
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.customers.queries import rows_of
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.people.permissions import Right
from onaccount.domain.vetting.actions import (
    send_again,
    set_login_password,
    set_status,
    set_statuses,
    undo_status,
    undo_statuses,
)
from onaccount.domain.vetting.queries import can_undo
from onaccount.foundation.refusals import Refused

LAST_BULK = "last_bulk"  # session key: the numbers that the last bulk move moved, for its undo


@require_POST
@staff(Right.APPROVE_CUSTOMERS)
def status(request: StaffRequest, number: int) -> HttpResponse:
    """Move one customer. From a list the row comes back, from the customer's page the page."""
    form = Move(request.POST)
    if not form.is_valid():
        return _refused(request, number, Shown(_("There is no such status."), _("Choose one of those in the menu.")))
    try:
        set_status(number=number, to=form.cleaned_data["status"], by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _refused(request, number, in_words(refusal), status=refusal.status)
    return _moved(request, number)


@require_POST
@staff(Right.APPROVE_CUSTOMERS)
def undo(request: StaffRequest, number: int) -> HttpResponse:
    """Take the last move of this person back."""
    try:
        undo_status(number=number, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _refused(request, number, in_words(refusal), status=refusal.status)
    return _moved(request, number, undone=True)


def _moved(request: StaffRequest, number: int, *, undone: bool = False) -> HttpResponse:
    [row] = rows_of([number])
    number = row.number
    label = status_label(row.status)
    sentence = (_("%(name)s is %(status)s again.") if undone else _("%(name)s is %(status)s now.")) % {
        "name": row.name,
        "status": label,
    }
    if row.letter and row.letter.state.value == "queued" and row.status is Status.ACTIVE:
        sentence += " " + _("The e-mail goes in 10 seconds.")
    back = None if undone or not can_undo(number, by=request.actor, at=timezone.now()) else _undo_of(number)
    if request.headers.get("HX-Target") == f"customer-{number}":
        toast = {"text": sentence, "undo": back, "row": number}
        return render(request, "office/customers.html#moved", {"row": ShownRow.of(row, may_move=True), "toast": toast})
    messages.success(request, sentence, extra_tags=back or "")
    return redirect("customer", number=number)


def _undo_of(number: int) -> str:
    return reverse("status_undo", kwargs={"number": number})


def _refused(request: StaffRequest, number: int, refusal: Shown, *, status: int = 422) -> HttpResponse:
    if request.headers.get("HX-Target") == f"customer-{number}" and (rows := rows_of([number])):
        context = {"row": ShownRow.of(rows[0], may_move=True), "refusal": refusal}
        return render(request, "office/customers.html#refused", context, status=status)
    return customer_page(request, number, refusal=refusal, status=status)


@require_POST
@staff(Right.APPROVE_CUSTOMERS)
def statuses(request: StaffRequest) -> HttpResponse:
    """Move the selected customers; what could not be moved is said, each with its reason."""
    form = BulkMove(request.POST)
    if not form.is_valid():
        messages.warning(request, str(next(iter(form.errors.values()))[0]))
        return redirect("customers")
    bulk = set_statuses(
        numbers=form.cleaned_data["number"], to=form.cleaned_data["status"], by=request.actor, at=timezone.now()
    )
    request.session[LAST_BULK] = bulk.done
    names = {row.number: row.name for row in rows_of([number for number, _reason in bulk.refused])}
    result = {
        "sentence": ngettext("%(n)d customer was changed.", "%(n)d customers were changed.", len(bulk.done))
        % {"n": len(bulk.done)},
        "undo": reverse("statuses_undo") if bulk.done else None,
        "refused": [
            {"number": number, "name": names.get(number, number), **in_words(reason).as_dict()}
            for number, reason in bulk.refused
        ],
    }
    shown = CustomerList(read_filter(request.GET), request.GET, rights=request.rights)
    return render(request, "office/customers.html", shown.context() | {"bulk_result": result})


@require_POST
@staff(Right.APPROVE_CUSTOMERS)
def undo_all(request: StaffRequest) -> HttpResponse:
    """Take the last bulk move back."""
    numbers = request.session.pop(LAST_BULK, [])
    bulk = undo_statuses(numbers=numbers, by=request.actor, at=timezone.now())
    if bulk.done:
        messages.success(
            request, ngettext("%(n)d was taken back.", "%(n)d were taken back.", len(bulk.done)) % {"n": len(bulk.done)}
        )
    for number, reason in bulk.refused[:3]:
        messages.warning(request, f"No. {number}: {in_words(reason).text}")
    return redirect("customers")


@require_POST
@staff(Right.APPROVE_CUSTOMERS)
def letters(request: StaffRequest, number: int) -> HttpResponse:
    """Send the login details again, or a temporary password: the earlier way in is void then."""
    key = number_in(request.POST.get("location", "")) or 0
    sets_password = request.POST.get("do") == "password"
    send = set_login_password if sets_password else send_again
    try:
        send(number=number, location=key, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _refused(request, number, in_words(refusal), status=refusal.status)
    if sets_password:
        messages.success(request, _("A temporary password is on its way. It ends the one before, and every session."))
    else:
        messages.success(request, _("The letter is on its way. The earlier one lets nobody in any more."))
    return redirect("customer", number=number)
