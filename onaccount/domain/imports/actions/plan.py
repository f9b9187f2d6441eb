"""A timed import is set up, changed, paused, and taken out: the steps that a person takes."""

import uuid
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.imports.actions.start import require_for
from onaccount.domain.imports.models import Schedule, ScheduleRun
from onaccount.domain.imports.queries.schedules import schedule_of
from onaccount.domain.imports.rules.locks import locked
from onaccount.domain.imports.rules.plans import Plan, ScheduleNameTaken, SecretNeededAgain, check_plan
from onaccount.domain.imports.rules.schedules import UNFINISHED, AtWorkAlready, SourceKind
from onaccount.domain.imports.rules.slots import next_slots, zone_of
from onaccount.domain.imports.rules.sources import place_of
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require

PRIVATE = ("secret", "user")  # what history says of these is that they were changed


@action
def add_schedule(*, plan: Plan, by: Actor, at: datetime) -> int:
    """Set up a timed import. Its first slot is the next one after now. Returns its number."""
    plan = check_plan(plan)
    require_to_plan(plan.is_remote, by)
    require_for(plan.options, by)
    schedule = Schedule(looked_at=at, created_at=at)
    _settle(schedule, plan, at=at)
    record("schedule.added", Subject("schedule", str(schedule.pk)), by=by, at=at)
    return schedule.pk


@action
def change_schedule(*, number: int, plan: Plan, by: Actor, at: datetime) -> None:
    """Ask something else of a timed import. What was due before is done by now or is left out."""
    plan = check_plan(plan)
    schedule = schedule_of(number, lock=True)
    require_to_plan(plan.is_remote or schedule.source != SourceKind.FOLDER.value, by)
    require_for(plan.options, by)
    if plan.is_remote and _asks_elsewhere(schedule, plan):
        if schedule.secret and plan.secret is None:
            raise SecretNeededAgain
        schedule.host_key = schedule.offered_host_key = ""
    before = _shown(schedule)
    _settle(schedule, plan, at=at)
    after = _shown(schedule)
    changes = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    changes = {name: (None, None) if name in PRIVATE else pair for name, pair in changes.items()}
    record("schedule.changed", Subject("schedule", str(number)), by=by, at=at, changes=changes)


def require_to_plan(is_remote: bool, by: Actor) -> None:
    """Who lets this machine talk to another one, or keeps a secret here, settles how the business works."""
    require(by, Right.IMPORT_CUSTOMERS)
    if is_remote:
        require(by, Right.EDIT_BUSINESS)


def _asks_elsewhere(schedule: Schedule, plan: Plan) -> bool:
    if schedule.source != plan.source.value:
        return True
    before, now = place_of(plan.source, schedule.place), place_of(plan.source, plan.place)
    return (before.host, before.port) != (now.host, now.port)


SETTLED = ("name", "place", "user", "token_header", "moves_taken", "cron", "time_zone")


def _settle(schedule: Schedule, plan: Plan, *, at: datetime) -> None:
    for name in SETTLED:
        setattr(schedule, name, getattr(plan, name))
    schedule.source = plan.source.value
    if plan.secret is not None:
        schedule.secret = locked(plan.secret, settings.SECRET_KEY)
    schedule.options = plan.options.as_json()
    schedule.shrink_percent, schedule.change_percent, schedule.same_header = asdict(plan.guards).values()
    schedule.when_clean, schedule.tell_when = plan.when_clean.value, plan.tell_when.value
    schedule.tell_to = list(plan.tell_to)
    schedule.looked_at, schedule.next_at = at, next_slot(schedule, after=at)
    try:
        with transaction.atomic():
            schedule.save()
    except IntegrityError:
        raise ScheduleNameTaken(name=plan.name) from None


def next_slot(schedule: Schedule, *, after: datetime) -> datetime | None:
    return next(iter(next_slots(schedule.cron, zone_of(schedule.time_zone), after=after)), None)


def _shown(schedule: Schedule) -> dict[str, Any]:
    columns = (*SETTLED, "source", "secret", "options", "shrink_percent", "change_percent", "same_header")
    return {name: getattr(schedule, name) for name in (*columns, "when_clean", "tell_to", "tell_when")}


@action
def pause_schedule(*, number: int, is_paused: bool, by: Actor, at: datetime) -> None:
    """Leave slots out until it is resumed; they are not made up for afterwards."""
    require(by, Right.IMPORT_CUSTOMERS)
    schedule = schedule_of(number, lock=True)
    if schedule.is_active is not is_paused:
        return
    schedule.is_active = not is_paused
    schedule.looked_at, schedule.next_at = at, next_slot(schedule, after=at)
    schedule.save(update_fields=["is_active", "looked_at", "next_at"])
    record("schedule.paused" if is_paused else "schedule.resumed", Subject("schedule", str(number)), by=by, at=at)


@action
def remove_schedule(*, number: int, by: Actor, at: datetime) -> None:
    """Take a timed import out with its runs. What it brought in stays, and so do its imports."""
    schedule = schedule_of(number, lock=True)
    require_to_plan(schedule.source != SourceKind.FOLDER.value, by)
    schedule.delete()
    record("schedule.removed", Subject("schedule", str(number)), by=by, at=at)


@action
def confirm_host_key(*, number: int, fingerprint: str, by: Actor, at: datetime) -> None:
    """Trust the key that a server showed. The page says which one, and only that one is confirmed."""
    require_to_plan(True, by)
    schedule = schedule_of(number, lock=True)
    if not fingerprint or schedule.offered_host_key != fingerprint:
        return
    change = (schedule.host_key, fingerprint)
    schedule.host_key, schedule.offered_host_key = fingerprint, ""
    schedule.save(update_fields=["host_key", "offered_host_key"])
    subject = Subject("schedule", str(number))
    record("schedule.host_key_confirmed", subject, by=by, at=at, changes={"host_key": change})


@action
def start_run(*, number: int, is_trial: bool, by: Actor, at: datetime, here: bool = False) -> uuid.UUID:
    """Run a timed import now, beside its slots: by the worker, or `here`. A trial is only rehearsed."""
    require(by, Right.IMPORT_CUSTOMERS)
    schedule = schedule_of(number, lock=True)
    if schedule.runs.filter(state__in=[state.value for state in UNFINISHED]).exists():
        raise AtWorkAlready(name=schedule.name)
    run = ScheduleRun.objects.create(schedule=schedule, slot_at=at, is_by_hand=True, is_trial=is_trial)
    name = "schedule.started_here" if here else "schedule.due"
    record(name, Subject("schedule_run", str(run.pk)), by=by, at=at)
    return run.pk
