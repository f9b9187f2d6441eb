"""Each night the worker has the books gone through, and the digest leaves the house."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from onaccount.delivery.jobs import books_jobs
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.ledger.queries import is_check_due
from onaccount.domain.ledger.queries.books.night import night_after
from tests.domain.ledger.books import fill_books


@pytest.mark.parametrize(
    ("since", "night"),
    [
        ("2026-11-22T09:30+00:00", "2026-11-23T02:00+00:00"),
        ("2026-11-22T01:59+00:00", "2026-11-22T02:00+00:00"),
        ("2026-11-22T02:00+00:00", "2026-11-23T02:00+00:00"),
        ("2026-06-30T12:00+00:00", "2026-07-01T01:00+00:00"),  # in summer London is an hour ahead
    ],
)
def test_the_books_are_due_at_two_at_night_on_the_clock_of_the_business(since, night):
    assert night_after(datetime.fromisoformat(since), ZoneInfo("Europe/London")) == datetime.fromisoformat(night)


@pytest.mark.django_db
def test_what_going_through_the_books_came_to_stands_in_the_log_and_in_the_history(caplog):
    assert not is_check_due(at=datetime(2100, 1, 1, tzinfo=UTC)), "nothing was ever posted"
    fill_books()
    tomorrow = timezone.now() + timedelta(days=1, hours=3)
    assert not is_check_due(at=timezone.now())
    assert is_check_due(at=tomorrow)
    with time_machine.travel(tomorrow, tick=False):
        books_jobs.keep({"difference": None, "digest": "20261122T020000.000Z-00"})
        assert not is_check_due(at=tomorrow)
        books_jobs.keep({"difference": {"code": "hash_differs", "sentence": "Posting 3 is not what was posted."}})
    assert "Digest: 20261122T020000.000Z-00" in caplog.text
    assert "Posting 3 is not what was posted." in caplog.text
    kept = [fact.changes for fact in facts_of(Subject("books", "1"))]
    assert {name: values[1] for changes in kept for name, values in changes.items()} == {
        "digest": "20261122T020000.000Z-00",
        "difference": "hash_differs",
    }
