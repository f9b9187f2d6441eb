# ruff: noqa: E402 - Django is set up before the models are imported
"""A process that looks at the clock when it is told to: `python -m tests.domain.imports.ringer [--careless]`.

Each line on its standard input is an instant that its clock shows then; it answers with a line when it has looked.
With --careless it looks for itself whether a slot was had, and writes without the unique slot and the lock, which is
the mistake that the test must be able to see.
"""

import os
import sys
from datetime import datetime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onaccount.config.settings")

import django

django.setup()

import time_machine

from onaccount.delivery.jobs.schedule_jobs import look_at_clock
from onaccount.domain.imports.actions import due
from onaccount.domain.imports.actions.plan import next_slot
from onaccount.domain.imports.models import Schedule, ScheduleRun
from onaccount.domain.imports.rules.schedules import RunState
from onaccount.domain.imports.rules.slots import due_slots, zone_of


def main() -> None:
    if "--careless" in sys.argv:
        due._claim = careless
    print("ready", flush=True)
    for line in sys.stdin:
        with time_machine.travel(datetime.fromisoformat(line.strip()), tick=False):
            look_at_clock()
        # What was claimed is done at once here: this is about who claims it.
        ScheduleRun.objects.filter(state=RunState.WAITING.value).update(state=RunState.DONE.value)
        print("looked", flush=True)


def careless(number: int, *, at: datetime) -> int:
    schedule = Schedule.objects.get(pk=number)
    found = due_slots(schedule.cron, zone_of(schedule.time_zone), since=schedule.looked_at, until=at)
    if found:
        unlike_any = int.from_bytes(os.urandom(4)) % 1_000_000
        schedule.runs.create(slot_at=found.slot.replace(microsecond=unlike_any))
    schedule.looked_at, schedule.next_at = at, next_slot(schedule, after=at)
    schedule.save()
    return 1


if __name__ == "__main__":
    main()
