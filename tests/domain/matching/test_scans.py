"""A scan of everybody finds each pair once, whoever dies on the way, and leaves alone what a person said."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from onaccount.domain.customers.actions import add_customer, correct_customer
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.status import Origin
from onaccount.domain.history.models import Event
from onaccount.domain.history.rules import SYSTEM
from onaccount.domain.matching.actions import (
    decide_pair,
    finding,
    look_at,
    look_at_changed,
    scans,
    start_scan,
    stop_scan,
    turn_to_scan,
)
from onaccount.domain.matching.models import Pair, Scan
from onaccount.domain.matching.queries import active_scan, last_scan, latest_scan, pair_card
from onaccount.domain.matching.rules import Answer
from onaccount.domain.matching.rules.scans import ScanNotInThisState, ScanUnderWay
from onaccount.domain.matching.rules.states import Decision, ScanState
from onaccount.domain.people.rules import NotAllowed
from tests.stage import AT, COMMAND, INES, hire, race
from tests.worker import ROOT, address_of_the_books

SOON = AT + timedelta(seconds=1)
SILENT = AT + timedelta(minutes=2)
TWICE = ["Hollin Dairy", "Old Quay Chandlers", "Marten & Sole", "Brack Lane Bakery"]


def customer(name: str, **values: str) -> int:
    fields = {"kind": "company", "name": name, **values}
    return add_customer(values=fields, origin=Origin.STAFF, by=COMMAND, at=AT)


def twice(name: str, n: int) -> tuple[int, int]:
    """One business under two numbers."""
    own = {"tax_id": f"GB{100_000_000 + n}", "email": f"post{n}@hollin.example", "phone": f"0113 496 0{n:03}"}
    return customer(name, **own), customer(name, **own)


def base() -> list[tuple[int, int]]:
    """Businesses that are there twice, and others between them."""
    found = [customer(name, tax_id=f"GB{100_000_000 + n}") for n, name in enumerate(TWICE)]
    for n in range(20):
        customer(f"{'ABCDEFGHIJKLMNOPQRST'[n] * 3} {n * 7919} Ltd")
    again = [customer(name, tax_id=f"GB{100_000_000 + n}") for n, name in enumerate(TWICE)]
    return list(zip(found, again, strict=True))


def scan_all(**more: Any) -> None:
    start_scan(by=COMMAND, at=AT, **more)
    work()


def work(worker: str = "one", at: Any = AT) -> None:
    while turn_to_scan(worker=worker, at=at):
        pass


def pairs() -> list[tuple[int, int]]:
    return sorted(Pair.objects.values_list("low_id", "high_id"))


def test_a_scan_finds_who_is_there_twice_and_says_how_it_went(db):
    there = base()
    scan_all()
    assert pairs() == there
    card = last_scan()
    assert card is not None
    assert (card.state, card.looked, card.total, card.found) == (ScanState.DONE, 28, 28, 4)
    assert [event.name for event in Event.objects.filter(subject_kind="scan").order_by("pk")] == [
        "scan.asked",
        "scan.done",
    ]


def test_a_second_scan_finds_nothing_new(db):
    base()
    scan_all()
    before = list(Pair.objects.order_by("pk").values())
    scan_all()
    card = last_scan()
    assert card is not None
    assert card.found == 0
    assert list(Pair.objects.order_by("pk").values()) == before


def test_what_a_person_said_is_left_alone_whatever_is_found_later(db):
    low, high = twice("Hollin Dairy", 1)
    decide_pair(low=low, high=high, decision=Decision.DIFFERENT, seen=Decision.OPEN, by=COMMAND, at=AT)
    before = Pair.objects.values().get()
    correct_customer(number=high, values={"name": "Hollin Dairy Ltd"}, by=COMMAND, at=SOON)
    scan_all()
    look_at(high, at=SOON)
    assert Pair.objects.values().get() == before


def test_a_pair_that_was_put_off_comes_back_when_more_speaks_for_it(db):
    low, high = customer("Hollin Dairy", tax_id="GB100000007"), customer("Hollin Dairy")
    decide_pair(low=low, high=high, decision=Decision.LATER, seen=Decision.OPEN, by=COMMAND, at=AT)
    assert pair_card(low, high).likeness.answer is not Answer.SAME
    look_at(high, at=SOON)
    assert pair_card(low, high).decision is Decision.LATER
    correct_customer(number=high, values={"tax_id": "GB100000007"}, by=COMMAND, at=SOON)
    look_at(high, at=SOON)
    card = pair_card(low, high)
    assert (card.decision, card.decided_by) == (Decision.OPEN, SYSTEM.name)


def test_a_pair_that_nobody_decided_goes_when_nothing_speaks_for_it_any_more(db):
    low, high = twice("Hollin Dairy", 1)
    look_at(high, at=AT)
    assert pairs() == [(low, high)]
    other = {"name": "Zeppelin Works", "tax_id": "GB300000999", "email": "z@works.example", "phone": "+44 20 7946 0999"}
    correct_customer(number=high, values=other, by=COMMAND, at=SOON)
    look_at(high, at=SOON)
    assert pairs() == []


def test_who_was_merged_speaks_for_the_survivor(db):
    low, high = twice("Hollin Dairy", 1)
    survivor = customer("Zeppelin Works")
    Customer.objects.filter(number=low).update(merged_into=survivor)
    scan_all()
    assert pairs() == [(high, survivor)]


def test_of_many_with_one_name_each_is_in_a_few_pairs(db, monkeypatch):
    monkeypatch.setattr(scans, "SLICE", 50)
    numbers = [customer("Hollin Dairy", tax_id=f"GB{100_000_000 + n // 2}") for n in range(200)]
    scan_all()
    found = pairs()
    in_twos = set(zip(numbers[::2], numbers[1::2], strict=True))
    assert in_twos <= set(found), "who shares more than the name is always told"
    of_each = [sum(number in pair for pair in found) for number in numbers]
    assert max(of_each) <= 3 * finding.MOST_EACH


def test_one_scan_at_a_time_and_a_reader_starts_none(db):
    start_scan(by=COMMAND, at=AT)
    with pytest.raises(ScanUnderWay):
        start_scan(by=COMMAND, at=AT)
    with pytest.raises(NotAllowed):
        start_scan(by=hire(INES), at=AT)


def test_a_scan_that_was_stopped_keeps_what_it_found_and_is_not_gone_on_with(db, monkeypatch):
    monkeypatch.setattr(scans, "SLICE", 27)
    there = base()
    key = start_scan(by=COMMAND, at=AT)
    turn_to_scan(worker="one", at=AT)
    stop_scan(scan=key, by=COMMAND, at=AT)
    assert turn_to_scan(worker="one", at=AT) is None
    assert pairs() == there[:3]
    with pytest.raises(ScanNotInThisState):
        stop_scan(scan=key, by=COMMAND, at=AT)
    scan_all()
    assert pairs() == there


def test_a_scan_that_is_stopped_while_a_slice_is_compared_writes_nothing_of_it(db, monkeypatch):
    base()
    key = start_scan(by=COMMAND, at=AT)
    real = finding.find_among

    def stopped_meanwhile(*args: Any, **more: Any) -> Any:
        found = real(*args, **more)
        stop_scan(scan=key, by=COMMAND, at=AT)
        return found

    monkeypatch.setattr(scans, "find_among", stopped_meanwhile)
    turn_to_scan(worker="one", at=AT)
    assert pairs() == []
    card = latest_scan()
    assert card is not None
    assert card.state is ScanState.STOPPED


def test_a_worker_that_lives_is_left_alone_and_one_that_fell_silent_is_not(db, monkeypatch):
    monkeypatch.setattr(scans, "SLICE", 8)
    there = base()
    start_scan(by=COMMAND, at=AT)
    assert turn_to_scan(worker="one", at=AT)
    assert turn_to_scan(worker="two", at=SOON) is None
    work("two", at=SILENT)
    assert pairs() == there


def test_those_changed_since_are_looked_at_without_the_others(db):
    there = base()
    scan_all()
    Pair.objects.all().delete()
    low, _high = there[0]
    new = add_customer(
        values={"kind": "company", "name": TWICE[0], "tax_id": "GB100000000"}, origin=Origin.STAFF, by=COMMAND, at=SOON
    )
    correct_customer(number=there[1][0], values={"phone": "0113 496 0000"}, by=COMMAND, at=SOON)
    look_at_changed(since=SOON, by=SYSTEM, at=SOON)
    work(at=SOON)
    card = latest_scan()
    assert card is not None
    assert (card.total, card.looked) == (2, 2)
    assert pairs() == sorted([(low, new), (there[0][1], new), there[1]])
    done = last_scan()
    assert done is not None
    assert done.since is None, "it was no look at everybody"


def test_the_first_list_has_everybody_looked_at_and_more_lists_wait_as_one(db):
    base()
    look_at_changed(since=SOON, by=SYSTEM, at=AT)
    first = active_scan()
    assert first is not None
    assert first.since is None
    turn_to_scan(worker="one", at=AT)
    for since in (SILENT, SOON):
        look_at_changed(since=since, by=SYSTEM, at=AT)
    assert Scan.objects.get(state="waiting").since == SOON
    work()
    assert list(Scan.objects.values_list("state", flat=True)) == ["done", "done"]


# --- killed, and two at once ---


def drill(deadly: int, *options: str) -> int:
    """The process's exit code, or the number of its statements where it lives."""
    own = {"DATABASE_URL": address_of_the_books(), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-m", "tests.domain.matching.scan_drill", str(deadly), *options],
        env={**os.environ, **own},
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    return int(done.stdout) if deadly == 0 and done.returncode == 0 else done.returncode


def killed_at(point: int, *options: str) -> bool:
    """Whether all is well after a kill at a statement: each pair found, none forgotten, the figures true."""
    Scan.objects.all().delete()
    Pair.objects.all().delete()
    start_scan(by=COMMAND, at=AT)
    assert drill(point, *options) == -signal.SIGKILL
    work("the next", at=SILENT)
    card = latest_scan()
    assert card is not None
    return pairs() == THERE and (card.looked, card.found) == (28, 4) and card.state is ScanState.DONE


THERE: list[tuple[int, int]] = []


@pytest.mark.django_db(transaction=True)
def test_a_scan_that_is_killed_is_gone_on_with_and_no_pair_is_lost():
    THERE[:] = base()
    start_scan(by=COMMAND, at=AT)
    statements = drill(0)
    assert statements > 20
    points = [statements * part // 5 for part in range(1, 5)]
    assert all(killed_at(point) for point in points)


@pytest.mark.django_db(transaction=True)
def test_the_drill_sees_a_position_that_is_written_before_its_pairs():
    THERE[:] = base()
    start_scan(by=COMMAND, at=AT)
    statements = drill(0, "--piecemeal")
    assert not all(killed_at(point, "--piecemeal") for point in range(statements - 14, statements))


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_find_each_pair_once(monkeypatch):
    monkeypatch.setattr(scans, "SLICE", 5)
    there = base()
    start_scan(by=COMMAND, at=AT)
    times = {"one": AT, "two": SILENT}  # each thinks that the other is silent
    answers = race(*[partial(work, worker, at=at) for worker, at in times.items()])
    assert answers == [None, None]
    work("three", at=SILENT + timedelta(minutes=2))
    assert pairs() == there
    card = latest_scan()
    assert card is not None
    assert (card.looked, card.found) == (28, 4)
