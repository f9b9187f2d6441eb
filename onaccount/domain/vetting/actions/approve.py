"""The status control: let customers in, keep them out, take an activation back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from onaccount.domain.customers.actions import move_status, take_back_status
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import family_numbers, locked_customer, survivor_of
from onaccount.domain.customers.rules.status import AlreadyDone, Status
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.letters.actions import void_queued
from onaccount.domain.letters.queries import has_left
from onaccount.domain.letters.rules import LetterHasGone
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import names_of, require
from onaccount.domain.vetting.actions.welcome import LOGIN_DETAILS, queue_login_letters
from onaccount.domain.vetting.models import WaveMember
from onaccount.domain.vetting.queries import last_move
from onaccount.domain.vetting.queries.waves import WAITING
from onaccount.domain.vetting.rules.applications import (
    TAKEN_BACK,
    UNDO_WITHIN,
    AlreadyDoneBy,
    NothingToUndo,
    NotYours,
    TooLate,
)
from onaccount.foundation.refusals import Refused


@action
def set_status(
    *, number: int, to: Status, by: Actor, at: datetime, why: str = "", send_after: datetime | None = None
) -> Customer:
    """Move a customer's status and send what the move promises (D-02, D-04, D-05).

    Activation writes one letter to each login that has had none, after the time in which it can be taken back, or
    `send_after`, which is later. Any other move takes back letters that still wait, and takes the customer out of the
    wave that would let it in.
    """
    require(by, Right.APPROVE_CUSTOMERS)
    try:
        customer, event = move_status(number=number, to=to, by=by, at=at, why=why)
    except AlreadyDone as done:
        raise _with_name(done, number) from None
    if to is Status.ACTIVE:
        queue_login_letters(customer, reason=str(event.pk), by=by, at=at, send_after=send_after or at + UNDO_WITHIN)
    else:
        WaveMember.objects.filter(WAITING, customer=customer.number).delete()
        for each in family_numbers(customer.number):
            void_queued(about=Subject("customer", str(each)), kind=LOGIN_DETAILS)
    return customer


def _with_name(done: AlreadyDone, number: int) -> AlreadyDone:
    """The same refusal, saying who was first, where that was a person."""
    move = last_move(survivor_of(number))
    name = names_of([move.by_key]).get(move.by_key) if move else None
    return AlreadyDoneBy(name=name, **done.values) if name else done


@action
def undo_status(*, number: int, by: Actor, at: datetime) -> Customer:
    """Take the last move back, by the person who made it and within UNDO_WITHIN.

    An activation goes back to New while its letters wait; one that a worker has taken up is gone, and then nothing is
    taken back. Any other move is made the other way round, where the table has that way.
    """
    require(by, Right.APPROVE_CUSTOMERS)
    customer = locked_customer(number)
    number = customer.number
    move = last_move(number)
    if move is None or move.is_undo or move.to.value != customer.status:
        raise NothingToUndo(customer=number, now=customer.status.capitalize())
    if move.by_key != by.key:
        name = names_of([move.by_key]).get(move.by_key, move.by_kind)
        raise NotYours(name=name, now=move.to.value.capitalize())
    if not move.is_recent(at):
        raise TooLate(seconds=int(UNDO_WITHIN.total_seconds()))
    if not move.is_activation:
        return set_status(number=number, to=move.came_from, by=by, at=at, why=TAKEN_BACK)
    _take_letters_back(customer, since=move.at)
    take_back_status(customer, by=by, at=at, why=TAKEN_BACK)
    return customer


def _take_letters_back(customer: Customer, *, since: datetime) -> None:
    """Void the letters of an activation. One that a worker has taken up cannot be called back any more."""
    for each in family_numbers(customer.number):
        about = Subject("customer", str(each))
        void_queued(about=about, kind=LOGIN_DETAILS)
        if has_left(about=about, kind=LOGIN_DETAILS, since=since):
            raise LetterHasGone


@dataclass(frozen=True, slots=True)
class Bulk:
    """What became of each of many: done, or refused and why."""

    done: list[int]
    refused: list[tuple[int, Refused]]


def set_statuses(*, numbers: Iterable[int], to: Status, by: Actor, at: datetime) -> Bulk:
    """Move many customers, each in a transaction of its own: one that cannot does not hold up the others."""
    require(by, Right.APPROVE_CUSTOMERS)
    return _each(numbers, lambda number: set_status(number=number, to=to, by=by, at=at))


def undo_statuses(*, numbers: Iterable[int], by: Actor, at: datetime) -> Bulk:
    """Take the last move of each back; one that cannot be does not hold up the others."""
    require(by, Right.APPROVE_CUSTOMERS)
    return _each(numbers, lambda number: undo_status(number=number, by=by, at=at))


def _each(numbers: Iterable[int], move: Callable[[int], Customer]) -> Bulk:
    bulk = Bulk([], [])
    for number in numbers:
        try:
            move(number)
            bulk.done.append(number)
        except Refused as refusal:
            bulk.refused.append((number, refusal))
    return bulk
