"""What a person says of two customers: remembered, taken back, and said by one of two who say it at once (D-13)."""

from functools import partial

import pytest

from onaccount.domain.customers.models import Customer
from onaccount.domain.history.models import Event
from onaccount.domain.matching.actions import decide_pair
from onaccount.domain.matching.models import Pair
from onaccount.domain.matching.queries import PairFilter, counts_of_pairs, pair_card
from onaccount.domain.matching.rules.pairs import (
    MergedAlready,
    NoSuchPair,
    PairDecided,
    PairNotInThisState,
    PairStillOpen,
)
from onaccount.domain.matching.rules.states import DECISION_MOVES, Decision
from onaccount.domain.people.rules import NotAllowed
from tests.stage import AT, COMMAND, INES, NADIA, TOM, hire, race, sign_up, sign_up_many

OPEN, LATER_, DIFFERENT, MERGED = Decision.OPEN, Decision.LATER, Decision.DIFFERENT, Decision.MERGED


def say(pair, decision, *, seen=OPEN, by=COMMAND):
    low, high = pair
    return decide_pair(low=low, high=high, decision=decision, seen=seen, by=by, at=AT)


@pytest.fixture
def two(db) -> tuple[int, int]:
    low, high = sign_up_many(2)
    return low, high


def test_two_are_called_different_and_that_is_remembered_with_who_said_it(two):
    tom = hire(TOM)
    assert say(two, DIFFERENT, by=tom)
    card = pair_card(*two)
    assert (card.decision, card.decided_by, card.decided_at) == (DIFFERENT, TOM.name, AT)
    [event] = Event.objects.filter(subject_kind="pair")
    assert (event.name, event.subject_key) == ("pair.told_apart", f"{two[0]}-{two[1]}")
    assert event.detail.changes == {"decision": ["open", "different"]}


def test_the_same_press_sent_twice_says_it_once(two):
    tom = hire(TOM)
    assert say(two, DIFFERENT, by=tom)
    assert not say(two, DIFFERENT, by=tom)
    assert Event.objects.filter(subject_kind="pair").count() == 1


@pytest.mark.parametrize("second", [DIFFERENT, LATER_])
def test_whoever_comes_second_is_told_who_was_faster(two, second):
    tom, nadia = hire(TOM), hire(NADIA)
    say(two, DIFFERENT, by=tom)
    with pytest.raises(PairDecided) as refusal:
        say(two, second, by=nadia)
    assert f"were called different by {TOM.name}" in str(refusal.value)
    assert pair_card(*two).decided_by == TOM.name


def test_what_was_said_is_taken_back_to_what_stood_before(two):
    say(two, LATER_)
    say(two, DIFFERENT, seen=LATER_)
    say(two, LATER_, seen=DIFFERENT)
    assert pair_card(*two).decision is LATER_
    say(two, OPEN, seen=LATER_)
    assert pair_card(*two).decision is OPEN
    assert counts_of_pairs([PairFilter(), PairFilter(LATER_), PairFilter(DIFFERENT)]) == (1, 0, 0)


@pytest.mark.parametrize("now", Decision)
@pytest.mark.parametrize("to", Decision)
def test_a_pair_moves_along_the_table_and_nobody_says_merged_without_merging(two, now, to):
    say(two, LATER_)
    Pair.objects.update(decision=now.value, decided_by_key="17", decided_by_kind="staff")
    if to in DECISION_MOVES[now] and to is not MERGED:
        assert say(two, to, seen=now)
    else:
        with pytest.raises(PairNotInThisState):
            say(two, to, seen=now)


def test_a_reader_decides_nothing(two):
    with pytest.raises(NotAllowed):
        say(two, DIFFERENT, by=hire(INES))
    assert not Pair.objects.exists()


def test_there_are_two_and_the_lower_number_comes_first(two):
    low, high = two
    for pair in [(high, low), (low, low), (low, 4711)]:
        with pytest.raises(NoSuchPair):
            say(pair, DIFFERENT)
        with pytest.raises(NoSuchPair):
            pair_card(*pair)


def test_of_one_that_was_merged_nothing_else_is_said(two):
    low, high = two
    Customer.objects.filter(number=high).update(merged_into=low)
    with pytest.raises(MergedAlready):
        say(two, DIFFERENT)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told():
    low, high = sign_up_many(2)
    tom, nadia = hire(TOM), hire(NADIA)
    answers = race(partial(say, (low, high), DIFFERENT, by=tom), partial(say, (low, high), LATER_, by=nadia))
    assert {type(answer).__name__ for answer in answers} == {"bool", "PairDecided"}
    assert Event.objects.filter(subject_kind="pair").count() == Pair.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_button_pressed_twice_at_once_decides_once():
    low, high = sign_up_many(2)
    tom = hire(TOM)
    answers = race(*[partial(say, (low, high), DIFFERENT, by=tom)] * 4)
    assert sorted(answers) == [False, False, False, True]
    assert Event.objects.filter(subject_kind="pair").count() == 1


def test_whoever_saw_more_than_was_ever_said_is_told_so(db):
    low, high = sign_up(), sign_up("Mara Lindqvist")
    with pytest.raises(PairStillOpen):
        decide_pair(low=low, high=high, decision=Decision.DIFFERENT, seen=Decision.LATER, by=COMMAND, at=AT)
