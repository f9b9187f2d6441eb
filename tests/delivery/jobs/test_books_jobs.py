"""Each night the worker has the books gone through, and the digest leaves the house."""

import subprocess
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from onaccount.delivery.jobs import books_jobs
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.ledger.queries import is_check_due
from onaccount.domain.ledger.queries.books.night import night_after
from onaccount.domain.letters.models import Letter
from tests.domain.ledger.books import fill_books
from tests.postbox import open_postbox, use
from tests.stage import work_off

DIGEST = "20261122T020000.000Z-00"
DIFFERS: dict[str, object] = {"difference": {"code": "hash_differs", "sentence": "Posting 3 is not what was posted."}}


@pytest.fixture
def letters(db, settings) -> Any:
    """What the worker sends to the operator, each as its subject and its text."""
    settings.OPERATOR = "operator@widgets.example"

    def sent() -> list[tuple[str, str]]:
        with open_postbox() as postbox:
            use(postbox, settings)
            work_off(at=timezone.now() + timedelta(minutes=1))
            assert {to for letter in postbox.letters for to in [letter["To"]]} <= {settings.OPERATOR}
            return [(letter["Subject"], letter.get_content()) for letter in postbox.letters]

    return sent


def test_the_digest_of_each_night_goes_to_the_operator_with_the_command_that_asks_by_it(letters):
    books_jobs.keep({"difference": None, "digest": DIGEST})
    ((subject, text),) = letters()
    assert subject == "The books hold"
    assert f"onaccount check-books --against {DIGEST}" in text
    books_jobs.keep({"difference": None, "digest": "20261123T020000.000Z-11"})
    assert len(letters()) == 1, "one a night"


def test_books_that_do_not_hold_are_an_alarm_with_what_differs(letters):
    books_jobs.keep(DIFFERS)
    ((subject, text),) = letters()
    assert subject == "Alarm: the books do not hold"
    assert "Posting 3 is not what was posted." in text


def test_books_that_could_not_be_gone_through_are_an_alarm_once_a_day(letters, monkeypatch):
    ended = subprocess.CompletedProcess([], 137, stdout=b"", stderr=b"Killed")
    monkeypatch.setattr(subprocess, "run", lambda *_args, **_more: ended)
    monkeypatch.setattr(connections, "close_all", lambda: None)
    for _ in range(2):
        books_jobs.check()
    ((subject, text),) = letters()
    assert subject == "Alarm: the books could not be gone through"
    assert "137: Killed" in text


def test_without_an_operator_no_letter_is_written(db, settings):
    settings.OPERATOR = ""
    books_jobs.keep(DIFFERS)
    assert not Letter.objects.exists()


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
