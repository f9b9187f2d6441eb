"""What a Referred customer still has to bring: whose matter, by when, what was answered (D-03)."""

import uuid
from datetime import date, datetime
from zoneinfo import ZoneInfo

from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import locked_customer, partner_customer
from onaccount.domain.customers.rules.status import Kind
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.partners.queries import require_portal
from onaccount.domain.partners.rules import PortalRight
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.people.queries.staff import locked_staff
from onaccount.domain.people.rules import Kind as PersonKind
from onaccount.domain.vetting.actions.partner_letters import queue_partner_letters
from onaccount.domain.vetting.actions.tracker_letters import ask_applicant
from onaccount.domain.vetting.models import Assignment, ChecklistItem
from onaccount.domain.vetting.queries.dealers import locked_item
from onaccount.domain.vetting.rules.checklist import (
    BROUGHT_WITHIN,
    AnswerEmpty,
    Outcome,
    QuestionEmpty,
    SettledAlready,
    What,
    opened_for,
)
from onaccount.foundation.text import tidy, tidy_lines


@action
def add_item(
    *,
    number: int,
    what: What,
    by: Actor,
    at: datetime,
    words: str = "",
    owner: int | None = None,
    due_on: date | None = None,
    asks_partner: bool = False,
    asks_applicant: bool = False,
) -> uuid.UUID:
    """Put a line on a customer's checklist. Where the partner is asked, its people are told by letter, and so is the
    applicant, with the link to answer by. Raises CannotBeAsked.
    """
    require(by, Right.DECIDE_CREDIT)
    customer = locked_customer(number)
    words = tidy(words)[:500]
    if what is What.QUESTION and not words:
        raise QuestionEmpty
    item = ChecklistItem.objects.create(
        customer=customer,
        what=what.value,
        words=words,
        owner=locked_staff(owner) if owner else None,
        due_on=due_on,
        asks_partner=asks_partner and customer.partner_id is not None,
        asks_applicant=asks_applicant,
        at=at,
    )
    record("customer.checklist_added", _about(customer.number), by=by, at=at, changes={"what": ("", what.value)})
    if item.asks_partner:
        queue_partner_letters(customer, reason=f"item:{item.pk}", by=by, at=at)
    if item.asks_applicant:
        ask_applicant(customer, reason=f"item:{item.pk}", by=by, at=at)
    return item.pk


def open_checklist(customer: Customer, *, by: Actor, at: datetime) -> None:
    """What whoever is Referred has to bring: a matter of who works on it, else of who referred it.

    What stands there and is open already stays as it is, so that referring twice does not ask twice.
    """
    assigned = Assignment.objects.filter(customer=customer).values_list("principal_id", flat=True).first()
    owner = assigned or (int(by.key) if by.kind == PersonKind.STAFF.value else None)
    today = at.astimezone(ZoneInfo(str(current_business().time_zone))).date()
    open_now = set(ChecklistItem.objects.filter(customer=customer, settled_at=None).values_list("what", flat=True))
    wanted = [what for what in opened_for(Kind(customer.kind)) if what.value not in open_now]
    ChecklistItem.objects.bulk_create(
        ChecklistItem(customer=customer, what=what.value, owner_id=owner, due_on=today + BROUGHT_WITHIN, at=at)
        for what in wanted
    )
    if wanted:
        record("customer.checklist_opened", _about(customer.number), by=by, at=at)


@action
def settle_item(*, number: int, item: uuid.UUID, by: Actor, at: datetime, outcome: Outcome = Outcome.BROUGHT) -> None:
    """A line of the checklist is done, or needed no more."""
    require(by, Right.DECIDE_CREDIT)
    customer = locked_customer(number)
    held = locked_item(customer, item)
    if held.settled_at is not None:
        raise SettledAlready
    held.settled_at, held.outcome = at, outcome.value
    held.save(update_fields=["settled_at", "outcome"])
    record("customer.checklist_settled", _about(number), by=by, at=at, changes={"what": (held.what, outcome.value)})


@action
def answer_item(*, number: int, item: uuid.UUID, text: str, by: Actor, at: datetime) -> None:
    """A dealer answers what it is asked about its own customer; it may answer anew until the line is settled."""
    user = require_portal(by, PortalRight.SUBMIT)
    customer = partner_customer(user.partner, number)
    held = locked_item(customer, item)
    if not held.asks_partner or held.settled_at is not None:
        raise SettledAlready
    keep_answer(held, text, by=by, at=at)


def keep_answer(held: ChecklistItem, text: str, *, by: Actor, at: datetime) -> None:
    """Part of an action: what was said to a line of the checklist. Raises AnswerEmpty."""
    text = tidy_lines(text)[:4000]
    if not text:
        raise AnswerEmpty
    held.answer, held.answered_at = text, at
    held.save(update_fields=["answer", "answered_at"])
    about = _about(held.customer_id)
    record("customer.checklist_answered", about, by=by, at=at, changes={"what": ("", held.what)})


def _about(number: int) -> Subject:
    return Subject("customer", str(number))
