"""I14: three processes on one database, clocks an hour fast, an hour slow, and the nights on which clocks change.

0 slots doubled, 0 missed; and processes that look before they write are caught.
"""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from onaccount.domain.imports.actions import add_schedule
from onaccount.domain.imports.models import Schedule, ScheduleRun
from onaccount.domain.imports.rules.slots import next_slots
from tests.domain.imports.importing import BY
from tests.domain.imports.timing import plan_for
from tests.worker import ROOT, address_of_the_books

pytestmark = pytest.mark.django_db(transaction=True)
LONDON = ZoneInfo("Europe/London")
HOUR, LOOK = timedelta(hours=1), timedelta(minutes=4)
CRONS = ("30 1 * * *", "*/20 1 * * *", "0 * * * *", "*/15 * * * *", "0 2 * * *")
NIGHTS = {
    "a plain day": datetime(2026, 6, 2, 22, tzinfo=UTC),
    "29 March 2026": datetime(2026, 3, 28, 22, tzinfo=UTC),
    "25 October 2026": datetime(2026, 10, 24, 22, tzinfo=UTC),
}
Slot = tuple[str, datetime]


def right(start: datetime, hours: int) -> list[datetime]:
    return [start + n * LOOK for n in range(1, int(timedelta(hours=hours) / LOOK) + 1)]


def jumping(start: datetime, hours: int) -> list[datetime]:
    """A clock that is put an hour forward and right again, then an hour back and right again."""
    found = []
    for now in right(start, hours):
        since = now - start
        fast, slow = 2 * HOUR < since <= 4 * HOUR, 6 * HOUR < since <= 8 * HOUR
        found.append(now + HOUR if fast else now - HOUR if slow else now)
    return found


def planned(folder: Path, start: datetime) -> None:
    for n, cron in enumerate(CRONS):
        add_schedule(plan=plan_for(folder, name=f"Schedule {n}", cron=cron), by=BY, at=start)


def ring_together(settings, clocks: Sequence[Sequence[datetime]], *arguments: str) -> None:
    """A process for each clock; all look at the same moment, each sees what its own clock shows."""
    own = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own |= {"DATABASE_URL": address_of_the_books(), "ONACCOUNT_DATA": str(settings.DATA)}
    own |= {"SECRET_KEY": settings.SECRET_KEY}
    command = [sys.executable, "-m", "tests.domain.imports.ringer", *arguments]
    children = [
        subprocess.Popen(command, env=own, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in clocks
    ]
    try:
        assert [child.stdout.readline() for child in children if child.stdout] == ["ready\n"] * len(clocks)
        for instants in zip(*clocks, strict=True):
            for child, instant in zip(children, instants, strict=True):
                assert child.stdin
                child.stdin.write(f"{instant.isoformat()}\n")
                child.stdin.flush()
            assert [child.stdout.readline() for child in children if child.stdout] == ["looked\n"] * len(clocks)
    finally:
        for child in children:
            child.communicate(timeout=60)


def had() -> Counter[Slot]:
    rows = ScheduleRun.objects.values_list("schedule__name", "slot_at")
    return Counter((name, slot.replace(microsecond=0)) for name, slot in rows)


def doubled() -> dict[Slot, int]:
    return {slot: count for slot, count in had().items() if count > 1}


def foretold(start: datetime, end: datetime) -> set[Slot]:
    slots = {
        (name, slot)
        for name, cron in Schedule.objects.values_list("name", "cron")
        for slot in next_slots(cron, LONDON, after=start, count=400)
    }
    return {(name, slot) for name, slot in slots if start < slot <= end}


def leapt_over(clock: list[datetime]) -> set[Slot]:
    """The slots over which the clock leapt, but for the last of each schedule, which is made up for."""
    found: set[Slot] = set()
    seen = clock[0]  # so far the clock has been
    for before, after in pairwise(clock):
        seen = max(seen, before)
        if after - before > LOOK:
            leapt = foretold(max(before, seen), after)
            last = {name: max(slot for one, slot in leapt if one == name) for name, _ in leapt}
            found |= leapt - set(last.items())
    return found


@pytest.mark.parametrize("start", NIGHTS.values(), ids=NIGHTS)
def test_three_processes_run_each_slot_once(tmp_path, settings, start):
    planned(tmp_path, start)
    clock = right(start, 10)
    ring_together(settings, [clock] * 3)
    assert doubled() == {}
    assert foretold(start, clock[-1]) - set(had()) == set()


@pytest.mark.parametrize("start", NIGHTS.values(), ids=NIGHTS)
def test_a_clock_that_is_put_forward_and_back_doubles_nothing_and_what_it_leaps_over_is_counted(
    tmp_path, settings, start
):
    planned(tmp_path, start)
    clock = jumping(start, 10)
    ring_together(settings, [clock] * 3)
    assert doubled() == {}
    unmade = foretold(start, max(clock)) - set(had())
    assert unmade == leapt_over(clock)
    assert sum(ScheduleRun.objects.values_list("missed", flat=True)) == len(unmade)


def test_machines_whose_clocks_stand_an_hour_apart_run_each_slot_once(tmp_path, settings):
    start = NIGHTS["25 October 2026"]
    planned(tmp_path, start)
    clock = right(start, 8)
    ring_together(settings, [clock, [at + HOUR for at in clock], [at - HOUR for at in clock]])
    assert doubled() == {}
    assert foretold(start + HOUR, clock[-1]) - set(had()) == set()


def test_processes_that_only_look_first_are_caught(tmp_path, settings):
    """The negative control: without the unique slot and the lock some are had twice."""
    start = NIGHTS["25 October 2026"]
    planned(tmp_path, start)
    ring_together(settings, [right(start, 8)] * 3, "--careless")
    assert doubled()
