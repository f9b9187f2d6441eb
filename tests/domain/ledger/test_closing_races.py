"""Who closes a period and who books into it at the same moment (PostgreSQL; SQLite has one writer)."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction

from onaccount.domain.accounts.actions import open_account, take_charge
from onaccount.domain.ledger.actions import close_period, closed_through, closing
from onaccount.domain.ledger.models import Posting
from onaccount.domain.ledger.rules.closing import BooksBusy
from onaccount.foundation.money import Money
from tests.stage import AT, COMMAND, let_in, race

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
YESTERDAY = AT.date() - timedelta(days=1)
LOCKS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND granted = %s"


@pytest.fixture
def number() -> int:
    number = let_in()
    open_account(customer=number, currency="GBP", limit=None, by=COMMAND, at=AT)
    return number


def charge(number: int, key: str, *, late: int = 1, at: Any = AT) -> Posting:
    """Of yesterday, as a till brings it that was cut off."""
    done = take_charge(
        customer=number, amount=Money(1_00, "GBP"), key=key, by=COMMAND, at=at, occurred_at=at - timedelta(days=late)
    )
    return Posting.objects.get(pk=done.posting.id)


def close() -> None:
    close_period(through=YESTERDAY, by=COMMAND, at=AT)


def locks(*, granted: bool) -> int:
    with connection.cursor() as cursor:
        cursor.execute(LOCKS, [closing.CLOSING, granted])
        return int(cursor.fetchone()[0])


@contextmanager
def undone_yet(verb: Callable[[], Any]) -> Iterator[Callable[[], Any]]:
    """Another connection that has done this and not committed; what is yielded lets it commit."""
    done, commit = threading.Event(), threading.Event()

    def hold() -> Any:
        try:
            with transaction.atomic():
                found = verb()
                done.set()
                commit.wait(60)
            return found
        finally:
            done.set()
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(hold)

        def committed() -> Any:
            commit.set()
            return held.result(60)

        try:
            assert done.wait(60)
            yield committed
        finally:
            commit.set()


def test_a_period_is_not_closed_while_something_is_booked_into_it(number, monkeypatch):
    monkeypatch.setattr(closing, "TRIES", 1)
    with undone_yet(lambda: charge(number, "late")) as commit:
        with pytest.raises(BooksBusy):
            close()
        assert commit().booked_on == YESTERDAY
    close()
    assert closed_through() == YESTERDAY
    assert charge(number, "later").booked_on == AT.date()


def test_who_closes_waits_for_what_is_being_booked(number):
    with undone_yet(lambda: charge(number, "late")) as commit, ThreadPoolExecutor(1) as pool:
        closed = pool.submit(on_its_own, close)
        assert commit().booked_on == YESTERDAY
        closed.result(60)
    assert closed_through() == YESTERDAY


def test_who_books_late_waits_for_who_is_closing_and_counts_to_the_first_open_day(number):
    with undone_yet(close) as commit, ThreadPoolExecutor(1) as pool:
        booked: Future[Posting] = pool.submit(on_its_own, lambda: charge(number, "late"))
        while not locks(granted=False):
            assert not booked.done(), booked.result()
        commit()
        assert booked.result(60).booked_on == AT.date()


def test_without_the_lock_something_is_booked_into_a_closed_period(number, monkeypatch):
    monkeypatch.setattr(closing, "hold_closing_off", lambda: None)
    with undone_yet(lambda: charge(number, "late")) as commit:
        close()
        assert commit().booked_on == closed_through()


@pytest.mark.parametrize(
    ("at", "held"),
    [(AT, 0), (AT.replace(hour=22, minute=59), 0), (AT.replace(hour=23, minute=1), 1)],
    ids=["by day", "an hour before midnight", "when the day may be over before it is posted"],
)
def test_what_is_booked_today_holds_nothing_until_the_day_is_nearly_over(number, at, held):
    with transaction.atomic():
        charge(number, "now", late=0, at=at)
        assert locks(granted=True) == held


def test_of_many_who_book_late_while_one_closes_none_is_in_the_closed_period_afterwards(number):
    before = set(Posting.objects.values_list("pk", flat=True))
    answers = race(*[lambda n=n: charge(number, f"late-{n}") for n in range(8)], close)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    closed = Posting.objects.exclude(pk__in=before).filter(booked_on=YESTERDAY)
    assert all(answer in (None, *closed) or answer.booked_on == AT.date() for answer in answers)
    assert charge(number, "after").booked_on == AT.date()


def on_its_own(verb: Callable[[], Any]) -> Any:
    try:
        return verb()
    finally:
        connections.close_all()
