"""What a decision on credit is made with: the first yes, what can be taken back, and what came of checklists."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import customer_digest
from onaccount.domain.customers.rules.stages import STAGE_EVENTS, leads_back
from onaccount.domain.customers.rules.status import STAGE_MOVES, Stage
from onaccount.domain.history.queries import latest_fact
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.vetting.models import Application, Assignment, ChecklistItem, FirstYes
from onaccount.domain.vetting.rules.applications import TAKEN_BACK
from onaccount.domain.vetting.rules.checklist import Outcome, What
from onaccount.domain.vetting.rules.deciding import STAGE_UNDO_WITHIN, takes_two


def monthly_of(number: int) -> int | None:
    """What a month with this customer is likely to bring, as its dealer said; None where nobody said."""
    return Application.objects.filter(customer=number).values_list("monthly_minor", flat=True).first()


def first_yes_of(number: int) -> FirstYes | None:
    return FirstYes.objects.filter(customer=number).first()


def followed(number: int, referred_at: datetime) -> bool:
    """Whether the checklist of this referral was opened already."""
    return ChecklistItem.objects.filter(customer=number, at__gte=referred_at).exists()


@dataclass(frozen=True, slots=True)
class Before:
    """The stage before the last decision, and the reference that it stood on."""

    stage: Stage
    credit_reference: str


def stage_to_undo(number: int, *, by: Actor, at: datetime) -> Before | None:
    """What the last decision would be taken back to by this person now; None where it cannot be."""
    fact = latest_fact(Subject("customer", str(number)), STAGE_EVENTS.values())
    if fact is None or (fact.actor_kind, fact.actor_key) != (by.kind, by.key) or fact.why == TAKEN_BACK:
        return None
    came_from, now = (Stage(stage) for stage in fact.changes.get("stage", ("none", "none")))
    if at > fact.at + STAGE_UNDO_WITHIN or leads_back(came_from, now) is None:
        return None
    return Before(came_from, fact.changes.get("credit_reference", ("", ""))[0])


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """How often something stood on a checklist, what became of it, and what of the customers it was asked of."""

    what: What
    asked: int
    brought: int
    not_needed: int
    waiting: int
    passed: int  # to Billing included
    failed: int
    undecided: int


def outcomes_by_reason() -> list[ReasonRow]:
    """One statement, however many there are."""
    found = ChecklistItem.objects.order_by().values_list("what", "outcome", "customer__stage").annotate(n=Count("pk"))
    counts = [(What(what), outcome, Stage(stage), n) for what, outcome, stage, n in found]
    return [_reason_row(what, [(outcome, stage, n) for w, outcome, stage, n in counts if w is what]) for what in What]


def _reason_row(what: What, counts: list[tuple[str, Stage, int]]) -> ReasonRow:
    def of_outcome(wanted: str) -> int:
        return sum(n for outcome, _stage, n in counts if outcome == wanted)

    def of_stage(*wanted: Stage) -> int:
        return sum(n for _outcome, stage, n in counts if stage in wanted)

    asked, passed, failed = sum(n for *_, n in counts), of_stage(Stage.PASSED, Stage.BILLING), of_stage(Stage.FAILED)
    return ReasonRow(
        what=what,
        asked=asked,
        brought=of_outcome(Outcome.BROUGHT.value),
        not_needed=of_outcome(Outcome.NOT_NEEDED.value),
        waiting=of_outcome(""),
        passed=passed,
        failed=failed,
        undecided=asked - passed - failed,
    )


@dataclass(frozen=True, slots=True)
class TwoPeople:
    """Two have to say yes before a customer passes; whose first yes there is and still stands, or None."""

    by_kind: str
    by_key: str | None
    at: datetime | None


def two_people(number: int) -> TwoPeople | None:
    """None where one decides, or where the next decision is another one."""
    above = current_business().four_eyes_minor
    if above is None or not takes_two(Stage.PASSED, monthly_minor=monthly_of(number), above=above):
        return None
    stage = Customer.objects.values_list("stage", flat=True).get(number=number)
    if Stage.PASSED not in STAGE_MOVES[Stage(stage)]:
        return None
    first = first_yes_of(number)
    if first is None or first.version != customer_digest(number):
        return TwoPeople("", None, None)
    return TwoPeople(first.by_kind, first.by_key, first.at)


def assignee_of(number: int) -> tuple[int, str] | None:
    """Who works on a customer's application: key and name."""
    found = Assignment.objects.filter(customer=number).values_list("principal_id", "principal__name").first()
    return (found[0], found[1]) if found else None
