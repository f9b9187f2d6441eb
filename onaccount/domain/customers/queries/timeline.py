"""What happened to a customer, as far as who looks may see it."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from onaccount.domain.customers.queries.family import family_numbers, survivor, survivor_of
from onaccount.domain.customers.rules.stages import OF_CREDIT, STAGE_EVENTS
from onaccount.domain.customers.rules.status import NoSuchCustomer
from onaccount.domain.history.queries import Fact, fact_of, facts_of
from onaccount.domain.history.rules import Subject

# What one may want to see of it: the names of events, or their beginnings.
KINDS: dict[str, tuple[str, ...]] = {
    "access": ("customer.activat*", "customer.made_*", "location.*", "person.*"),
    "credit": ("customer.stage_*",),
    "details": (
        "customer.added",
        "customer.corrected",
        "customer.merged",
        "customer.unmerged",
        "contact.*",
        "address.*",
        "tag.*",
    ),
    "notes": ("note.*",),
}


def timeline_of(
    number: int,
    *,
    sees_credit: bool,
    limit: int = 50,
    before: Fact | None = None,
    kind: str = "",
    family: Sequence[int] = (),
) -> list[Fact]:
    """The facts of a customer and of who was merged into it, newest first.

    That credit was decided is for all, on what it stands for SEE_CREDIT.

    `before` goes on from a fact of an earlier answer, `kind` is one of KINDS or "" for all. `family` are the numbers of
    both, where they are known.
    """
    about = [Subject("customer", str(each)) for each in family or family_numbers(number)]
    facts = facts_of(*about, limit=limit, before=before, names=KINDS.get(kind, ()))
    return facts if sees_credit else [_without_credit(fact) for fact in facts]


def fact_in_timeline(number: int, key: uuid.UUID) -> Fact | None:
    """One of the facts of a family, to go on from."""
    return fact_of(key, *(Subject("customer", str(each)) for each in family_numbers(survivor_of(number))))


def timeline_page(
    number: int, *, sees_credit: bool, before: uuid.UUID | None, limit: int
) -> tuple[list[Fact], uuid.UUID | None]:
    """A stretch of the facts, newest first, and the fact to go on from. Raises NoSuchCustomer."""
    found = survivor(number).values_list("number", flat=True).first()
    if found is None:
        raise NoSuchCustomer(customer=number)
    last = fact_in_timeline(found, before) if before else None
    if before and last is None:
        return [], None
    facts = timeline_of(found, sees_credit=sees_credit, limit=limit + 1, before=last)
    return facts[:limit], facts[limit - 1].key if len(facts) > limit else None


def _without_credit(fact: Fact) -> Fact:
    if fact.name not in STAGE_EVENTS.values():
        return fact
    return replace(fact, changes={name: pair for name, pair in fact.changes.items() if name not in OF_CREDIT}, why="")
