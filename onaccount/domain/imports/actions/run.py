"""A run from its start to its end: fetch, rehearse, ask the guards, then write or stop. Done by a child process."""

import time
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from onaccount.domain.history.rules import Actor
from onaccount.domain.imports.actions.apply import apply_import
from onaccount.domain.imports.actions.at_work import at_work, is_at_work
from onaccount.domain.imports.actions.end_run import clock_of, end_run, move_run, run_of
from onaccount.domain.imports.actions.fetch import Fetched, Limits, fetch
from onaccount.domain.imports.actions.fetch.fetched import PIECE
from onaccount.domain.imports.actions.rehearse import rehearse_import
from onaccount.domain.imports.actions.start import start_import
from onaccount.domain.imports.actions.take_back import take_back_unfinished
from onaccount.domain.imports.models import Import, Schedule, ScheduleRun
from onaccount.domain.imports.queries.places import fetched_path, imports_folder
from onaccount.domain.imports.queries.schedules import last_brought, last_seen
from onaccount.domain.imports.rules.locks import unlocked
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.imports.rules.said import Said
from onaccount.domain.imports.rules.schedules import (
    AT_WORK,
    SAME_FILE,
    Content,
    Guards,
    ListLetGo,
    RunCutOff,
    RunState,
    SourceKind,
    WhenClean,
    guard_reasons,
)
from onaccount.domain.imports.rules.sources import CannotFetch, HostKeyChanged, HostKeyUnknown, NothingThere, Source
from onaccount.domain.imports.rules.states import AnotherImportApplies, ImportState
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.foundation.refusals import Refused

TRIES, PAUSE = 60, 5.0  # of a list that has to wait for another one that is being written


class Clock:
    """The time of a run that takes a while: when it began, and what has passed since."""

    def __init__(self, at: datetime) -> None:
        self.at, self.began = at, time.monotonic()

    def now(self) -> datetime:
        return self.at + timedelta(seconds=time.monotonic() - self.began)


def run_schedule(*, key: uuid.UUID, by: Actor, at: datetime, limits: Limits | None = None) -> ScheduleRun:
    """Do a run that waits. Whatever comes of it stands on the run; only a second process at it is refused."""
    require(by, Right.IMPORT_CUSTOMERS)
    clock = Clock(at)
    with at_work(key):
        run = move_run(key, RunState.FETCHING, started_at=at)
        try:
            return _run(run, clock, limits)
        except Refused as reason:
            return _fail(run, reason, clock)
        except BaseException:
            _fail(run, RunCutOff(), clock)
            raise
        finally:
            fetched_path(key).unlink(missing_ok=True)


def _fail(run: ScheduleRun, reason: Refused, clock: Clock) -> ScheduleRun:
    if isinstance(reason, HostKeyUnknown | HostKeyChanged):
        Schedule.objects.filter(pk=run.schedule_id).update(offered_host_key=reason.values["fingerprint"])
    state = RunState.NOTHING_NEW if isinstance(reason, NothingThere) else RunState.FAILED
    return end_run(run, state, said=[Said.of_refusal("", reason)], at=clock.now())


def _run(run: ScheduleRun, clock: Clock, limits: Limits | None) -> ScheduleRun:
    schedule = run.schedule
    fetched = fetch(source_of(schedule), fetched_path(run.pk), limits)
    ScheduleRun.objects.filter(pk=run.pk).update(file_name=fetched.name[:255], file_sha256=fetched.sha256)
    if not run.is_trial and last_seen(schedule, fetched.sha256):
        same = Said(SAME_FILE.field, SAME_FILE.sentence, values={"name": fetched.name})
        return end_run(run, RunState.NOTHING_NEW, said=[same, *_taken(fetched)], at=clock.now())
    item = _rehearsed(run, fetched, clock)
    reasons = guard_reasons(
        guards_of(schedule),
        content_of(item),
        last_brought(schedule),
        may_leave_out=Options.of_json(item.options).partial,
    )
    if run.is_trial:
        return end_run(run, RunState.REHEARSED, said=reasons, at=clock.now())
    if schedule.when_clean == WhenClean.REHEARSE.value:
        return end_run(run, RunState.REHEARSED, said=[*reasons, *_taken(fetched)], at=clock.now())
    if reasons:
        return end_run(run, RunState.STOPPED, said=[*reasons, *_taken(fetched)], at=clock.now())
    _apply(item, by=clock_of(schedule), clock=clock)
    return end_run(run, RunState.DONE, said=_taken(fetched), at=clock.now())


def _taken(fetched: Fetched) -> list[Said]:
    """Tell the source that its file was taken. Where that fails the list is in all the same, and it is said."""
    try:
        fetched.take()
    except CannotFetch as reason:
        return [Said("", "The list was taken in, but {why}.", reason.cure, reason.values)]
    return []


def source_of(schedule: Schedule) -> Source:
    return Source(
        kind=SourceKind(schedule.source),
        place=schedule.place,
        user=schedule.user,
        secret=unlocked(schedule.secret, settings.SECRET_KEY),
        token_header=schedule.token_header,
        host_key=schedule.host_key,
        moves_taken=schedule.moves_taken,
    )


def guards_of(schedule: Schedule) -> Guards:
    return Guards(schedule.shrink_percent, schedule.change_percent, schedule.same_header)


def content_of(item: Import) -> Content:
    return Content(item.read, item.header, item.updated, item.unchanged, item.rejected)


def _rehearsed(run: ScheduleRun, fetched: Fetched, clock: Clock) -> Import:
    by, options = clock_of(run.schedule), Options.of_json(run.schedule.options)
    key = start_import(
        name=fetched.name, chunks=pieces_of(fetched.path), options=options, by=by, at=clock.now(), here=True
    )
    move_run(run.pk, RunState.IMPORTING, imported=key)
    return checked(rehearse_import(key=key, by=by, at=clock.now()), ImportState.REHEARSED)


def checked(item: Import, wanted: ImportState) -> Import:
    """A list that somebody cancelled meanwhile ends its run."""
    if item.state != wanted.value:
        raise ListLetGo
    return item


def pieces_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _apply(item: Import, *, by: Actor, clock: Clock) -> None:
    """Write it; where a list of somebody else is being written just now, after that."""
    for last in [*[False] * (TRIES - 1), True]:
        try:
            checked(apply_import(key=item.pk, by=by, at=clock.now()), ImportState.APPLIED)
            return
        except AnotherImportApplies:
            item.refresh_from_db()
            if last or item.state != ImportState.REHEARSED.value:
                raise
            time.sleep(PAUSE)


def take_back_runs(*, by: Actor, at: datetime) -> int:
    """End the runs whose process is gone; return how many. What their imports had begun is taken back first."""
    require(by, Right.IMPORT_CUSTOMERS)
    unfinished = ScheduleRun.objects.filter(state__in=[state.value for state in AT_WORK])
    dead = [run for run in unfinished if not is_at_work(run.pk)]
    if dead:
        take_back_unfinished(by=by, at=at)
    for run in dead:
        _end_dead(run_of(run.pk), at=at)
    for path in imports_folder().glob("*.fetched"):
        if not is_at_work(uuid.UUID(path.stem)):
            path.unlink(missing_ok=True)
    return len(dead)


def _end_dead(run: ScheduleRun, *, at: datetime) -> None:
    if run.imported and run.imported.state == ImportState.APPLIED.value:
        end_run(run, RunState.DONE, at=at)
    else:
        end_run(run, RunState.FAILED, said=[Said.of_refusal("", RunCutOff())], at=at)


def give_up_run(*, key: uuid.UUID, by: Actor, at: datetime) -> None:
    """Say of a run that its process ended before it had begun."""
    require(by, Right.IMPORT_CUSTOMERS)
    run = run_of(key)
    if run.state == RunState.WAITING.value:
        end_run(run, RunState.FAILED, said=[Said.of_refusal("", RunCutOff())], at=at)
