"""A run moves along its table of states; when it ends, whoever wants to know is written to, in the same transaction."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from onaccount.domain.history.actions import record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.imports.models import Schedule, ScheduleRun
from onaccount.domain.imports.rules.said import Said
from onaccount.domain.imports.rules.schedules import (
    SCHEDULE_RUN_MOVES,
    NoSuchSchedule,
    RunNotWaiting,
    RunState,
    TellWhen,
    is_told,
)
from onaccount.domain.letters.actions import queue_letter

LETTER = "schedule_result"
REPEATED = (RunState.FAILED, RunState.SKIPPED)  # what can happen every five minutes until somebody looks


def clock_of(schedule: Schedule) -> Actor:
    """Who acts when nobody is there: it may import, and nothing else."""
    return Actor("clock", str(schedule.pk), schedule.name)


def run_of(key: uuid.UUID) -> ScheduleRun:
    run = ScheduleRun.objects.select_related("schedule", "imported").filter(pk=key).first()
    if run is None:
        raise NoSuchSchedule
    return run


def move_run(key: uuid.UUID, to: RunState, **fields: Any) -> ScheduleRun:
    """By a conditional UPDATE: of two processes one gets through."""
    before = [state.value for state, moves in SCHEDULE_RUN_MOVES.items() if to in moves]
    if not ScheduleRun.objects.filter(pk=key, state__in=before).update(state=to.value, **fields):
        raise RunNotWaiting(now=run_of(key).state.replace("_", " "))
    return run_of(key)


@transaction.atomic
def end_run(run: ScheduleRun, to: RunState, *, said: Sequence[Said] = (), at: datetime) -> ScheduleRun:
    """Write down how a run ended, and tell of it."""
    kept = [[each.field, each.sentence, each.cure, each.values] for each in said]
    run = move_run(run.pk, to, said=kept, ended_at=at)
    schedule, by = run.schedule, clock_of(run.schedule)
    record(f"schedule.run_{to.value}", Subject("schedule_run", str(run.pk)), by=by, at=at)
    written = run.imported.created + run.imported.updated if run.imported and to is RunState.DONE else 0
    if is_told(TellWhen(schedule.tell_when), to, written=written):
        for address in schedule.tell_to:
            about = Subject("schedule", str(schedule.pk))
            key = _letter_key(run, to, at=at)
            queue_letter(
                key=f"schedule:{key}:{_short(address)}",
                kind=LETTER,
                to=address,
                about=about,
                recipient=str(run.pk),
                by=by,
                at=at,
            )
    return run


def _letter_key(run: ScheduleRun, to: RunState, *, at: datetime) -> str:
    """One letter for each run; of the same trouble again and again one for each day."""
    if to not in REPEATED:
        return run.pk.hex
    before = run.schedule.runs.exclude(pk=run.pk).exclude(state__in=[state.value for state in REPEATED])
    last_good = before.order_by("-pk").values_list("pk", flat=True).first()
    return f"{run.schedule_id}:{_short([to.value, str(last_good), run.said, f'{at:%Y-%m-%d}'])}"


def _short(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:24]
