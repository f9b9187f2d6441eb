"""The clock: slots that are due are claimed, each once, however many processes look and whatever their clocks say.

Two things decide between processes: the lock on the schedule's row, and behind it the unique (schedule, slot).
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from onaccount.domain.history.actions import record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.imports.actions.end_run import clock_of, end_run
from onaccount.domain.imports.actions.plan import next_slot
from onaccount.domain.imports.models import Schedule, ScheduleRun
from onaccount.domain.imports.rules.said import Said
from onaccount.domain.imports.rules.schedules import STILL_AT_WORK, UNFINISHED, RunState
from onaccount.domain.imports.rules.slots import Due, due_slots, zone_of
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.foundation.refusals import Refused


def claim_due_runs(*, by: Actor, at: datetime) -> int:
    """Claim what is due now; return how many runs were made. Called every few seconds by every worker."""
    require(by, Right.IMPORT_CUSTOMERS)
    due = Schedule.objects.filter(is_due(at)).values_list("pk", flat=True)
    return sum(_claim_or_pause(number, at=at) for number in due)


def is_due(at: datetime) -> Q:
    """What is to be looked at. A clock that was put back stands before what was looked at: that is corrected."""
    return Q(is_active=True) & (Q(next_at__lte=at) | Q(looked_at__gt=at))


def _claim_or_pause(number: int, *, at: datetime) -> int:
    """A schedule that cannot be read here (its zone went with a package) is paused with words, and stops no other."""
    try:
        return _claim(number, at=at)
    except Refused as reason:
        with transaction.atomic():
            schedule = Schedule.objects.get(pk=number)
            Schedule.objects.filter(pk=number).update(is_active=False)
            run = schedule.runs.create(slot_at=at)
            end_run(run, RunState.FAILED, said=[Said.of_refusal("", reason)], at=at)
        return 1


@transaction.atomic
def _claim(number: int, *, at: datetime) -> int:
    schedule = Schedule.objects.select_for_update(no_key=True).filter(is_due(at), pk=number).first()
    if schedule is None:
        return 0  # another process was faster
    since, schedule.looked_at, schedule.next_at = schedule.looked_at, at, next_slot(schedule, after=at)
    schedule.save(update_fields=["looked_at", "next_at"])
    due = due_slots(schedule.cron, zone_of(schedule.time_zone), since=since, until=at)
    is_busy = schedule.runs.filter(state__in=[state.value for state in UNFINISHED], is_trial=False).exists()
    run = _new_run(schedule, due, since=since) if due else None
    if run is None:
        return 0
    if is_busy:
        end_run(run, RunState.SKIPPED, said=[STILL_AT_WORK], at=at)
    else:
        record("schedule.due", Subject("schedule_run", str(run.pk)), by=clock_of(schedule), at=at)
    return 1


def _new_run(schedule: Schedule, due: Due, *, since: datetime) -> ScheduleRun | None:
    """The run of a slot, or None where it was had before: by a process whose clock stood elsewhere."""
    had = schedule.runs.filter(slot_at__gt=since, slot_at__lt=due.slot, is_by_hand=False).count()
    try:
        with transaction.atomic():
            return ScheduleRun.objects.create(
                schedule=schedule, slot_at=due.slot, missed=max(0, due.missed - had), state=RunState.WAITING.value
            )
    except IntegrityError:
        return None
