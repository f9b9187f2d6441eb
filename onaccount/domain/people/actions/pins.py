"""PINs of members of staff, by which they open their shift at a till."""

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password

from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.actions.tries import end_tries, take_try
from onaccount.domain.people.models import CounterPin, Principal
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import actor_of, require
from onaccount.domain.people.rules import LOCKED_FOR, TRIES, Kind, PinLocked, PinWrong, check_pin
from onaccount.domain.people.rules.pins import NoCounterPin, NotOfTheCounter


@action
def set_counter_pin(*, number: int, pin: str, by: Actor, at: datetime) -> None:
    """Choose the PIN of a member of the counter's groups: one's own, or as who manages staff. A lock is lifted."""
    if by.kind != Kind.STAFF.value or by.key != str(number):
        require(by, Right.MANAGE_STAFF)
    _of_the_counter(number)
    check_pin(pin)
    CounterPin.objects.update_or_create(
        pk=number, defaults={"hash": make_password(pin), "tries": 0, "locked_until": None, "set_at": at}
    )
    record("staff.pin_set", Subject("principal", str(number)), by=by, at=at)


def show_pin(*, number: int, pin: str, at: datetime) -> Actor:
    """Who this is, by the PIN. The try is counted, and committed, before the PIN is compared: call it outside of any
    transaction. Raises NotOfTheCounter, NoCounterPin, PinWrong, PinLocked.
    """
    counted = _count_try(number=number, at=at)
    name = counted.principal.name
    if not check_password(pin, counted.hash):
        raise PinWrong(name=name, left=max(0, TRIES - counted.tries))
    if not end_tries(CounterPin.objects.filter(pk=number), hash=counted.hash):
        raise PinWrong(name=name, left=TRIES)
    return actor_of(counted.principal)


@action
def _count_try(*, number: int, at: datetime) -> CounterPin:
    staff = _of_the_counter(number)
    row = CounterPin.objects.filter(pk=number)
    taken = take_try(row, at=at)
    found = row.select_related("principal").first()
    if found is None:
        raise NoCounterPin(name=staff.name)
    if not taken:
        raise PinLocked(name=staff.name, minutes=int(LOCKED_FOR.total_seconds() // 60))
    return found


def _of_the_counter(number: int) -> Principal:
    staff = Principal.objects.filter(pk=number, kind=Kind.STAFF.value, is_active=True).first()
    if staff is None or staff.group is None or not staff.group.is_front:
        raise NotOfTheCounter(name=staff.name if staff else "Nobody")
    return staff
