"""The feed tells every fact once, in an order that never changes behind a reader's back."""

import random
import threading
from collections.abc import Callable

import pytest
from django.db import transaction

from onaccount.domain.history.actions import erase_details, hand_out, publish_pending, record
from onaccount.domain.history.models import Event, Pending
from onaccount.domain.history.queries import end_of_feed, feed_after
from onaccount.domain.history.rules import Subject
from tests.stage import AT, COMMAND, LATER, race

WRITERS, EACH, PUBLISHERS = 4, 25, 3


def happen(key: str = "5", name: str = "customer.corrected", **more) -> None:
    record(name, Subject("customer", key), by=COMMAND, at=AT, **more)


@pytest.mark.django_db
def test_an_entry_says_who_did_what_to_what_when_and_from_what_to_what():
    happen(changes={"phone": ("1", "2")}, why="She called")
    publish_pending()
    [entry] = feed_after(0, limit=10)
    assert (entry.position, entry.name, entry.subject) == (1, "customer.corrected", Subject("customer", "5"))
    assert (entry.actor_kind, entry.actor_key, entry.at) == ("command", "command", AT)
    assert (entry.changes, entry.why) == ({"phone": ["1", "2"]}, "She called")
    assert entry.id == Event.objects.get().pk


@pytest.mark.django_db
def test_what_was_erased_is_told_without_its_values():
    happen(changes={"phone": ("1", "2")}, why="She called")
    publish_pending()
    erase_details("customer", ["5"])
    [entry] = feed_after(0, limit=10)
    assert (entry.changes, entry.why) == (None, "")


@pytest.mark.django_db
def test_positions_rise_by_one_and_a_reader_goes_on_where_it_was():
    for n in range(5):
        happen(str(n))
        publish_pending()
    assert [entry.position for entry in feed_after(0, limit=3)] == [1, 2, 3]
    assert [(entry.position, entry.subject.key) for entry in feed_after(3, limit=3)] == [(4, "3"), (5, "4")]
    assert feed_after(5, limit=3) == []
    assert end_of_feed() == 5


@pytest.mark.django_db
def test_nothing_is_published_twice_or_left_when_there_is_more_than_one_round_takes():
    for n in range(5):
        happen(str(n))
    assert [publish_pending(limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert [entry.subject.key for entry in feed_after(0, limit=10)] == list("01234")


@pytest.mark.django_db
def test_a_fact_is_in_the_feed_at_once_though_its_consequences_wait():
    happen(due_at=AT + LATER)
    assert hand_out(handlers={}, at=AT) == 0
    assert len(feed_after(0, limit=10)) == 1
    assert hand_out(handlers={}, at=AT + LATER) == 1
    assert not Pending.objects.exists()
    assert len(feed_after(0, limit=10)) == 1


@pytest.mark.django_db
def test_a_feed_of_nothing_is_empty_and_ends_at_nought():
    assert publish_pending() == 0
    assert (feed_after(0, limit=10), end_of_feed()) == ([], 0)


# --- writers, publishers and a reader at once -------------------------------------------------------------------------


def write(seed: int, done: list[str]) -> None:
    """So many transactions of one to three facts; some are taken back."""
    dice = random.Random(seed)
    for n in range(EACH):
        keys = [f"{seed}-{n}-{part}" for part in range(dice.randint(1, 3))]
        taken_back = dice.random() < 0.2
        with transaction.atomic():
            for key in keys:
                happen(key)
            transaction.set_rollback(taken_back)
        if not taken_back:
            done += keys


def read_to(is_over: Callable[[], bool], seen: list[tuple[int, str]]) -> None:
    """Poll with the last position that was seen, and once more when all is published."""
    last_look = False
    while not last_look:
        last_look = is_over()
        while news := feed_after(seen[-1][0] if seen else 0, limit=7):
            seen += [(entry.position, entry.subject.key) for entry in news]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_reader_meets_every_fact_once_however_many_write_and_publish(seed):
    done: list[str] = []
    seen: list[tuple[int, str]] = []
    everything = threading.Event()
    written = threading.Barrier(WRITERS + PUBLISHERS, action=everything.set, timeout=60)  # should one of them die

    def writer(number: int) -> Callable[[], None]:
        def verb() -> None:
            write(seed * 100 + number, done)
            written.wait()

        return verb

    def publisher() -> None:
        while written.n_waiting < WRITERS:
            publish_pending(limit=5)
        while publish_pending(limit=5):
            pass
        written.wait()

    def is_over() -> bool:
        return everything.is_set() or written.broken

    race(*[writer(n) for n in range(WRITERS)], *[publisher] * PUBLISHERS, lambda: read_to(is_over, seen))
    assert [position for position, _ in seen] == list(range(1, len(done) + 1))
    assert sorted(key for _, key in seen) == sorted(done)


def read_around_a_slow_writer(look: Callable[[], None]) -> None:
    """The first to begin commits last; a reader looks in between, and after."""
    begun, committed = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            happen("slow")
            begun.set()
            committed.wait()

    def quick() -> None:
        begun.wait()
        happen("quick")
        look()
        committed.set()

    race(slow, quick)
    look()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_commits_late_is_not_missed():
    seen: list[tuple[int, str]] = []

    def look() -> None:
        publish_pending()
        seen.extend((entry.position, entry.subject.key) for entry in feed_after(len(seen), limit=10))

    read_around_a_slow_writer(look)
    assert seen == [(1, "quick"), (2, "slow")]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_cursor_over_the_ids_of_facts_would_miss_it():
    """The negative control: an id is taken when a transaction begins. SQLite lets one in at a time."""
    seen: list[Event] = []

    def look() -> None:
        news = Event.objects.order_by("pk")
        seen.extend(news.filter(pk__gt=seen[-1].pk) if seen else news)

    read_around_a_slow_writer(look)
    assert [event.subject_key for event in seen] == ["quick"]
