"""A pair is asked about exactly while both of its two stand for themselves, whoever merges at the same moment."""

from functools import partial
from typing import Any

import pytest
from django.db import transaction

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.matching.actions import (
    FoundPair,
    decide_pair,
    keep_pairs,
    look_at,
    merge_customers,
    unmerge_customers,
)
from onaccount.domain.matching.actions.finding import find_among, note_pairs
from onaccount.domain.matching.models import Merge, Pair
from onaccount.domain.matching.rules import Answer
from onaccount.domain.matching.rules.merging import AlreadyMerged, LocksOut
from onaccount.domain.matching.rules.states import Decision
from onaccount.domain.vetting.actions import set_status
from onaccount.foundation.refusals import Refused
from tests.domain.matching.test_scans import customer, twice
from tests.stage import AT, COMMAND, race, sign_up

BY: dict[str, Any] = {"by": COMMAND, "at": AT}
RACES = 3


def wrong_pairs() -> list[str]:
    """Pairs that are asked about though one of the two was merged, or the other way round."""
    return [
        str(pair)
        for pair in Pair.objects.select_related("low", "high")
        if pair.is_moot is not bool(pair.low.merged_into_id or pair.high.merged_into_id)
    ]


def family(n: int = 0) -> tuple[int, int, int]:
    """Two who are one business, and another into which the first is merged."""
    loser, alike = twice(f"Hollin Dairy {n}", n)
    return loser, alike, customer("Zeppelin Works")


def test_what_a_scan_compared_before_a_merge_is_not_asked_about_after_it(db):
    loser, _alike, survivor = family()
    found = find_among([loser])
    merge = merge_customers(loser=loser, survivor=survivor, **BY)
    with transaction.atomic():
        note_pairs(found, at=AT)
    assert wrong_pairs() == []
    unmerge_customers(merge=merge, **BY)
    assert wrong_pairs() == []


def test_what_an_import_found_before_a_merge_is_not_asked_about_after_it(db):
    loser, alike, survivor = family()
    merge_customers(loser=loser, survivor=survivor, **BY)
    keep_pairs([FoundPair(loser, alike, Answer.LIKELY, 0.9, "[]")], at=AT)
    assert Pair.objects.count() == 1
    assert wrong_pairs() == []


def test_what_was_asked_about_a_loser_is_asked_about_its_survivor(db):
    loser, alike, survivor = family()
    look_at(loser, at=AT)
    merge_customers(loser=loser, survivor=survivor, **BY)
    look_at(survivor, at=AT)
    asked = Pair.objects.filter(is_moot=False, decision=Decision.OPEN.value)
    assert list(asked.values_list("low_id", "high_id")) == [(alike, survivor)]


def test_who_was_called_different_is_not_asked_about_again_by_way_of_a_survivor(db):
    loser, alike, survivor = family()
    decide_pair(low=loser, high=alike, decision=Decision.DIFFERENT, seen=Decision.OPEN, **BY)
    merge_customers(loser=loser, survivor=survivor, **BY)
    for number in (survivor, alike):
        look_at(number, at=AT)
    assert not Pair.objects.filter(decision=Decision.OPEN.value).exists()


@pytest.mark.django_db(transaction=True)
def test_a_merge_and_a_scan_at_once_leave_no_pair_of_who_was_merged():
    for n in range(RACES):
        loser, alike, survivor = family(n)
        race(
            partial(merge_customers, loser=loser, survivor=survivor, **BY),
            partial(look_at, loser, at=AT),
            partial(look_at, alike, at=AT),
            partial(keep_pairs, [FoundPair(loser, alike, Answer.LIKELY, 0.9, "[]")], at=AT),
        )
        assert wrong_pairs() == []
        assert Customer.objects.get(pk=loser).merged_into_id == survivor


@pytest.mark.django_db(transaction=True)
def test_of_merges_in_a_ring_at_once_the_pointers_say_what_the_merges_say():
    for _ in range(RACES):
        ring = [customer(f"Hollin {n}") for n in range(3)]
        next_one = dict(zip(ring, ring[1:] + ring[:1], strict=True))
        answers = race(*[partial(merge_customers, loser=a, survivor=b, **BY) for a, b in next_one.items()])
        assert all(isinstance(answer, AlreadyMerged) for answer in answers if isinstance(answer, Exception)), answers
        edges = dict(Merge.objects.filter(undone_at=None).values_list("loser", "survivor"))
        for number in ring:
            root = number
            while root in edges:
                root = edges[root]
            assert (Customer.objects.get(pk=number).merged_into_id or number) == root
        assert wrong_pairs() == []


@pytest.mark.django_db(transaction=True)
def test_a_merge_and_its_undo_beside_a_scan_leave_each_pair_as_it_is_to_be():
    for n in range(RACES):
        loser, alike, survivor = family(n)
        merge = merge_customers(loser=loser, survivor=survivor, **BY)
        race(partial(unmerge_customers, merge=merge, **BY), *[partial(look_at, n, at=AT) for n in (loser, alike)])
        assert wrong_pairs() == []


@pytest.mark.django_db(transaction=True)
def test_of_an_approval_and_a_merge_at_once_nobody_is_let_in_and_locked_out():
    for n in range(RACES):
        survivor, loser = sign_up(login=f"one{n}@one.example"), sign_up(login=f"two{n}@two.example")
        answers = race(
            partial(merge_customers, loser=loser, survivor=survivor, **BY),
            partial(set_status, number=loser, to=Status.ACTIVE, **BY),
        )
        assert all(isinstance(answer, LocksOut) for answer in answers if isinstance(answer, Refused)), answers
        found = Customer.objects.get(pk=loser)
        if found.merged_into_id:  # it was approved as the survivor, whose login it is by then
            assert (found.status, found.access) == (Status.NEW.value, Status.ACTIVE)
        else:
            assert found.access is Status.ACTIVE
