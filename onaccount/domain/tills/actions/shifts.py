"""Somebody begins to sell at a till, and stops."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.actions.pins import show_pin
from onaccount.domain.people.queries.counter import front_needs
from onaccount.domain.tills.models import Shift
from onaccount.domain.tills.queries.tills import locked_till
from onaccount.domain.tills.rules.days import NoShift
from onaccount.domain.tills.rules.tills import TillNotPaired, TillState

MOST_KEPT = 50  # changes of rights in one shift


def open_shift(*, till: int, clerk: int, pin: str, at: datetime) -> Shift:
    """Let somebody sell at a till by their PIN; whoever sold there before stops. Call it outside of any transaction:
    the try of the PIN is counted and committed before the PIN is compared.
    """
    return _open(till=till, by=show_pin(number=clerk, pin=pin, at=at), at=at)


@action
def _open(*, till: int, by: Actor, at: datetime) -> Shift:
    found = locked_till(till)
    if found.state != TillState.PAIRED.value:
        raise TillNotPaired
    Shift.objects.filter(till=till, ended_at=None).update(ended_at=at)
    shift = Shift.objects.create(till=found, clerk_id=int(by.key), opened_at=at, rights=rights_now(by, (), at=at))
    record("till.shift_opened", Subject("till", str(till)), by=by, at=at)
    return shift


def rights_now(by: Actor, kept: Sequence[Any], *, at: datetime) -> list[Any]:
    """What a till is told of its clerk's rights, kept beside what it was told before: a late sale is judged by it."""
    rights = {right.name.lower(): need.value for right, need in front_needs(by).items()}
    if kept and kept[-1]["rights"] == rights:
        return list(kept)
    return [*kept, {"at": at.isoformat(), "rights": rights}][-MOST_KEPT:]


@action
def end_shift(*, till: int, shift: UUID | None = None, by: Actor, at: datetime) -> None:
    """End the shift that somebody has at a till; if `shift` is told and is not that one, nothing."""
    locked_till(till)
    running = Shift.objects.filter(till=till, ended_at=None, clerk=int(by.key))
    if (running.filter(pk=shift) if shift else running).update(ended_at=at):
        record("till.shift_ended", Subject("till", str(till)), by=by, at=at)


def require_shift(*, till: int, shift: UUID, by: Actor) -> Shift:
    """The shift that something is done in. One that has ended since counts: what was sold offline in it comes later.
    Raises NoShift.
    """
    found = Shift.objects.select_related("clerk").filter(pk=shift, till=till, clerk=int(by.key)).first()
    if found is None:
        raise NoShift
    return found
