"""Make one customer of two, and two of one again (D-11).

Nothing is moved. The loser and all who were merged into it before point at the survivor, and are read with it; which of
them came with whom stands in the merges, a tree whose edges are undone in any order. Whoever holds the survivor's row
holds the family.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from onaccount.domain.customers.actions.match_keys import rewrite_match_keys
from onaccount.domain.customers.actions.parts import Changes
from onaccount.domain.customers.models import Address, Customer, Location, Tag
from onaccount.domain.customers.queries import family_numbers, locked_customer, locked_owner, open_logins, visible
from onaccount.domain.customers.rules.parts import PLACE
from onaccount.domain.customers.rules.status import NoSuchCustomer, Status
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.matching.actions.finding import tell_moot
from onaccount.domain.matching.models import Merge, Pair
from onaccount.domain.matching.queries.merges import fields_of, pair_digest, side_of
from onaccount.domain.matching.rules.merging import (
    ADDRESS,
    AlreadyApart,
    Choices,
    LookedAtOther,
    NoSuchMerge,
    check_merge,
    chosen,
    stays_shut,
    written,
)
from onaccount.domain.matching.rules.states import Decision
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.foundation.text import fold

TAGS = "tags"


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
        merge.before[ADDRESS], merge.after[ADDRESS] = _main_address(into), place
    if tags := _tags_to_add(into, gone):
        merge.after[TAGS] = tags
    merge.shut = _point(gone, into, at=at)
    merge.save()
    _write(into, new | {name: merge.after[name] for name in (ADDRESS,) if name in merge.after}, at=at)
    into.tags.add(*Tag.objects.filter(name__in=tags))
    _settle_pairs(into.number, by=by, at=at, first=(into.number, gone.number))
    tell_moot(family_numbers(into.number))
    two = {"merged": ("", str(gone.number)), "merged_into": ("", str(into.number))}
    told = {name: (own[name], value) for name, value in new.items()}
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


def _main_address(customer: Customer) -> dict[str, str] | None:
    rows: Any = customer.addresses.filter(use=Address.MAIN).values(*PLACE)
    main: dict[str, str] | None = rows.first()
    return main


def _write(customer: Customer, new: Mapping[str, Any], *, at: datetime) -> None:
    """A survivor's own fields, and its main address; None for none."""
    own = {name: value for name, value in new.items() if name != ADDRESS}
    for name, value in own.items():
        setattr(customer, name, value)
    customer.search_name, customer.changed_at = fold(customer.name), at
    customer.save(update_fields=[*own, "search_name", "changed_at"])
    if ADDRESS in new:
        place = new[ADDRESS]
        main = customer.addresses.filter(use=Address.MAIN)
        if place is None:
            main.delete()
        elif not main.update(**place):
            Address.objects.create(customer=customer, use=Address.MAIN, **place)
    if new:
        rewrite_match_keys([customer.number])


# --- two again ---


@dataclass(frozen=True, slots=True)
class Unmerged:
    """Who came apart, and the survivor's fields that stay as they are, because somebody has changed them since.

    `let_in` and `shut_out` are the logins that come in by this, and those that came in as the survivor and no more do.
    """

    loser: int
    survivor: int
    kept: tuple[str, ...]
    let_in: tuple[str, ...]
    shut_out: tuple[str, ...]


@action
def unmerge_customers(*, merge: uuid.UUID, by: Actor, at: datetime) -> Unmerged:
    """Take a merge back, whenever and in whichever order. Who was merged into the loser goes with it.

    What the merge wrote at the survivor is as it was, but for what was changed since, which is said. The loser's status
    was its own all the time: its logins go by it again, and where that lets one in, it takes the right to give logins.
    """
    require(by, Right.MERGE_CUSTOMERS)
    found = Merge.objects.filter(pk=merge).first()
    if found is None:
        raise NoSuchMerge
    root = locked_customer(found.loser_id)
    found = Merge.objects.select_related("loser", "survivor").get(pk=merge)  # as it is now that the family is held
    if found.undone_at is not None:
        raise AlreadyApart(loser=found.loser_id, survivor=found.survivor_id)
    found.undone_by_kind, found.undone_by_key, found.undone_at = by.kind, by.key, at
    found.save(update_fields=["undone_by_kind", "undone_by_key", "undone_at"])
    leaving = _came_with(found.loser_id, root.number)
    before = _who_is_in(leaving)
    _let_go(found, leaving, at=at)
    after = _who_is_in(leaving)
    if after - before:
        require(by, Right.GIVE_LOGINS)
    changes, kept = _give_back(found, at=at)
    _reopen_pairs(leaving, root.number)
    tell_moot([root.number, *leaving])
    Customer.objects.filter(number=root.number).update(changed_at=at)
    two = {"merged": (str(found.loser_id), ""), "merged_into": (str(found.survivor_id), "")}
    record("customer.unmerged", _about(found.loser_id), by=by, at=at, changes=two)
    for each in sorted({root.number, found.survivor_id}):
        told = changes if each == found.survivor_id else {}
        record("customer.unmerged", _about(each), by=by, at=at, changes={**two, **told})
    let_in, shut_out = tuple(sorted(after - before)), tuple(sorted(before - after))
    return Unmerged(found.loser_id, found.survivor_id, tuple(kept), let_in, shut_out)


@action
def forget_merges(*, numbers: Collection[int], by: Actor, at: datetime) -> None:
    """Take all merges of these customers back, the newest first, and keep none, so that they can be taken out."""
    require(by, Right.MERGE_CUSTOMERS)
    theirs = Merge.objects.filter(Q(loser__in=numbers) | Q(survivor__in=numbers))
    for key in list(theirs.filter(undone_at=None).order_by("-pk").values_list("pk", flat=True)):
        unmerge_customers(merge=key, by=by, at=at)
    theirs.delete()


def _who_is_in(numbers: list[int]) -> set[str]:
    places = Location.objects.filter(customer__in=numbers).select_related("customer__merged_into")
    return {place.login_email for place in places if place.customer.access is Status.ACTIVE}


def _came_with(number: int, root: int) -> list[int]:
    """A loser, and those who were merged into it or into one of them."""
    edges = list(Merge.objects.filter(undone_at=None, loser__merged_into=root).values_list("survivor", "loser"))
    found = [number]
    for each in found:
        found += [loser for survivor, loser in edges if survivor == each]
    return found


def _let_go(merge: Merge, leaving: list[int], *, at: datetime) -> None:
    shut = set(merge.shut) & set(leaving)
    Customer.objects.filter(number__in=shut | {merge.loser_id}).update(logins_shut=False)
    Customer.objects.filter(number__in=leaving[1:]).update(merged_into=merge.loser_id, changed_at=at)
    Customer.objects.filter(number=merge.loser_id).update(merged_into=None, changed_at=at)


def _give_back(merge: Merge, *, at: datetime) -> tuple[Changes, list[str]]:
    """The survivor's fields as they were before. Returns what changed, and what was changed since and stays.

    Where a later merge wrote over this one's value, that one is told what stood there before both.
    """
    survivor, old, kept = merge.survivor, {}, []
    now: dict[str, Any] = {**fields_of(survivor), ADDRESS: _main_address(survivor)}
    later = list(Merge.objects.filter(undone_at=None, survivor=survivor, pk__gt=merge.pk).order_by("pk"))
    for name in merge.before:
        wrote = merge.after[name]
        over = next((each for each in later if name in each.before), None)
        if over is not None and over.before[name] == wrote:
            over.before[name] = merge.before[name]
            over.save(update_fields=["before"])
        elif over is None and now[name] == wrote:
            old[name] = merge.before[name]
        else:
            kept.append(name)
    _write(survivor, old, at=at)
    _take_tags_back(merge)
    return {name: (now[name], value) for name, value in old.items() if name != ADDRESS}, kept


def _take_tags_back(merge: Merge) -> None:
    """Tags that the merge brought, but for those that another one who is merged has too."""
    others = Merge.objects.filter(undone_at=None, survivor=merge.survivor_id).select_related("loser")
    for name in merge.after.get(TAGS, ()):
        also = next((each for each in others if each.loser.tags.filter(name=name).exists()), None)
        if also is None:
            merge.survivor.tags.remove(*Tag.objects.filter(name=name))
        else:
            also.after[TAGS] = sorted({*also.after.get(TAGS, ()), name})
            also.save(update_fields=["after"])


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


def _reopen_pairs(leaving: list[int], root: int) -> None:
    staying = family_numbers(root)
    apart = Q(low__in=leaving, high__in=staying) | Q(low__in=staying, high__in=leaving)
    Pair.objects.filter(apart, decision=Decision.MERGED.value).update(
        decision=Decision.OPEN.value, decided_by_kind="", decided_by_key="", decided_at=None
    )
    theirs = Pair.objects.filter(Q(low=leaving[0]) | Q(high=leaving[0]), is_moot=True)
    theirs.filter(low__merged_into=None, high__merged_into=None).update(is_moot=False)


def _about(number: int) -> Subject:
    return Subject("customer", str(number))
