"""The policy as it stands, and what it would have done with what people decided."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from onaccount.domain.connectors.models import Check, Policy
from onaccount.domain.connectors.rules.checks import OF_CREDIT, CheckOutcome, CheckState
from onaccount.domain.connectors.rules.policy import (
    Agreement,
    Case,
    PolicyRule,
    compare,
    decide,
    digest_of,
    rules_of,
)
from onaccount.domain.customers.rules.status import Stage

MOST_CASES = 5000  # the newest answers
MOST_SHOWN = 100
DECIDED = (Stage.PASSED, Stage.REFERRED, Stage.FAILED, Stage.BILLING)


@dataclass(frozen=True, slots=True)
class PolicyCard:
    rules: list[PolicyRule]
    is_on: bool
    rehearsed_at: datetime | None  # these rules as they stand; None where they were not
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Decided:
    """A customer that a person decided on, and what the rules would have made of it; None: left to a person."""

    number: int
    name: str
    was: Stage
    would_be: Stage | None
    outcome: CheckOutcome
    score: int | None
    reference: str


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How many of each, and the first of those that differ."""

    same: int
    differs: int
    left: int
    rows: list[Decided]

    @property
    def cases(self) -> int:
        return self.same + self.differs + self.left


def policy_card() -> PolicyCard:
    row = Policy.objects.filter(pk=1).first()
    if row is None:
        return PolicyCard([], False, None, None)
    rules = rules_of(row.rules)
    rehearsed = row.rehearsed_at if row.rehearsed == digest_of(rules) else None
    return PolicyCard(rules, row.is_on, rehearsed, row.changed_at)


def rehearsal(rules: list[PolicyRule]) -> Rehearsal:
    """The newest answer on credit of each customer that is decided on, against the rules. One statement."""
    counts: Counter[Agreement] = Counter()
    rows: list[Decided] = []
    for check in _newest():
        was = Stage(check.customer.stage)
        would_be = decide(rules, case_of(check, check.customer.category))
        agreement = compare(would_be, was)
        counts[agreement] += 1
        if agreement is Agreement.DIFFERS and len(rows) < MOST_SHOWN:
            outcome = CheckOutcome(check.outcome)
            name = check.customer.name
            rows.append(Decided(check.customer_id, name, was, would_be, outcome, check.score, check.reference))
    return Rehearsal(counts[Agreement.SAME], counts[Agreement.DIFFERS], counts[Agreement.LEFT], rows)


def _newest() -> list[Check]:
    answered = Check.objects.filter(
        state=CheckState.ANSWERED.value,
        source__in=[source.value for source in OF_CREDIT],
        customer__stage__in=[stage.value for stage in DECIDED],
        customer__merged_into=None,
    )
    rows = answered.defer("answer", "found").select_related("customer").order_by("-ended_at")[:MOST_CASES]
    seen: dict[int, Check] = {}
    for check in rows:
        seen.setdefault(check.customer_id, check)
    return list(seen.values())


def case_of(check: Check, category: str) -> Case:
    return Case(CheckOutcome(check.outcome), check.score, check.amount_minor, category)
