"""Leases: headroom of a customer that a till may spend without network (B-06, I22). Pure.

A lease ends for the till by time, and for the server only by the till's own report or by a person who says that the
till is lost: what the server holds for it is always at least what the till may still spend.
"""

from datetime import timedelta
from enum import Enum
from typing import ClassVar

from onaccount.domain.accounts.rules import Exposure, Standing
from onaccount.foundation.refusals import Refused

PERCENT = 20  # of a customer's headroom that all tills together hold at most
DAYS = 30  # how long ago a customer may have bought at a till, to be known to it without network
HOURS = 8  # a day at the counter
UNLIMITED_MINOR = 100_00  # for whom there is no headroom to take a part of
MOST_CUSTOMERS = 2_000  # of a till's copy


class LeaseState(Enum):
    OPEN = "open"
    RETURNED = "returned"  # the till said that it spends no more of it
    LOST = "lost"  # with its till


LEASE_MOVES: dict[LeaseState, set[LeaseState]] = {
    LeaseState.OPEN: {LeaseState.RETURNED, LeaseState.LOST},
    LeaseState.RETURNED: set(),
    LeaseState.LOST: set(),
}


class ExceptionState(Enum):
    """What was sold and could not be booked as it was meant waits for a person."""

    OPEN = "open"
    CHARGED = "charged"  # to the customer's account after all
    PAID = "paid"  # another way
    WRITTEN_OFF = "written_off"
    EXPLAINED = "explained"  # nothing is left to settle: somebody looked at it, or what was missed came after all


EXCEPTION_MOVES: dict[ExceptionState, set[ExceptionState]] = {
    ExceptionState.OPEN: {
        ExceptionState.CHARGED,
        ExceptionState.PAID,
        ExceptionState.WRITTEN_OFF,
        ExceptionState.EXPLAINED,
    },
    ExceptionState.CHARGED: set(),
    ExceptionState.PAID: set(),
    ExceptionState.WRITTEN_OFF: set(),
    ExceptionState.EXPLAINED: set(),
}


class NoSuchLease(Refused):
    code = "no_such_lease"
    sentence = "This till holds no such lease."
    cure = "It is an exception for a person now."
    status: ClassVar[int] = 404


class ReportNotGood(Refused):
    code = "report_not_good"
    sentence = "This report is not signed by the device that was paired."
    cure = "Pair the till anew."
    status: ClassVar[int] = 403


class ReportOld(Refused):
    code = "report_old"
    sentence = "A later report of this till came already."
    cure = "Send the next one."
    status: ClassVar[int] = 409


class NothingLeft(Refused):
    """What a till is told of a customer before anything is charged: the smallest amount would be too much."""

    code = "nothing_left"
    sentence = "Nothing is left on the account of No. {customer}."
    cure = "Take a deposit or another payment, or ask the office for a higher limit."
    status: ClassVar[int] = 409


class NoSuchException(Refused):
    code = "no_such_exception"
    sentence = "There is no such exception."
    cure = "Look at the list of exceptions."
    status: ClassVar[int] = 404


class ExceptionEnded(Refused):
    code = "exception_ended"
    sentence = "This exception is {state} already."
    cure = "Nothing more is to be done."
    status: ClassVar[int] = 409


class NothingToSettle(Refused):
    code = "nothing_to_settle"
    sentence = "All money of this sale is booked."
    cure = "Look at the receipt, and say that it is explained."
    status: ClassVar[int] = 409


class StillToSettle(Refused):
    code = "still_to_settle"
    sentence = "It was not settled yet where this money is."
    cure = "Charge it to the account, say that it was paid another way, or write it off."
    status: ClassVar[int] = 409


def lease_for(
    standing: Standing, *, held_here: int, tills: int, percent: int = PERCENT, unlimited_minor: int = UNLIMITED_MINOR
) -> int:
    """How much more a till is to be lent, in minor units, so that it holds its part.

    All tills together hold at most `percent` of the headroom, which is what is left with all that they hold; each of
    the `tills` that know the customer has the same part of it. A till that has half of its part still is lent nothing.
    """
    if standing.available is None:
        part = left = unlimited_minor
    else:
        taken_off = standing.leases if Exposure.LEASES in standing.counts else 0
        pot = max(0, standing.available + taken_off) * percent // 100
        part = pot // max(1, tills)
        left = min(max(0, standing.available), max(0, pot - standing.leases))
    wanted = part - held_here if 2 * held_here < part else 0
    return max(0, min(wanted, left))


def spend_for(hours: int = HOURS) -> timedelta:
    """How long after its contact with us a till may spend a lease."""
    return timedelta(hours=hours)
