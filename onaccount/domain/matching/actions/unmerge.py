"""Make two customers of one again, at any time and in any order (D-11).

Nothing was moved, so nothing is moved back: the loser, and who was merged into it, point at the survivor no more.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from onaccount.domain.customers.actions import move_status
from onaccount.domain.customers.actions.parts import Changes, from_to
from onaccount.domain.customers.models import Customer, Location, Tag
from onaccount.domain.customers.queries import family_numbers, locked_customer, open_logins
from onaccount.domain.customers.rules.parts import PLACE
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.matching.actions.finding import tell_moot
from onaccount.domain.matching.actions.survivor import TAGS, main_address, write_survivor
from onaccount.domain.matching.actions.turns import hold_merges
from onaccount.domain.matching.models import Merge, Pair
from onaccount.domain.matching.queries.merges import fields_of
from onaccount.domain.matching.rules.merging import ADDRESS, AlreadyApart, NoSuchMerge
from onaccount.domain.matching.rules.states import Decision
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require

LAST_LOGIN_LEFT = "its last login left with the undo of a merge"


@dataclass(frozen=True, slots=True)
class Unmerged:
    """Who came apart, and the survivor's fields that stay as they are, because somebody has changed them since.

    `let_in` and `shut_out` are the logins that come in by this, and those that came in as the survivor and no more do;
    `made_admin` those of the two who were Active and are left without a login.
    """

    loser: int
    survivor: int
    kept: tuple[str, ...]
    let_in: tuple[str, ...]
    shut_out: tuple[str, ...]
    made_admin: tuple[int, ...]


@action
def unmerge_customers(*, merge: uuid.UUID, by: Actor, at: datetime) -> Unmerged:
    """Take a merge back, whenever and in whichever order. Who was merged into the loser goes with it.

    What the merge wrote at the survivor is as it was, but for what was changed since, which is said. The loser's status
    was its own all the time: its logins go by it again, and where that lets one in, it takes the right to give logins.
    Whoever of the two is Active and has no login any more becomes Admin (D-05).
    """
    require(by, Right.MERGE_CUSTOMERS)
    hold_merges()
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
    changes, kept = _give_back(found, by=by, at=at)
    _reopen_pairs(leaving, root.number)
    tell_moot([root.number, *leaving])
    Customer.objects.filter(number=root.number).update(changed_at=at)
    made_admin = _without_login([root.number, found.loser_id], by=by, at=at)
    two = {"merged": (str(found.loser_id), ""), "merged_into": (str(found.survivor_id), "")}
    record("customer.unmerged", Subject("customer", str(found.loser_id)), by=by, at=at, changes=two)
    for each in sorted({root.number, found.survivor_id}):
        told = changes if each == found.survivor_id else {}
        record("customer.unmerged", Subject("customer", str(each)), by=by, at=at, changes={**two, **told})
    let_in, shut_out = tuple(sorted(after - before)), tuple(sorted(before - after))
    return Unmerged(found.loser_id, found.survivor_id, tuple(kept), let_in, shut_out, made_admin)


@action
def forget_merges(*, numbers: Collection[int], by: Actor, at: datetime) -> None:
    """Take all merges of these customers back, the newest first, and keep none, so that they can be taken out."""
    require(by, Right.MERGE_CUSTOMERS)
    theirs = Merge.objects.filter(Q(loser__in=numbers) | Q(survivor__in=numbers))
    for key in list(theirs.filter(undone_at=None).order_by("-pk").values_list("pk", flat=True)):
        unmerge_customers(merge=key, by=by, at=at)
    theirs.delete()


def _without_login(numbers: list[int], *, by: Actor, at: datetime) -> tuple[int, ...]:
    """An Active customer has a login (D-05), and a merge is undone at any time (D-11): who loses the last one by this
    is Admin from then on, whom staff serve as before and nobody lets in by giving it an address."""
    active = Customer.objects.filter(number__in=numbers, status=Status.ACTIVE.value).order_by("number")
    left = [each for each in active.values_list("number", flat=True) if not open_logins(each).exists()]
    for number in left:
        move_status(number=number, to=Status.ADMIN, by=by, at=at, why=LAST_LOGIN_LEFT)
    return tuple(left)


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


def _give_back(merge: Merge, *, by: Actor, at: datetime) -> tuple[Changes, list[str]]:
    """The survivor's fields as they were before. Returns what changed, and what was changed since and stays.

    Where a later merge wrote over this one's value, that one is told what stood there before both.
    """
    survivor, old, kept = merge.survivor, {}, []
    now: dict[str, Any] = {**fields_of(survivor), ADDRESS: main_address(survivor)}
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
    write_survivor(survivor, old, by=by, at=at)
    _take_tags_back(merge)
    changes = {name: (now[name], value) for name, value in old.items() if name != ADDRESS}
    if ADDRESS in old:
        blank = dict.fromkeys(PLACE, "")
        changes |= from_to(now[ADDRESS] or blank, old[ADDRESS] or blank)
    return changes, kept


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


def _reopen_pairs(leaving: list[int], root: int) -> None:
    staying = family_numbers(root)
    apart = Q(low__in=leaving, high__in=staying) | Q(low__in=staying, high__in=leaving)
    Pair.objects.filter(apart, decision=Decision.MERGED.value).update(
        decision=Decision.OPEN.value, decided_by_kind="", decided_by_key="", decided_at=None
    )
    theirs = Pair.objects.filter(Q(low=leaving[0]) | Q(high=leaving[0]), is_moot=True)
    theirs.filter(low__merged_into=None, high__merged_into=None).update(is_moot=False)
