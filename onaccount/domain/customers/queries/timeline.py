"""What happened to a customer, as far as who looks may see it."""

from dataclasses import replace

from onaccount.domain.customers.rules.stages import OF_CREDIT, STAGE_EVENTS
from onaccount.domain.history.queries import Fact, facts_of
from onaccount.domain.history.rules import Subject


def timeline_of(number: int, *, sees_credit: bool, limit: int = 50) -> list[Fact]:
    """The customer's facts, newest first. That credit was decided is for all, on what it stands for SEE_CREDIT."""
    facts = facts_of(Subject("customer", str(number)), limit=limit)
    return facts if sees_credit else [_without_credit(fact) for fact in facts]


def _without_credit(fact: Fact) -> Fact:
    if fact.name not in STAGE_EVENTS.values():
        return fact
    return replace(fact, changes={name: pair for name, pair in fact.changes.items() if name not in OF_CREDIT}, why="")
