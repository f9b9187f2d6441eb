"""What follows from a fact is done once, by one worker, and is never lost."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.db.models import F

from onaccount.domain.history.actions import (
    GIVE_UP_AFTER,
    LEASE,
    Work,
    claim_delivery,
    finish_delivery,
    hand_out,
    postpone_delivery,
    record,
)
from onaccount.domain.history.models import Delivery, Pending
from onaccount.domain.history.queries import backlog
from onaccount.domain.history.rules import Subject, retry_after
from tests.stage import AT, COMMAND, LATER, race

HANDLERS = {"letter.queued": ("send_letter",), "customer.activated": ("push_to_xero", "tell_the_partner")}
MANY = 50


def happen(name: str = "letter.queued", key: str = "1") -> None:
    record(name, Subject("letter", key), by=COMMAND, at=AT)


def happen_and_hand_out(count: int = 1) -> None:
    for n in range(count):
        happen(key=str(n))
    hand_out(handlers=HANDLERS, at=AT)


def claim(at=AT) -> Work:
    work = claim_delivery(at=at)
    assert work is not None
    return work


@pytest.mark.django_db
def test_each_handler_of_a_fact_gets_a_delivery_of_its_own():
    happen("customer.activated")
    assert hand_out(handlers=HANDLERS, at=AT) == 1
    assert set(Delivery.objects.values_list("handler", flat=True)) == {"push_to_xero", "tell_the_partner"}
    assert not Pending.objects.exists()


@pytest.mark.django_db
def test_a_fact_from_which_nothing_follows_is_handed_out_to_nobody():
    happen("customer.added")
    hand_out(handlers=HANDLERS, at=AT)
    assert not Pending.objects.exists()
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_what_is_not_due_yet_waits():
    record("letter.queued", Subject("letter", "1"), by=COMMAND, at=AT, due_at=AT + LATER)
    assert hand_out(handlers=HANDLERS, at=AT) == 0
    assert hand_out(handlers=HANDLERS, at=AT + LATER) == 1


@pytest.mark.django_db
def test_a_claimed_delivery_is_nobody_elses():
    happen_and_hand_out()
    assert claim().handler == "send_letter"
    assert claim_delivery(at=AT + LEASE) is None


@pytest.mark.django_db
def test_the_delivery_of_a_killed_worker_is_free_after_its_lease():
    happen_and_hand_out()
    first = claim()
    second = claim(AT + LEASE + timedelta(seconds=1))
    assert (second.key, second.attempts) == (first.key, 2)


@pytest.mark.django_db
def test_a_delivery_that_is_done_is_gone():
    happen_and_hand_out()
    finish_delivery(claim())
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_a_delivery_that_failed_comes_again_with_its_words_kept():
    happen_and_hand_out()
    postpone_delivery(claim(), error="451 Try again later" + "." * 1000, at=AT)
    assert claim_delivery(at=AT) is None
    assert Delivery.objects.get().last_error.startswith("451 Try again later")
    assert claim(AT + retry_after(1)).attempts == 2


@pytest.mark.django_db
def test_each_wait_is_longer_than_the_one_before_until_six_hours_and_then_it_is_parked_and_not_lost():
    happen_and_hand_out()
    at, waits = AT, []
    while work := claim_delivery(at=at):
        postpone_delivery(work, error="451", at=at)
        waits.append(Delivery.objects.get().due_at - at)
        at = Delivery.objects.get().due_at
    assert len(waits) == GIVE_UP_AFTER
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(seconds=10), timedelta(hours=6))
    assert sum(waits, timedelta()) > timedelta(days=7)
    assert Delivery.objects.get().parked_at is not None
    assert (backlog().parked, backlog().deliveries) == (1, 0)


@pytest.mark.django_db
def test_a_worker_that_took_too_long_does_not_take_the_delivery_from_the_one_who_has_it_now():
    happen_and_hand_out()
    slow = claim()
    quick = claim(AT + LEASE + timedelta(seconds=1))
    postpone_delivery(slow, error="I was away", at=AT + LEASE + timedelta(seconds=2))
    assert Delivery.objects.get().leased_until is not None
    assert Delivery.objects.get().last_error == ""
    finish_delivery(quick)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 10), (2, 20), (3, 40), (12, 20_480), (13, 21_600), (40, 21_600), (32_767, 21_600)]
)
def test_the_wait_doubles_up_to_six_hours(attempts, seconds):
    assert retry_after(attempts) == timedelta(seconds=seconds)


# --- two workers at once ----------------------------------------------------------------------------------------------


def claim_all() -> list[Work]:
    done = []
    while work := claim_delivery(at=AT):
        done.append(work)
    return done


def claim_all_carelessly(look: threading.Barrier) -> list[Work]:
    """A claim that looks first and writes then, without the condition."""
    done = []
    for _ in range(MANY):
        found = Delivery.objects.filter(leased_until__isnull=True).order_by("due_at").select_related("event").first()
        look.wait()
        if found:
            Delivery.objects.filter(pk=found.pk).update(leased_until=AT + LEASE, attempts=F("attempts") + 1)
            done.append(Work(found.pk, found.handler, found.event.subject_key, 1))
        look.wait()
    return done


def claimed_twice(*claimed: list[Work]) -> int:
    keys = [work.key for some in claimed for work in some]
    return len(keys) - len(set(keys))


@pytest.mark.django_db(transaction=True)
def test_two_workers_hand_each_fact_out_once():
    for n in range(MANY):
        happen(key=str(n))
    both = race(*[lambda: hand_out(handlers=HANDLERS, at=AT)] * 2)
    assert sum(both) == MANY
    assert Delivery.objects.count() == MANY


@pytest.mark.django_db(transaction=True)
def test_a_delivery_is_claimed_by_one_of_two_workers():
    happen_and_hand_out(MANY)
    one, two = race(claim_all, claim_all)
    assert len(one) + len(two) == MANY
    assert not claimed_twice(one, two)


@pytest.mark.django_db(transaction=True)
def test_a_claim_without_its_condition_would_be_caught():
    happen_and_hand_out(MANY)
    look = threading.Barrier(2)
    one, two = race(lambda: claim_all_carelessly(look), lambda: claim_all_carelessly(look))
    assert claimed_twice(one, two) > 0


@pytest.mark.django_db
def test_the_database_itself_refuses_a_second_delivery_of_one_fact_to_one_handler():
    happen_and_hand_out()
    event = Delivery.objects.get().event
    with pytest.raises(IntegrityError):
        Delivery.objects.create(event=event, handler="send_letter", due_at=AT)
