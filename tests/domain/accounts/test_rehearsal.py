"""A limit that is tried on the past: what would have been held up had it been the limit then (B-08)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onaccount.domain.accounts.rules.periods import Period
from onaccount.domain.accounts.rules.rehearsal import (
    Move,
    PeriodTooLong,
    Rehearsal,
    check_length,
    past_year,
    rehearse,
)
from onaccount.domain.ledger.rules import Reason

SINCE = datetime(2026, 3, 1, tzinfo=UTC)
UNTIL = datetime(2026, 3, 31, 22, 59, tzinfo=UTC)
ZONE = "Europe/London"  # the clocks there go forward on 29 March
CHARGE, DEPOSIT, REFUND, BACK = Reason.CHARGE, Reason.DEPOSIT, Reason.REFUND, Reason.REVERSAL


def key(n: int) -> UUID:
    return UUID(int=n)


def moves(*of: tuple[Reason, int] | tuple[Reason, int, int]) -> list[Move]:
    """One a day: why, by how much more is owed, and the number of the one that it undoes."""
    return [
        Move(key(n), SINCE + timedelta(days=n, hours=9), one[0], one[1], key(one[2]) if len(one) > 2 else None)
        for n, one in enumerate(of, 1)
    ]


def tried(of: Sequence[Move], limit: int | None, *, owed: int = 0, **more) -> Rehearsal:
    found = rehearse(of, owed=owed, limit=limit, since=SINCE, until=UNTIL, zone=ZONE, **more)
    assert found is not None
    return found


def held_up(found: Rehearsal) -> list[int]:
    return [one.move.id.int for one in found.some]


TABLE: dict[str, tuple[list[Any], int | None, list[int], int]] = {
    "at the limit is allowed, a penny over is not": ([(CHARGE, 50), (CHARGE, 50), (CHARGE, 1)], 100, [3], 100),
    "what was held up is not owed, and what fits then is charged": (
        [(CHARGE, 80), (CHARGE, 30), (CHARGE, 20)], 100, [2], 100,
    ),
    "money that came in came in all the same": ([(CHARGE, 150), (DEPOSIT, -150), (CHARGE, 200)], 100, [1], 50),
    "a refund of what was not charged is not given": ([(CHARGE, 150), (REFUND, -50, 1), (CHARGE, 100)], 100, [1], 100),
    "nor is such a refund taken back": ([(CHARGE, 150), (REFUND, -50, 1), (BACK, 50, 2), (CHARGE, 90)], 100, [1], 90),
    "nor what was not charged": ([(CHARGE, 150), (BACK, -150, 1), (CHARGE, 100)], 100, [1], 100),
    "what was charged is refunded and taken back as it was": (
        [(CHARGE, 100), (REFUND, -40, 1), (BACK, 40, 2), (CHARGE, 1)], 100, [4], 100,
    ),
    "a refund of a charge of before the period is given": ([(REFUND, -40, 99), (CHARGE, 140)], 100, [], 100),
    "a deposit that was taken back is owed, over the limit too": (
        [(DEPOSIT, -90), (CHARGE, 190), (BACK, 90, 1), (CHARGE, 1)], 100, [4], 190,
    ),
    "a limit of nothing is prepaid": ([(DEPOSIT, -20), (CHARGE, 20), (CHARGE, 1)], 0, [3], 0),
    "without a limit nothing is held up": ([(CHARGE, 10**12), (CHARGE, 1)], None, [], 10**12 + 1),
}  # fmt: skip


@pytest.mark.parametrize("said", TABLE)
def test_what_would_have_been_held_up(said):
    of, limit, refused, owed = TABLE[said]
    found = tried(moves(*of), limit)
    assert (held_up(found), found.rehearsed.owed) == (refused, owed)
    assert found.held_up.count == len(refused)
    assert found.held_up.sum == sum(of[n - 1][1] for n in refused)


def test_it_says_the_first_and_the_worst_the_highest_debt_and_for_how_long():
    of = moves((CHARGE, 80), (CHARGE, 30), (CHARGE, 60), (DEPOSIT, -80), (CHARGE, 10))
    found = tried(of, 100)
    assert found.first is not None
    assert found.worst is not None
    assert (found.first.move.id, found.first.owed, found.first.over) == (key(2), 80, 10)
    assert (found.worst.move.id, found.worst.owed, found.worst.over) == (key(3), 80, 40)
    assert (found.as_it_was.highest, found.as_it_was.highest_at) == (170, of[2].at)
    assert (found.rehearsed.highest, found.rehearsed.highest_at) == (80, of[0].at)
    assert (found.as_it_was.days_over, found.rehearsed.days_over) == (3, 0)
    assert (found.charges.count, found.charges.sum, found.enough) == (4, 180, 170)


def test_what_was_owed_before_the_period_counts_and_lasts_to_its_end():
    found = tried([], 100, owed=150)
    assert (found.as_it_was.highest, found.as_it_was.highest_at, found.enough) == (150, SINCE, 0)
    assert found.rehearsed.days_over == 31, "of March in London, where the clocks change in it"
    assert held_up(tried(moves((CHARGE, 1)), 100, owed=150)) == [1]
    assert tried([], 100, owed=-20).as_it_was.highest_at is None


def test_a_day_counts_once_however_often_it_goes_over():
    base = moves((CHARGE, 150), (DEPOSIT, -100), (CHARGE, 100), (DEPOSIT, -150))
    of = [replace(one, at=SINCE + timedelta(days=4, hours=n)) for n, one in enumerate(base)]
    assert tried(of, 100).as_it_was.days_over == 1


def test_the_list_is_told_in_parts_and_a_stranger_in_it_is_refused():
    of = moves(*[(CHARGE, 101)] * 7)
    first = tried(of, 100, at_once=3)
    then = tried(of, 100, at_once=3, after=first.more)
    last = tried(of, 100, at_once=3, after=then.more)
    assert [held_up(part) for part in (first, then, last)] == [[1, 2, 3], [4, 5, 6], [7]]
    assert (last.more, last.held_up.count) == (None, 7)
    assert tried(of, 100, at_once=7).more is None
    assert rehearse(of, owed=0, limit=100, since=SINCE, until=UNTIL, zone=ZONE, after=key(99)) is None


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 11, 22), date(2025, 11, 22)),
        (date(2028, 2, 29), date(2027, 3, 1)),
        (date(2029, 2, 28), date(2028, 2, 28)),
    ],
)
def test_the_past_year_begins_on_the_same_day(today, first):
    assert past_year(today) == Period(first, today)


def test_a_limit_is_tried_on_three_years_at_most():
    check_length(Period(date(2024, 1, 1), date(2026, 12, 31)))
    with pytest.raises(PeriodTooLong):
        check_length(Period(date(2020, 1, 1), date(2026, 12, 31)))


# --- against a plain model --------------------------------------------------------------------------------------------


@st.composite
def histories(draw: st.DrawFn) -> list[Move]:
    """Postings such as the ledger lets in: refunds within their charge, each taken back once at most."""
    found: list[Move] = []
    open_charges: dict[int, int] = {}
    refunds: dict[int, list[int]] = {}
    reversible: set[int] = set()
    at = SINCE
    for n in range(1, draw(st.integers(0, 25)) + 1):
        at += timedelta(minutes=draw(st.integers(0, 1800)))
        kind = draw(st.sampled_from([CHARGE, CHARGE, CHARGE, DEPOSIT, REFUND, BACK]))
        amount = draw(st.integers(1, 60))
        if kind is REFUND and (left := {k: v for k, v in open_charges.items() if v > 0}):
            of = draw(st.sampled_from(sorted(left)))
            amount = min(amount, left[of])
            open_charges[of] -= amount
            refunds.setdefault(of, []).append(n)
            reversible.discard(of)
            reversible.add(n)
            found.append(Move(key(n), at, REFUND, -amount, key(of)))
        elif kind is BACK and reversible:
            of = draw(st.sampled_from(sorted(reversible)))
            reversible.discard(of)
            undone = found[of - 1]
            open_charges.pop(of, None)
            if undone.reason is REFUND and undone.undoes and undone.undoes.int in open_charges:
                open_charges[undone.undoes.int] -= undone.change
            found.append(Move(key(n), at, BACK, -undone.change, key(of)))
        else:
            kind = CHARGE if kind is CHARGE else DEPOSIT
            reversible.add(n)
            if kind is CHARGE:
                open_charges[n] = amount
            found.append(Move(key(n), at, kind, amount if kind is CHARGE else -amount))
    return found


def plainly(of: Sequence[Move], limit: int, owed: int) -> tuple[list[int], list[tuple[datetime, int]]]:
    """Who would have been held up, and how the debt went: by going through all that came before, again for each."""
    made: list[Move] = []
    refused: list[int] = []
    for move in of:
        by_id = {one.id: one for one in of}
        above, roots = move, [move]
        while above.undoes in by_id:
            above = by_id[above.undoes]
            roots.append(above)
        now = owed + sum(one.change for one in made)
        if any(one.id.int in refused for one in roots[1:]):
            continue
        if move.reason is CHARGE and now + move.change > limit:
            refused.append(move.id.int)
        else:
            made.append(move)
    course, now = [(SINCE, owed)], owed
    for one in made:
        now += one.change
        course.append((one.at, now))
    return refused, course


def days_over(course: list[tuple[datetime, int]], limit: int) -> int:
    days: set[date] = set()
    for (at, owed), (then, _) in zip(course, [*course[1:], (UNTIL, 0)], strict=True):
        day, last = (moment.astimezone(ZoneInfo(ZONE)).date() for moment in (at, then))
        while owed > limit and day <= last:
            days.add(day)
            day += timedelta(days=1)
    return len(days)


@given(histories(), st.integers(0, 150), st.integers(-50, 120))
def test_it_is_as_a_plain_model_says(of, limit, owed):
    found = tried(of, limit, owed=owed, at_once=100)
    refused, course = plainly(of, limit, owed)
    _, as_it_was = plainly(of, 10**9, owed)
    assert held_up(found) == refused
    assert found.held_up.sum == sum(of[n - 1].change for n in refused)
    assert found.rehearsed.owed == course[-1][1]
    assert found.rehearsed.highest == max(0, *(debt for _, debt in course), 0)
    assert found.as_it_was.highest == max(0, *(debt for _, debt in as_it_was), 0)
    assert found.rehearsed.days_over == days_over(course, limit)
    assert found.as_it_was.days_over == days_over(as_it_was, limit)


@given(histories(), st.integers(-50, 120))
def test_enough_is_the_least_limit_that_holds_nothing_up(of, owed):
    enough = tried(of, 0, owed=owed).enough
    assert not tried(of, enough, owed=owed).held_up.count
    if enough:
        assert tried(of, enough - 1, owed=owed).held_up.count


@given(histories(), st.integers(0, 150), st.integers(-50, 120))
def test_what_is_owed_in_the_rehearsal_is_never_more_than_it_was(of, limit, owed):
    """Held-up charges only take debt away; where nothing is held up, both went the same way."""
    found = tried(of, limit, owed=owed)
    assert found.rehearsed.highest <= found.as_it_was.highest
    assert found.rehearsed.days_over <= found.as_it_was.days_over
    if not found.held_up.count:
        assert found.rehearsed.owed == found.as_it_was.owed
