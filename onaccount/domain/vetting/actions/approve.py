"""The status control: let customers in, keep them out, take an activation back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from onaccount.domain.customers.actions import move_status, take_back_status
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import locked_customer
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.letters.actions import void_queued
from onaccount.domain.letters.queries import letters_about
from onaccount.domain.letters.rules import LetterHasGone, LetterState
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import names_of, require
from onaccount.domain.vetting.actions.welcome import LOGIN_DETAILS, queue_login_letters
from onaccount.domain.vetting.queries import LastMove, last_move
from onaccount.domain.vetting.rules import UNDO_WITHIN, NothingToUndo, NotYours
from onaccount.foundation.refusals import Refused


@action
def set_status(
    *, number: int, to: Status, by: Actor, at: datetime, why: str = "", with_letter: bool = False
) -> Customer:
    """Move a customer's status and send what the move promises (D-02, D-04, D-05).

    Activation writes one letter to each login that has had none, after the time in which it can be taken back;
    `with_letter` writes to every login. Any other move takes back letters that still wait.
    """
    require(by, Right.APPROVE_CUSTOMERS)
    customer, event = move_status(number=number, to=to, by=by, at=at, why=why)
    if to is Status.ACTIVE:
        queue_login_letters(
            customer, reason=str(event.pk), by=by, at=at, send_after=at + UNDO_WITHIN, also_had_one=with_letter
        )
    else:
        void_queued(about=Subject("customer", str(number)), kind=LOGIN_DETAILS)
    return customer


@action
def undo_status(*, number: int, by: Actor, at: datetime) -> Customer:
    """Take the last move back, by the person who made it and within UNDO_WITHIN.

    An activation goes back to New while its letters wait; one that a worker has taken up is gone, and then nothing is
    taken back. Any other move is made the other way round, where the table has that way.
    """
    require(by, Right.APPROVE_CUSTOMERS)
    customer = locked_customer(number)
    move = last_move(number)
    if move is None or move.to.value != customer.status:
        raise NothingToUndo(customer=number, now=customer.status.capitalize())
    if move.by_key != by.key:
        raise NotYours(name=names_of([move.by_key]).get(move.by_key, move.by_kind))
    if not move.is_activation:
        return set_status(number=number, to=move.came_from, by=by, at=at)
    _take_letters_back(customer, move, at=at)
    take_back_status(customer, by=by, at=at)
    return customer


def _take_letters_back(customer: Customer, move: LastMove, *, at: datetime) -> None:
    about = Subject("customer", str(customer.number))
    void_queued(about=about, kind=LOGIN_DETAILS)
    of_this_move = [letter for letter in letters_about(about.kind, about.key) if letter.queued_at >= move.at]
    if at > move.at + UNDO_WITHIN or any(letter.state is not LetterState.VOIDED for letter in of_this_move):
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
