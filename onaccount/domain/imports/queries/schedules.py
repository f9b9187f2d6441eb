"""Reads of timed imports: their plans, their runs, and what the last one brought."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from onaccount.domain.imports.models import Import, Schedule, ScheduleRun
from onaccount.domain.imports.queries.paging import newest_first
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.imports.rules.plans import Plan
from onaccount.domain.imports.rules.said import Said
from onaccount.domain.imports.rules.schedules import (
    Content,
    Guards,
    NoSuchSchedule,
    RunState,
    SourceKind,
    TellWhen,
    WhenClean,
)
from onaccount.domain.imports.rules.slots import check_cron, next_slots, zone_of
from onaccount.domain.imports.rules.states import ImportState


def schedule_of(number: int, *, lock: bool = False) -> Schedule:
    found = Schedule.objects.select_for_update(no_key=True) if lock else Schedule.objects.all()
    schedule = found.filter(pk=number).first()
    if schedule is None:
        raise NoSuchSchedule
    return schedule


def last_brought(schedule: Schedule) -> Content | None:
    """What the last list held that this schedule brought into the books: with that the next one is compared."""
    applied = Import.objects.filter(schedule_runs__schedule=schedule, state=ImportState.APPLIED.value)
    item = applied.order_by("-applied_at", "-pk").first()
    return Content(item.read, item.header) if item else None


def last_seen(schedule: Schedule, sha256: str) -> bool:
    """Whether the last list of this schedule was this very file, asked for in the same way.

    One that failed is not counted, and a trial only where somebody took it in.
    """
    counts = Q(is_trial=False) | Q(imported__applied_at__isnull=False)
    runs = schedule.runs.filter(counts, imported__isnull=False).exclude(imported__state=ImportState.FAILED.value)
    last = runs.select_related("imported").order_by("-pk").first()
    if last is None or last.imported is None or last.file_sha256 != sha256:
        return False
    return _asked(last.imported.options) == _asked(schedule.options)


def _asked(options: dict[str, object]) -> Options:
    return Options.of_json({**options, "partial": False})


@dataclass(frozen=True, slots=True)
class RunCard:
    """One run. `imported` is the state of the list that it brought, and `figures` what that came to."""

    key: uuid.UUID
    schedule: int
    schedule_name: str
    slot_at: datetime
    is_by_hand: bool
    is_trial: bool
    missed: int
    state: RunState
    said: list[Said]
    file_name: str
    started_at: datetime | None
    ended_at: datetime | None
    import_key: uuid.UUID | None
    import_state: ImportState | None
    read: int
    created: int
    updated: int
    rejected: int

    @property
    def waits_for_somebody(self) -> bool:
        return self.import_state is ImportState.REHEARSED and self.state in (RunState.STOPPED, RunState.REHEARSED)


@dataclass(frozen=True, slots=True)
class ScheduleCard:
    """A timed import as pages show it: the plan without its secret, when it is due, and how it went last."""

    number: int
    plan: Plan
    has_secret: bool
    host_key: str
    offered_host_key: str
    is_active: bool
    next_at: datetime | None
    last: RunCard | None


@dataclass(frozen=True, slots=True)
class RunsPage:
    """Runs, newest first; `after` and `before` are the keys to go on from, None at the ends."""

    rows: list[RunCard]
    after: uuid.UUID | None
    before: uuid.UUID | None


def schedule_cards() -> list[ScheduleCard]:
    """Every timed import by its name. There are a handful: each is set up by hand."""
    return [_card(schedule) for schedule in Schedule.objects.order_by("name")]


def schedule_card(number: int) -> ScheduleCard:
    return _card(schedule_of(number))


def schedule_named(name: str) -> int:
    """The number of a timed import by its name, or by its number in digits."""
    found = Schedule.objects.filter(name=name).values_list("pk", flat=True).first()
    if found is None and name.isascii() and name.isdigit() and len(name) < 19:
        found = Schedule.objects.filter(pk=int(name)).values_list("pk", flat=True).first()
    if found is None:
        raise NoSuchSchedule
    return found


def _card(schedule: Schedule) -> ScheduleCard:
    last = RUNS.filter(schedule=schedule).order_by("-pk").first()
    return ScheduleCard(
        number=schedule.pk,
        plan=plan_of(schedule),
        has_secret=bool(schedule.secret),
        host_key=schedule.host_key,
        offered_host_key=schedule.offered_host_key,
        is_active=schedule.is_active,
        next_at=schedule.next_at if schedule.is_active else None,
        last=run_card(last) if last else None,
    )


def plan_of(schedule: Schedule) -> Plan:
    """What was asked for; the secret stays where it is."""
    return Plan(
        name=schedule.name,
        source=SourceKind(schedule.source),
        place=schedule.place,
        cron=schedule.cron,
        time_zone=schedule.time_zone,
        user=schedule.user,
        token_header=schedule.token_header,
        moves_taken=schedule.moves_taken,
        options=Options.of_json(schedule.options),
        guards=Guards(schedule.shrink_percent, schedule.change_percent, schedule.same_header),
        when_clean=WhenClean(schedule.when_clean),
        tell_to=list(schedule.tell_to),
        tell_when=TellWhen(schedule.tell_when),
    )


RUNS = ScheduleRun.objects.select_related("schedule", "imported")


def run_card(run: ScheduleRun) -> RunCard:
    item = run.imported
    return RunCard(
        key=run.pk,
        schedule=run.schedule_id,
        schedule_name=run.schedule.name,
        slot_at=run.slot_at,
        is_by_hand=run.is_by_hand,
        is_trial=run.is_trial,
        missed=run.missed,
        state=RunState(run.state),
        said=[Said(*parts) for parts in run.said],
        file_name=run.file_name,
        started_at=run.started_at,
        ended_at=run.ended_at,
        import_key=run.imported_id,
        import_state=ImportState(item.state) if item else None,
        read=item.read if item else 0,
        created=item.created if item else 0,
        updated=item.updated if item else 0,
        rejected=item.rejected if item else 0,
    )


def run_at(key: uuid.UUID) -> RunCard | None:
    run = RUNS.filter(pk=key).first()
    return run_card(run) if run else None


def run_of_import(key: uuid.UUID) -> RunCard | None:
    """The run that brought this list; None where somebody brought it, or the schedule is no more."""
    run = RUNS.filter(imported=key).order_by("-pk").first()
    return run_card(run) if run else None


def waiting_runs() -> list[uuid.UUID]:
    """Runs that were claimed and that nobody has begun, oldest first."""
    waiting = ScheduleRun.objects.filter(state=RunState.WAITING.value)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def runs_page(number: int, *, after: uuid.UUID | None = None, before: uuid.UUID | None = None) -> RunsPage:
    """A page of a schedule's runs. Their keys rise with time, so they are the keyset."""
    found = RUNS.filter(schedule=schedule_of(number))
    rows, further, nearer = newest_first(found, after=after, before=before)
    return RunsPage(
        rows=[run_card(run) for run in rows],
        after=further,
        before=nearer,
    )


def upcoming(cron: str, time_zone: str, *, after: datetime, count: int = 3) -> list[datetime]:
    """The next times of an expression, in its zone. Raises NotACron and NotAZone."""
    zone = zone_of(time_zone)
    return [slot.astimezone(zone) for slot in next_slots(check_cron(cron), zone, after=after, count=count)]
