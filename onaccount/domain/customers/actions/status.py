"""The state machine of access: nothing else writes a status (D-02)."""

from datetime import datetime

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import locked_customer, open_logins
from onaccount.domain.customers.rules.status import (
    STATUS_EVENTS,
    UNDO,
    NoSuchMove,
    Stage,
    Status,
    check_activation,
    check_status_move,
)
from onaccount.domain.history.actions import record
from onaccount.domain.history.models import Event
from onaccount.domain.history.rules import Actor, Subject


def move_status(*, number: int, to: Status, by: Actor, at: datetime, why: str = "") -> tuple[Customer, Event]:
    """Move a customer along the table, under its lock: of two people at once the second is told it is done.

    The caller (vetting) has asked for the right, and sends what the move promises in the same transaction.
    """
    customer = locked_customer(number)
    now = Status(customer.status)
    check_status_move(customer.number, now, to)
    if to is Status.ACTIVE:
        check_activation(Stage(customer.stage), open_logins(customer.number).count())
    return customer, _write(customer, to, by=by, at=at, why=why)


def take_back_status(customer: Customer, *, by: Actor, at: datetime, why: str = "") -> Event:
    """Active back to New, as the undo of an activation; the caller holds the row and has stopped its letters."""
    if (Status(customer.status), Status.NEW) != UNDO:
        raise NoSuchMove(customer=customer.number, now=customer.status.capitalize(), to="New")
    return _write(customer, Status.NEW, by=by, at=at, why=why)


def _write(customer: Customer, to: Status, *, by: Actor, at: datetime, why: str = "") -> Event:
    old, customer.status, customer.changed_at = customer.status, to.value, at
    customer.save(update_fields=["status", "changed_at"])
    subject = Subject("customer", str(customer.number))
    return record(STATUS_EVENTS[to], subject, by=by, at=at, changes={"status": (old, to.value)}, why=why)
