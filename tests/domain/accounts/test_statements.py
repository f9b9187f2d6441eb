"""A statement adds up: opening and postings are closing, each balance is the one that stood, and periods adjoin."""

from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from onaccount.domain.accounts.actions import open_account, pay_in, take_charge
from onaccount.domain.accounts.queries import (
    Statement,
    balance_as_of,
    rows_from,
    statement_of,
    statement_page,
    sums_of,
)
from onaccount.domain.accounts.rules.periods import NotYet, Period, PeriodBackwards, last_month, this_month, this_year
from onaccount.domain.ledger.queries import check_books
from onaccount.domain.matching.actions import merge_customers
from onaccount.domain.people.actions import settle_business
from onaccount.foundation.money import Money
from tests.stage import AT, CAFE, COMMAND, let_in

KEYS = count()
FIRST = date(2026, 3, 27)  # two days before the clocks of London change
ALWAYS = Period(date(2020, 1, 1), date(2030, 1, 1))


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 3, 27, hour, tzinfo=UTC) + timedelta(days=day)


def move(number: int, minor: int, when: datetime) -> None:
    verb: Any = take_charge if minor > 0 else pay_in
    verb(customer=number, amount=Money(abs(minor), "GBP"), key=f"{next(KEYS)}", by=COMMAND, at=when)


def trader(who: str, currency: str = "GBP") -> int:
    number = let_in(who, login=f"{next(KEYS)}@widgets.example")
    open_account(customer=number, currency=currency, limit=None, by=COMMAND, at=at(-1))
    return number


@pytest.fixture
def widgets(db) -> int:
    return trader("Graham's Widgets")


def of(number: int, period: Period = ALWAYS) -> Statement:
    found = statement_of(number, period, at=AT)
    assert found is not None
    return found


def days(first: int, last: int) -> Period:
    return Period(FIRST + timedelta(days=first), FIRST + timedelta(days=last))


# Minor units and hours after the one before, on one account or on that of who is merged into it.
MOVES = st.lists(
    st.tuples(st.integers(-5000, 5000).filter(bool), st.integers(0, 30), st.booleans()), min_size=1, max_size=12
)


@pytest.mark.django_db
@settings(max_examples=20, deadline=None)
@given(moves=MOVES, cuts=st.lists(st.integers(0, 15), max_size=3))
def test_opening_and_postings_are_closing_and_adjoining_periods_add_up(moves, cuts):
    survivor, loser = trader("Graham's Widgets"), trader(CAFE)
    when = at(0, 0)
    for minor, hours, on_other in moves:
        when += timedelta(hours=hours)
        move(loser if on_other else survivor, minor, when)
    merge_customers(loser=loser, survivor=survivor, by=COMMAND, at=AT)
    edges = sorted({0, *cuts, 16})
    parts = [of(survivor, days(first, last - 1)) for first, last in pairwise(edges)]
    for part in parts:
        rows = list(rows_from(part))
        assert len(rows) == part.count
        assert part.opening + sum_of(rows) == part.closing
        assert [row.place for row in rows] == list(range(1, part.count + 1))
        assert [row.balance for row in rows] == [balance_after(part, rows, row.place) for row in rows]
        sums = sums_of(part)
        assert sums is not None
        assert part.opening + sums.charged - sums.paid + sums.reversed == part.closing
    for before, after in pairwise(parts):
        assert before.closing == after.opening
    assert sum(part.count for part in parts) == len(moves)
    assert parts[-1].closing == Money(sum(minor for minor, *_ in moves), "GBP")
    assert paged(parts[0]) == list(rows_from(parts[0]))


def sum_of(rows) -> Money:
    return sum((row.card.amount for row in rows), Money(0, "GBP"))


def balance_after(statement: Statement, rows, place: int) -> Money:
    return statement.opening + sum_of(rows[:place])


def paged(statement: Statement, limit: int = 2) -> list[Any]:
    rows, after = [], None
    while True:
        page = statement_page(statement, after=after, limit=limit)
        assert page is not None
        rows += page[0]
        after = page[1]
        if after is None:
            return rows


def test_the_running_balance_of_one_account_is_what_stands_on_each_posting(widgets):
    for day, minor in enumerate((500, -200, 1, -999)):
        move(widgets, minor, at(day))
    rows = list(rows_from(of(widgets)))
    assert [row.balance for row in rows] == [row.card.balance for row in rows]
    assert len(rows) == 4


def test_a_period_begins_and_ends_at_midnight_of_the_business(widgets):
    settle_business(time_zone="Europe/London", by=COMMAND, at=AT)
    begins = datetime(2026, 3, 28, 0, 0, tzinfo=UTC)  # winter time
    ends = datetime(2026, 3, 29, 23, 0, tzinfo=UTC)  # summer time: that day had 23 hours
    second = timedelta(seconds=1)
    for minor, when in ((1, begins - second), (10, begins), (100, ends - second), (1000, ends)):
        move(widgets, minor, when)
    found = of(widgets, days(1, 2))
    assert (found.opening.minor, found.closing.minor, found.count) == (1, 111, 2)


def test_a_day_without_a_posting_opens_as_it_closes(widgets):
    move(widgets, 500, at(0))
    found = of(widgets, days(1, 1))
    assert (found.opening, found.closing, found.count, list(rows_from(found))) == (Money(500, "GBP"),) * 2 + (0, [])
    assert statement_page(found, after=None, limit=5) == ([], None)


def test_who_has_no_account_has_no_statement(db):
    assert statement_of(let_in(), ALWAYS, at=AT) is None
    assert balance_as_of(0, AT, at=AT) is None


def test_what_is_kept_in_another_currency_is_on_no_statement(widgets):
    other = trader(CAFE, "EUR")
    move(widgets, 700, at(0))
    pay_in(customer=other, amount=Money(300, "EUR"), key="e", by=COMMAND, at=at(0))
    merge_customers(loser=other, survivor=widgets, by=COMMAND, at=AT)
    found = of(widgets)
    assert (found.closing, found.count) == (Money(700, "GBP"), 1)


def test_a_balance_is_what_it_was_at_the_moment_with_what_was_posted_at_it(widgets):
    for day, minor in enumerate((500, -200, 50)):
        move(widgets, minor, at(day))
    was = [balance_as_of(widgets, at(day) - timedelta(seconds=early), at=AT) for day, early in ((0, 1), (0, 0), (1, 0))]
    assert was == [Money(minor, "GBP") for minor in (0, 500, 300)]
    assert balance_as_of(widgets, AT, at=AT) == Money(350, "GBP")
    with pytest.raises(NotYet):
        balance_as_of(widgets, AT + timedelta(seconds=1), at=AT)


def test_a_posting_of_somebody_else_or_of_another_period_leads_nowhere(widgets):
    other = trader(CAFE)
    for number in (widgets, other):
        for day in range(3):
            move(number, 100, at(day))
    theirs = next(rows_from(of(other))).card.id
    assert statement_page(of(widgets), after=theirs, limit=2) is None
    early = next(rows_from(of(widgets))).card.id
    assert statement_page(of(widgets, days(2, 2)), after=early, limit=2) is None


def test_a_page_asks_as_often_for_two_postings_as_for_sixty(widgets):
    def asked() -> int:
        with CaptureQueriesContext(connection) as context:
            rows, after = statement_page(of(widgets), after=None, limit=10) or ([], None)
            assert rows
            if after:
                return len(context)
        return len(context)

    move(widgets, 1, at(0))
    move(widgets, 1, at(0))
    few = asked()
    for day in range(58):
        move(widgets, 1, at(day))
    assert asked() == few == 4  # how it stands, both ends, the rows


def test_what_is_posted_while_a_statement_is_told_is_not_on_it(widgets):
    move(widgets, 100, at(0))
    found = of(widgets)
    move(widgets, 100, at(0))
    assert len(list(rows_from(found))) == found.count == 1


def test_a_period_does_not_end_before_it_begins():
    with pytest.raises(PeriodBackwards):
        Period(date(2026, 3, 2), date(2026, 3, 1))


def test_presets_are_whole_months_and_the_year_so_far():
    today = date(2026, 3, 31)
    assert this_month(today) == Period(date(2026, 3, 1), today)
    assert last_month(today) == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert last_month(date(2026, 1, 1)) == Period(date(2025, 12, 1), date(2025, 12, 31))
    assert this_year(today) == Period(date(2026, 1, 1), today)


def test_who_asked_first_and_was_let_in_second_is_posted_second_and_no_sooner(widgets):
    """`posted_at` is of whoever asked, who may have waited for the account: the order of the chain decides."""
    move(widgets, 5_00, at(1) + timedelta(seconds=5))
    move(widgets, 7_00, at(1))
    first, second = rows_from(of(widgets))
    assert (first.card.amount.minor, second.card.amount.minor) == (5_00, 7_00)
    assert (first.card.seq, second.card.seq) == (1, 2)
    assert first.card.posted_at == second.card.posted_at
    assert balance_as_of(widgets, at(1) + timedelta(seconds=4), at=AT) == Money(0, "GBP")
    assert check_books().difference is None
