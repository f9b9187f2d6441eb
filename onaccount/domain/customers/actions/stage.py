"""The state machine of credit: nothing else writes a stage or its references (D-03)."""

from datetime import datetime

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import locked_customer
from onaccount.domain.customers.rules.stages import (
    STAGE_EVENTS,
    Given,
    check_given,
    check_not_void,
    check_stage_move,
    clean_given,
)
from onaccount.domain.customers.rules.status import Stage
from onaccount.domain.history.actions import record
from onaccount.domain.history.models import Event
from onaccount.domain.history.rules import Actor, Subject


def move_stage(*, number: int, to: Stage, given: Given, by: Actor, at: datetime) -> tuple[Customer, Event]:
    """Move a customer's stage along the table, under its lock: of two people at once the second is told it is done.

    A reference that is given is kept, even where the move needs none; one that is not leaves the earlier one as it is.
    The caller (vetting) has asked for the right.
    """
    customer = locked_customer(number)
    now = Stage(customer.stage)
    check_stage_move(number, now, to)
    given = clean_given(given)
    check_given(now, to, given)
    check_not_void(to, given.credit_reference or customer.credit_reference, customer.void_references)
    changes = _write(customer, to, given, at=at)
    about = Subject("customer", str(customer.number))
    return customer, record(STAGE_EVENTS[to], about, by=by, at=at, changes=changes, why=given.why)


def _write(customer: Customer, to: Stage, given: Given, *, at: datetime) -> dict[str, tuple[str, str]]:
    columns = {
        "stage": to.value,
        "credit_reference": given.credit_reference or customer.credit_reference,
        "billing_reference": given.billing_reference or customer.billing_reference,
    }
    changes = {name: (getattr(customer, name), new) for name, new in columns.items() if getattr(customer, name) != new}
    for name, new in columns.items():
        setattr(customer, name, new)
    customer.changed_at = at
    customer.save(update_fields=[*columns, "changed_at"])
    return changes
