"""The worker does what follows from what happened, and neither dies of it nor loses it."""

import logging
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import InterfaceError, OperationalError

from onaccount.delivery.jobs import letter_jobs, worker
from onaccount.delivery.jobs.on_event import ON_EVENT
from onaccount.domain.history.actions import GIVE_UP_AFTER, LEASE, record
from onaccount.domain.history.models import Delivery
from onaccount.domain.history.rules import Subject, retry_after
from onaccount.domain.letters.models import Letter
from tests.stage import AT, COMMAND, LATER, let_in, work_off

GOES = AT + LATER

pytestmark = pytest.mark.django_db


def test_every_consequence_has_a_handler_that_can_be_called():
    handlers = {handler for some in ON_EVENT.values() for handler in some}
    assert handlers <= set(worker.HANDLERS)
    for name in handlers:
        assert callable(worker._handler(name))


def test_a_look_at_nothing_is_nothing_to_do():
    assert worker.work_once() is False


def test_a_letter_leaves_by_the_worker_once():
    let_in()
    work_off()
    work_off(at=GOES + timedelta(days=1))
    assert len(mail.outbox) == 1
    assert not Delivery.objects.exists()


@pytest.mark.filterwarnings("default")
def test_a_consequence_that_nobody_knows_is_kept_tried_and_parked_and_the_log_says_which(monkeypatch, caplog):
    """A newer version wrote it, or an older one: the worker that knows it may come."""
    monkeypatch.setitem(ON_EVENT, "letter.queued", ("fly_to_the_moon",))
    let_in()
    at = GOES
    work_off(at=at)
    delivery = Delivery.objects.get()
    assert "fly_to_the_moon" in delivery.last_error
    assert "fly_to_the_moon failed" in caplog.text
    while (delivery := Delivery.objects.get()).parked_at is None:
        at = delivery.due_at
        work_off(at=at)
    assert delivery.attempts == GIVE_UP_AFTER
    assert mail.outbox == []


def test_a_worker_that_learns_a_consequence_does_what_was_kept_for_it(monkeypatch):
    with monkeypatch.context() as ignorant:
        ignorant.delitem(worker.HANDLERS, "send_letter")
        let_in()
        work_off()
        assert mail.outbox == []
    work_off(at=GOES + retry_after(1))
    assert len(mail.outbox) == 1


def test_one_consequence_that_fails_does_not_hold_up_the_next(monkeypatch, caplog):
    first, second = let_in(), let_in("Mara Lindqvist")
    broken = str(Letter.objects.get(subject_key=str(first)).pk)
    send = letter_jobs.send_letter

    def send_or_fail(key: str) -> None:
        if key == broken:
            raise RuntimeError("a defect of ours")
        send(key)

    monkeypatch.setattr(letter_jobs, "send_letter", send_or_fail)
    work_off()
    assert [letter.to for letter in mail.outbox] == [["mara@lindqvist.example"]]
    assert Letter.objects.get(subject_key=str(second)).state == "sent"
    assert "a defect of ours" in Delivery.objects.get().last_error
    assert "send_letter failed" in caplog.text


@pytest.mark.parametrize("away", [OperationalError("server closed the connection"), InterfaceError("already closed")])
def test_a_database_that_is_away_does_not_end_the_worker_and_the_work_is_done_later(monkeypatch, caplog, away):
    let_in()

    def lose_the_database(key: str) -> None:
        raise away

    with monkeypatch.context() as storm:
        storm.setattr(letter_jobs, "send_letter", lose_the_database)
        storm.setattr(worker, "close_old_connections", lambda: None)  # the test's own is still needed
        with caplog.at_level(logging.WARNING):
            work_off(at=GOES, by=worker._look)
    assert "The database does not answer" in caplog.text
    assert Delivery.objects.get().attempts == 1
    work_off(at=GOES + LEASE + timedelta(seconds=1))
    assert len(mail.outbox) == 1


def test_a_letter_that_was_taken_out_with_its_customer_is_nothing_to_do():
    let_in()
    Letter.objects.all().delete()
    work_off()
    assert not Delivery.objects.exists()
    assert mail.outbox == []


def test_what_happens_without_consequences_is_looked_at_once():
    record("customer.added", Subject("customer", "1"), by=COMMAND, at=AT)
    work_off(at=AT)
    assert worker.work_once() is False


def test_no_letter_waits_behind_a_scan(monkeypatch):
    slices: list[int] = []

    def turn(*, at: datetime) -> bool:
        slices.append(len(mail.outbox))
        return False

    monkeypatch.setattr(worker, "turn_to_scans", turn)
    let_in()
    let_in("Old Quay Café", login="quay@quay.example")
    work_off(at=GOES)
    assert set(slices) == {2}, "a slice is done when nothing else is due"
