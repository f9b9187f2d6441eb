"""Which contact in Xero a customer is: said, taken back; and what waits about it, settled by a press."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from onaccount.delivery.office.desk import customer_page
from onaccount.delivery.office.links_shown import OUTCOME_LABELS, ShownTask
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.connectors.actions import choose_contact, make_anew, settle_task, take_off, try_again
from onaccount.domain.connectors.queries import is_connected, open_tasks_page
from onaccount.domain.connectors.rules.tasks import Outcome
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import names_of
from onaccount.foundation.refusals import Refused


@require_POST
@staff(Right.EDIT_CUSTOMERS)
def link(request: StaffRequest, number: int) -> HttpResponse:
    """Say which contact it is (`use` with its id), that it is a new one, that it is none of them, or try again."""
    at, by = timezone.now(), request.actor
    contact_id = request.POST.get("contact", "")
    asked = request.POST.get("do", "") or ("use" if contact_id else "")
    try:
        if asked == "use":
            choose_contact(number=number, contact_id=contact_id, by=by, at=at)
        elif asked in VERBS:
            VERBS[asked](number=number, by=by, at=at)
        else:
            refusal = Shown(_("There is nothing of this kind to do."), _("Use the buttons of the page."))
            return customer_page(request, number, refusal=refusal, status=422)
    except Refused as refused:
        return customer_page(request, number, refusal=in_words(refused), status=refused.status)
    messages.success(request, str(ANSWERS[asked]()))
    return redirect(f"{reverse('customer', kwargs={'number': number})}#xero")


VERBS = {"create": make_anew, "unlink": take_off, "again": try_again}
ANSWERS = {
    "use": lambda: _("The customer is this contact now."),
    "create": lambda: _("A new contact will be made in Xero."),
    "unlink": lambda: _("The link is taken off. Nothing was changed in Xero."),
    "again": lambda: _("It is tried again."),
}


@require_safe
@staff(Right.SEE_CUSTOMERS)
def tasks(request: StaffRequest) -> HttpResponse:
    return _tasks(request)


@require_POST
@staff(Right.EDIT_CUSTOMERS)
def task(request: StaffRequest, key: uuid.UUID) -> HttpResponse:
    """Settle one in one of its ways."""
    asked = request.POST.get("outcome", "")
    outcome = Outcome(asked) if asked in {each.value for each in Outcome} else None
    if outcome is None:
        refusal = Shown(_("There is nothing of this kind to do."), _("Use the buttons of the page."))
        return _tasks(request, refusal=refusal, status=422)
    try:
        settled = settle_task(
            key=key,
            outcome=outcome,
            contact_id=request.POST.get("contact", ""),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refused:
        if refused.status == 404:
            raise
        return _tasks(request, refusal=in_words(refused), status=refused.status)
    messages.success(request, _("Settled: %(how)s.") % {"how": OUTCOME_LABELS[outcome]})
    if outcome is Outcome.UNLINK:  # and the other one is chosen there
        return redirect(f"{reverse('customer', kwargs={'number': settled.customer_id})}#xero")
    return redirect("tasks")


def _tasks(request: StaffRequest, *, refusal: Shown | None = None, status: int = 200) -> HttpResponse:
    is_settled = request.GET.get("settled") == "1"
    page = open_tasks_page(after=_key(request.GET.get("after", "")), is_settled=is_settled)
    names = names_of([row.settled_by_key for row in page.rows]) if is_settled else {}
    may_edit = Right.EDIT_CUSTOMERS in request.rights
    context = {
        "page": {
            "rows": [ShownTask.of(row, may_edit=may_edit, names=names) for row in page.rows],
            "next": f"{'settled=1&' if is_settled else ''}after={page.after}" if page.after else None,
            "previous": None,
            "count_text": ngettext("%(n)d task", "%(n)d tasks", len(page.rows)) % {"n": len(page.rows)},
        },
        "is_settled": is_settled,
        "is_connected": bool(page.rows) or is_connected(),
        "refusal": refusal,
    }
    return render(request, "office/tasks.html", context, status=status)


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
