"""Waves: make one, set its time, fill it, open it, stop it."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import Filter, merged_among, numbers_of, visible
from onaccount.domain.customers.queries.statements import statement_of
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.vetting.models import Wave, WaveMember
from onaccount.domain.vetting.rules.waves import (
    JOINABLE,
    WAVE_MOVES,
    NobodyToInvite,
    NoSuchWave,
    WaveIsOver,
    WaveNameTaken,
    WaveState,
    check_opens_at,
    check_wave_move,
    clean_wave_name,
    numbered_name,
)

AT_ONCE = 5_000  # customers in one transaction
OVER = [state.value for state in WaveState if state not in JOINABLE]


@action
def make_wave(*, name: str, by: Actor, at: datetime, opens_at: datetime | None = None) -> int:
    """Make an empty wave, which opens at this time or when somebody opens it, and return its key."""
    require(by, Right.APPROVE_CUSTOMERS)
    check_opens_at(opens_at, at)
    return _made(clean_wave_name(name), by=by, at=at, opens_at=opens_at).pk


def _made(name: str, *, by: Actor, at: datetime, opens_at: datetime | None = None) -> Wave:
    try:
        with transaction.atomic():
            wave = Wave.objects.create(
                name=name, name_key=name.casefold(), opens_at=opens_at, by_kind=by.kind, by_key=by.key, made_at=at
            )
    except IntegrityError:
        raise WaveNameTaken(name=name) from None
    record("wave.made", Subject("wave", str(wave.pk)), by=by, at=at)
    return wave


@action
def wave_to_join(*, name: str, by: Actor, at: datetime, anew: bool = False) -> int:
    """The wave of this name to which customers can be added; where it is over (or `anew`), one of that name and 2, 3...

    Made if there is none.
    """
    require(by, Right.APPROVE_CUSTOMERS)
    for name_of_it in (name if number == 1 else numbered_name(name, number) for number in count(1)):
        known = Wave.objects.filter(name_key=name_of_it.casefold()).first()
        if known is None:
            return _made(name_of_it, by=by, at=at).pk
        if not anew and WaveState(known.state) in JOINABLE:
            return known.pk
    raise AssertionError("there are more numbers than waves")


@action
def plan_wave(*, wave: int, opens_at: datetime | None, by: Actor, at: datetime) -> None:
    """Set or clear the time at which a wave opens. A cancelled one is planned anew; on whose behalf, is who does it."""
    require(by, Right.APPROVE_CUSTOMERS)
    check_opens_at(opens_at, at)
    now = locked_wave(wave)
    if now.state != WaveState.PLANNED.value:
        check_wave_move(now.name, WaveState(now.state), WaveState.PLANNED)
    old = now.opens_at.isoformat() if now.opens_at else ""
    Wave.objects.filter(pk=wave).update(
        state=WaveState.PLANNED.value, opens_at=opens_at, by_kind=by.kind, by_key=by.key, why=""
    )
    new = opens_at.isoformat() if opens_at else ""
    record("wave.planned", Subject("wave", str(wave)), by=by, at=at, changes={"opens_at": (old, new)})


@action
def open_wave(*, wave: int, by: Actor, at: datetime) -> None:
    """Begin to let the members in, or go on after a pause. The worker does it, one after another (invite_next)."""
    require(by, Right.APPROVE_CUSTOMERS)
    now = locked_wave(wave)
    if not WaveMember.objects.filter(wave=wave).exists():
        raise NobodyToInvite(name=now.name)
    move_wave(now, WaveState.OPENING, by_kind=by.kind, by_key=by.key, opening_at=now.opening_at or at, why="")
    record("wave.started", Subject("wave", str(wave)), by=by, at=at)


@action
def pause_wave(*, wave: int, by: Actor, at: datetime, why: str = "") -> None:
    """Let nobody further in for now. Letters of the last minute still leave."""
    require(by, Right.APPROVE_CUSTOMERS)
    move_wave(locked_wave(wave), WaveState.PAUSED, why=why)
    record("wave.paused", Subject("wave", str(wave)), by=by, at=at, why=why)


@action
def cancel_wave(*, wave: int, by: Actor, at: datetime) -> None:
    """Let nobody further in. Who is in already stays in; the others are free for another wave."""
    require(by, Right.APPROVE_CUSTOMERS)
    move_wave(locked_wave(wave), WaveState.CANCELLED, opens_at=None)
    record("wave.cancelled", Subject("wave", str(wave)), by=by, at=at)


def locked_wave(key: int) -> Wave:
    """A wave, held until the transaction ends. Whoever also holds customers holds the wave first."""
    wave = Wave.objects.select_for_update(no_key=True).filter(pk=key).first()
    if wave is None:
        raise NoSuchWave
    return wave


def move_wave(wave: Wave, to: WaveState, **fields: object) -> None:
    """Along the table; the caller holds the wave."""
    check_wave_move(wave.name, WaveState(wave.state), to)
    before = [state.value for state, moves in WAVE_MOVES.items() if to in moves]
    Wave.objects.filter(pk=wave.pk, state__in=before).update(state=to.value, **fields)


# --- members ---


@dataclass(frozen=True, slots=True)
class Joined:
    """How many customers are in the wave now who were not, and how many are not: Active, or in another wave."""

    added: int
    left_out: int


def add_members(*, wave: int, numbers: Collection[int], by: Actor, at: datetime) -> Joined:
    """Add these customers to a wave: but not those who are Active, or wait in another one."""
    require(by, Right.APPROVE_CUSTOMERS)
    merged = merged_among(set(numbers))
    listed, added = sorted({merged.get(number, number) for number in numbers}), 0
    for start in range(0, len(listed), AT_ONCE):
        some = listed[start : start + AT_ONCE]
        added += _joined(wave, visible().filter(number__in=some), by=by, at=at)
    return Joined(added, len(listed) - added)


def add_everybody(*, wave: int, wanted: Filter, tag: str = "", by: Actor, at: datetime) -> Joined:
    """Add all customers of a list, in pieces: a list may be a million long, and no till waits for it."""
    require(by, Right.APPROVE_CUSTOMERS)
    last = added = seen = 0
    while numbers := numbers_of(wanted, tag=tag, after=last, limit=AT_ONCE):
        last = numbers[-1]
        joined = add_members(wave=wave, numbers=numbers, by=by, at=at)
        added, seen = added + joined.added, seen + len(numbers)
    return Joined(added, seen - added)


def add_batch(*, wave: int, batch: uuid.UUID, low: int, high: int, by: Actor, at: datetime) -> int:
    """Add the customers that an import has made, of these numbers; return how many. Not while it is being written."""
    require(by, Right.APPROVE_CUSTOMERS)
    return _joined(wave, visible().filter(batch=batch, number__range=(low, high)), by=by, at=at)


@action
def _joined(wave: int, customers: QuerySet[Customer], *, by: Actor, at: datetime) -> int:
    """In three statements, however many they are. Nobody is taken from a wave that is still to let them in."""
    check_joinable(locked_wave(wave))
    eligible = customers.exclude(status=Status.ACTIVE.value).order_by()
    elsewhere = WaveMember.objects.filter(Q(customer__in=eligible.values("number")), wave__state__in=OVER)
    moved = elsewhere.update(wave=wave, joined_at=at, invited_at=None, why_not="")
    found = statement_of(eligible.values("number"))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vetting_wavemember (customer_id, wave_id, joined_at, why_not) "
            f"SELECT found.number, %s, %s, '' FROM ({found.sql}) AS found WHERE TRUE ON CONFLICT DO NOTHING",
            [wave, connection.ops.adapt_datetimefield_value(at), *found.values],
        )
        added = moved + int(cursor.rowcount)
    if added:
        changes = {"members": (0, added)}
        record("wave.members_added", Subject("wave", str(wave)), by=by, at=at, changes=changes)
    return added


@action
def remove_member(*, wave: int, number: int, by: Actor, at: datetime) -> None:
    """Take a customer out who has not been invited. One who has stays, and stays Active."""
    require(by, Right.APPROVE_CUSTOMERS)
    check_joinable(locked_wave(wave))
    gone, _ = WaveMember.objects.filter(wave=wave, customer=number, invited_at=None).delete()
    if gone:
        record("wave.member_removed", Subject("customer", str(number)), by=by, at=at)


def leave_waves(*, batch: uuid.UUID, low: int, high: int) -> None:
    """Take the customers of a list, of these numbers, out of the waves that have not invited them: it is taken back.

    The caller asked whether it may be, and is in a transaction.
    """
    waiting = Customer.objects.filter(batch=batch, number__range=(low, high), wave_member__invited_at=None)
    members = waiting.filter(wave_member__isnull=False).order_by("number")
    held = list(members.select_for_update(of=("self",)).values_list("number", flat=True))
    WaveMember.objects.filter(customer__in=held, invited_at=None).delete()


def check_joinable(wave: Wave) -> None:
    if WaveState(wave.state) not in JOINABLE:
        raise WaveIsOver(name=wave.name, now=wave.state)
