"""The approval card (B-03): one application on one screen, decided by key, and on to the next of the queue."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from onaccount.delivery.office.application_shown import WHATS
from onaccount.delivery.office.case_shown import (
    CaseForm,
    QuestionForm,
    shown_assignee,
    shown_decisions,
    shown_two,
)
from onaccount.delivery.office.desk import Desk
from onaccount.delivery.office.listing import number_in
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.office.stages import WORDS
from onaccount.delivery.office.views.application import application_context
from onaccount.delivery.office.views.queue import filter_of
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.connectors.queries.checks import reference_to_stand_on
from onaccount.domain.customers.queries import customer_card
from onaccount.domain.customers.rules.status import Stage
from onaccount.domain.people.permissions import Right
from onaccount.domain.vetting.actions import set_stage, undo_stage
from onaccount.domain.vetting.actions.assignment import assign
from onaccount.domain.vetting.actions.checklist import add_item
from onaccount.domain.vetting.queries.deciding import assignee_of, outcomes_by_reason, stage_to_undo, two_people
from onaccount.domain.vetting.queries.queue import next_in_queue
from onaccount.domain.vetting.rules.checklist import What
from onaccount.foundation.refusals import Refused


@never_cache
@require_safe
@staff(Right.SEE_CUSTOMERS)
@staff(Right.SEE_CREDIT)
def case(request: StaffRequest, number: int) -> HttpResponse:
    return _page(request, number)


@require_POST
@staff(Right.SEE_CUSTOMERS)
@staff(Right.DECIDE_CREDIT)
def stage(request: StaffRequest, number: int) -> HttpResponse:
    """Decide. Above the amount for which two are needed, the first yes leaves the stage as it is."""
    to = next((one for one in Stage if one.value == request.POST.get("stage")), None)
    if to is None:
        refusal = Shown(_("There is no such stage."), _("Choose one of those on the page."))
        return _page(request, number, refusal=refusal, status=422)
    form = CaseForm(request.POST, now=Stage(customer_card(number).customer.stage))
    if not form.is_valid():
        return _page(request, number, form=form, status=422)
    try:
        customer = set_stage(
            number=number,
            to=to,
            credit_reference=form.said("credit_reference"),
            billing_reference=form.said("billing_reference"),
            why=form.said("reason"),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        return _refused(request, number, form, refusal)
    if customer.stage == to.value:
        messages.success(request, _("%(name)s: credit %(stage)s.") % {"name": customer.name, "stage": WORDS[to]})
    else:
        messages.success(request, _("Your yes is kept. A second person has to say so too."))
    return _back(request, number)


@require_POST
@staff(Right.SEE_CUSTOMERS)
@staff(Right.DECIDE_CREDIT)
def undoing(request: StaffRequest, number: int) -> HttpResponse:
    """Take one's own last decision back, where the table of stages leads back."""
    try:
        customer = undo_stage(number=number, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _refused(request, number, None, refusal)
    said = {"name": customer.name, "stage": WORDS[Stage(customer.stage)]}
    messages.success(request, _("Taken back. %(name)s: credit %(stage)s.") % said)
    return _back(request, number)


@require_POST
@staff(Right.SEE_CUSTOMERS)
@staff(Right.DECIDE_CREDIT)
def questions(request: StaffRequest, number: int) -> HttpResponse:
    """Ask whoever brought the customer; without a partner the question stands on the checklist."""
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, number, question=form, status=422)
    try:
        words, me = form.cleaned_data["words"], int(request.actor.key)
        at = timezone.now()
        add_item(number=number, what=What.QUESTION, words=words, owner=me, asks_partner=True, by=request.actor, at=at)
    except Refused as refusal:
        if refusal.status == 404:
            raise
        form.add_error("words", in_words(refusal).text)
        return _page(request, number, question=form, status=refusal.status)
    messages.success(request, _("It is asked."))
    return _back(request, number)


@require_POST
@staff(Right.SEE_CUSTOMERS)
@staff(Right.APPROVE_CUSTOMERS)
def assignment(request: StaffRequest, number: int) -> HttpResponse:
    try:
        assign(number=number, to=number_in(request.POST.get("to")), by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _refused(request, number, None, refusal)
    return _back(request, number)


@require_safe
@staff(Right.SEE_CREDIT)
def outcomes(request: StaffRequest) -> HttpResponse:
    """What came of those who were Referred, by what they were asked for."""
    rows = [(WHATS[row.what], row) for row in outcomes_by_reason()]
    return render(request, "office/outcomes.html", {"rows": rows, "has_any": any(row.asked for _what, row in rows)})


def _refused(request: StaffRequest, number: int, form: CaseForm | None, refusal: Refused) -> HttpResponse:
    if refusal.status == 404:
        raise refusal
    if form is None or refusal.values.get("field") not in form.fields:
        return _page(request, number, refusal=in_words(refusal), status=refusal.status)
    form.refuse(refusal)
    return _page(request, number, form=form, status=refusal.status)


def _back(request: StaffRequest, number: int) -> HttpResponse:
    response = redirect("case", number=number)
    if query := _query(request.GET):
        response["Location"] += f"?{query}"
    return response


def _query(given: QueryDict) -> str:
    """The filter of the queue through which one came, and nothing else."""
    kept = QueryDict(mutable=True)
    for name in ("stage", "whose", "dealer", "q", "sort"):
        if given.get(name):
            kept[name] = str(given[name])
    return kept.urlencode()


def _page(
    request: StaffRequest,
    number: int,
    *,
    form: CaseForm | None = None,
    question: QuestionForm | None = None,
    refusal: Shown | None = None,
    status: int = 200,
) -> HttpResponse:
    if request.method == "POST" and Right.SEE_CREDIT not in request.rights:
        return redirect("queue")
    desk = Desk(request, number)
    number, now = desk.number, Stage(desk.card.customer.stage)
    may_decide = Right.DECIDE_CREDIT in request.rights
    at, by = timezone.now(), request.actor
    more: dict[str, Any] = {
        "query": _query(request.GET),
        "next": next_in_queue(filter_of(request.GET), me=int(by.key), after=number),
        "form": form or CaseForm(now=now, reference=reference_to_stand_on(desk.found_checks)),
        "question": question or QuestionForm(),
        "decisions": shown_decisions(now, may_decide=may_decide),
        "assignee": shown_assignee(assignee_of(number), by=by),
        "may_assign": Right.APPROVE_CUSTOMERS in request.rights,
        "two": shown_two(two_people(number), by=by),
        "can_undo": may_decide and stage_to_undo(number, by=by, at=at) is not None,
        "refusal": refusal,
    }
    context = desk.context() | desk.whole_context(None) | application_context(request, number, desk.card) | more
    return render(request, "office/case.html", context, status=status)
