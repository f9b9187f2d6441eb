"""A person decides what becomes of a sale that was not booked as it was meant (lesson 9)."""

from datetime import datetime
from uuid import UUID

from onaccount.domain.accounts.actions import take_charge
from onaccount.domain.accounts.rules import Door
from onaccount.domain.business.queries import current_business
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.ledger.actions import Asked, booking_day, closed_through, ensure_house, locked_head, post
from onaccount.domain.ledger.rules import House, Reason, house_id
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.tills.models import SaleException
from onaccount.domain.tills.rules.leases import (
    ExceptionEnded,
    ExceptionState,
    NoSuchException,
    NothingToSettle,
    StillToSettle,
)
from onaccount.domain.tills.rules.sales import CustomerNeeded
from onaccount.domain.tills.rules.tills import sales_house
from onaccount.foundation.money import Money

AGAINST = {ExceptionState.PAID: House.CASH, ExceptionState.WRITTEN_OFF: House.ADJUSTMENTS}


@action
def charge_exception(*, exception: UUID, by: Actor, at: datetime, amount_minor: int | None = None) -> None:
    """Put it on the customer's account after all: the verdict is asked as at the office. Of what a lost till may have
    sold, the amount is what its receipts on paper come to.
    """
    found = _open(exception, by=by)
    if _is_booked(found):
        raise NothingToSettle
    if found.customer_id is None:
        raise CustomerNeeded(method="account")
    minor = found.amount_minor if found.sale_id is not None or amount_minor is None else amount_minor
    house = House.UNSETTLED.value if found.sale_id is not None else sales_house(found.till_id)
    take_charge(
        customer=found.customer_id,
        amount=Money(minor, found.currency),
        key=f"exception:{found.pk}",
        by=by,
        at=at,
        door=Door.OFFICE,
        house=house,
        source=f"sale:{found.sale_id}" if found.sale_id else f"till:{found.till_id}",
    )
    _end(found, ExceptionState.CHARGED, by=by, at=at, why="")


@action
def settle_exception(*, exception: UUID, to: ExceptionState, why: str, by: Actor, at: datetime) -> None:
    """It was paid another way, or is written off; or, where all is booked, somebody looked at it. Who says so, and why,
    is kept.
    """
    found = _open(exception, by=by)
    if _is_booked(found) is not (to is ExceptionState.EXPLAINED):
        raise NothingToSettle if _is_booked(found) else StillToSettle
    if found.sale_id is not None and to in AGAINST:
        _book(found, AGAINST[to], by=by, at=at)
    _end(found, to, by=by, at=at, why=why)


def _open(exception: UUID, *, by: Actor) -> SaleException:
    require(by, Right.KEEP_TILLS)
    found = SaleException.objects.select_for_update(no_key=True, of=("self",)).filter(pk=exception).first()
    if found is None:
        raise NoSuchException
    if found.state != ExceptionState.OPEN.value:
        raise ExceptionEnded(state=found.state.replace("_", " "))
    return found


def _is_booked(found: SaleException) -> bool:
    """Whether all of its money stands where it belongs, and somebody is only to look at it."""
    return found.sale_id is not None and found.payment is None


def _book(found: SaleException, against: House, *, by: Actor, at: datetime) -> None:
    """The sale stands in the books as unsettled: from there it goes to where the money came in, or to the losses."""
    of = current_business()
    ensure_house([against.value, House.UNSETTLED.value], currency=found.currency, at=at)
    unsettled = house_id(House.UNSETTLED.value, found.currency)
    post(
        head=locked_head(unsettled),
        lines={unsettled: -found.amount_minor, house_id(against.value, found.currency): found.amount_minor},
        reason=Reason.ADJUSTMENT,
        asked=Asked.of(f"exception:{found.pk}", "exception", amount=found.amount_minor),
        by=by,
        at=at,
        booked_on=booking_day(occurred_at=at, at=at, zone=of.time_zone, closed=closed_through()),
        source=f"sale:{found.sale_id}",
    )


def _end(found: SaleException, to: ExceptionState, *, by: Actor, at: datetime, why: str) -> None:
    found.state, found.ended_at, found.by_kind, found.by_key, found.why = to.value, at, by.kind, by.key, why[:500]
    found.save(update_fields=["state", "ended_at", "by_kind", "by_key", "why"])
    record("till.exception_settled", Subject("sale_exception", str(found.pk)), by=by, at=at,
           changes={"state": (ExceptionState.OPEN.value, to.value)})  # fmt: skip
