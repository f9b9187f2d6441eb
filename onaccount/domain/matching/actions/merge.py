"""Make one customer of two (D-11).

Nothing is moved. The loser and all who were merged into it before point at the survivor, and are read with it; which of
them came with whom stands in the merges, a tree whose edges are undone in any order. Whoever holds the survivor's row
holds the family.
"""

import uuid
from datetime import datetime

from django.db.models import Q

from onaccount.domain.customers.actions.parts import from_to
from onaccount.domain.customers.models import Customer, Tag
from onaccount.domain.customers.queries import family_numbers, locked_owner, open_logins, visible
from onaccount.domain.customers.rules.parts import PLACE
from onaccount.domain.customers.rules.status import NoSuchCustomer, Status
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.matching.actions.finding import tell_moot
from onaccount.domain.matching.actions.survivor import TAGS, main_address, write_survivor
from onaccount.domain.matching.actions.turns import hold_merges
from onaccount.domain.matching.models import Merge, Pair
from onaccount.domain.matching.queries.merges import fields_of, pair_digest, side_of
from onaccount.domain.matching.rules.merging import (
    ADDRESS,
    Choices,
    LookedAtOther,
    check_merge,
    chosen,
    stays_shut,
    written,
)
from onaccount.domain.matching.rules.states import Decision
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


@action
def merge_customers(
    *, loser: int, survivor: int, by: Actor, at: datetime, choices: Choices | None = None, seen: str = ""
) -> uuid.UUID:
    """Let one customer be read as another from now on, until the merge, whose key is returned, is undone.

    `choices` says whose value the survivor shows, by the names of CHOSEN; what is not said fills the survivor's blanks.
    With `seen`, the digest that the preview had, nothing is merged that was changed since. Logins that were in stay in
    and log in as the survivor, which takes the right to give logins; those that were not do not come in by this.
    """
    require(by, Right.MERGE_CUSTOMERS)
    hold_merges()
    into, gone = _held(survivor, loser)
    kept, lost = side_of(into), side_of(gone)
    check_merge(kept, lost)
    if kept.status is Status.ACTIVE and lost.lets_in:
        require(by, Right.GIVE_LOGINS)
    if seen and seen != pair_digest(into.number, gone.number):
        raise LookedAtOther(survivor=into.number, loser=gone.number)
    own, theirs = fields_of(into), fields_of(gone)
    takes = chosen(own, theirs, choices or {}, numbers=(into.number, gone.number))
    new = written(own, theirs, takes, same_kind=into.kind == gone.kind)
    merge = Merge(loser=gone, survivor=into, by_kind=by.kind, by_key=by.key, at=at)
    merge.before = {name: own[name] for name in new}
    merge.after = dict(new)
    if takes[ADDRESS] and (place := {name: theirs[name] for name in PLACE}) != {name: own[name] for name in PLACE}:
        merge.before[ADDRESS], merge.after[ADDRESS] = main_address(into), place
    if tags := _tags_to_add(into, gone):
        merge.after[TAGS] = tags
    merge.shut = _point(gone, into, at=at)
    merge.save()
    write_survivor(into, new | {name: merge.after[name] for name in (ADDRESS,) if name in merge.after}, by=by, at=at)
    into.tags.add(*Tag.objects.filter(name__in=tags))
    _settle_pairs(into.number, by=by, at=at, first=(into.number, gone.number))
    tell_moot(family_numbers(into.number))
    two = {"merged": ("", str(gone.number)), "merged_into": ("", str(into.number))}
    told = {name: (own[name], value) for name, value in new.items()} | from_to(own, own | merge.after.get(ADDRESS, {}))
    record("customer.merged", _about(into.number), by=by, at=at, changes={**two, **told})
    record("customer.merged", _about(gone.number), by=by, at=at, changes=two)
    return merge.pk


def _held(survivor: int, loser: int) -> tuple[Customer, Customer]:
    """Both, held in the order of their numbers, so that of two merges at once neither waits for the other."""
    held = {number: locked_owner(number) for number in sorted({survivor, loser})}
    hidden = [number for number, customer in held.items() if not customer.merged_into_id and not _is_there(number)]
    for number in hidden:
        raise NoSuchCustomer(customer=number)
    return held[survivor], held[loser]


def _is_there(number: int) -> bool:
    return visible().filter(number=number).exists()


def _point(gone: Customer, into: Customer, *, at: datetime) -> list[int]:
    """Let the loser's whole family point at the survivor. Returns whose logins are shut from now on by this."""
    family = family_numbers(gone.number)
    shut = []
    if stays_shut(Status(into.status), Status(gone.status)):
        shut = list(open_logins(gone.number).order_by().values_list("customer", flat=True).distinct())
        shut = sorted({gone.number, *shut})
    Customer.objects.filter(number__in=family).update(merged_into=into.number, changed_at=at)
    Customer.objects.filter(number__in=shut).update(logins_shut=True)
    return shut


def _tags_to_add(into: Customer, gone: Customer) -> list[str]:
    own = set(into.tags.values_list("pk", flat=True))
    return sorted(gone.tags.exclude(pk__in=own).values_list("name", flat=True))


# --- the pairs that said so ---


def _settle_pairs(survivor: int, *, by: Actor, at: datetime, first: tuple[int, int]) -> None:
    """Nobody is asked about two who are one; of these two somebody has just said so, whatever was said before."""
    family = family_numbers(survivor)
    undecided = Q(decision__in=[Decision.OPEN.value, Decision.LATER.value])
    these = Q(low=min(first), high=max(first))
    Pair.objects.filter(undecided | these, low__in=family, high__in=family).update(
        decision=Decision.MERGED.value, decided_by_kind=by.kind, decided_by_key=by.key, decided_at=at
    )
    merged = family[1:]
    Pair.objects.filter(Q(low__in=merged) | Q(high__in=merged)).update(is_moot=True)


def _about(number: int) -> Subject:
    return Subject("customer", str(number))
