"""A sale is taken from a till: booked as it was meant, once, or refused. Of what was sold without network no charge is
refused, for the goods are gone: one that does not fit is an exception for a person.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from onaccount.domain.accounts.actions import Settled, settle_lease, take_charge
from onaccount.domain.accounts.rules import Door
from onaccount.domain.business.queries import current_business
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.actions import allow
from onaccount.domain.people.permissions import FrontRight
from onaccount.domain.people.queries import require_front
from onaccount.domain.tills.actions.sales.asked import NO_CODE, Approvals, SaleAsked
from onaccount.domain.tills.actions.sales.book import Booked, finish, known_sale, methods_of, write_sale
from onaccount.domain.tills.actions.sales.sold import look_at_sold
from onaccount.domain.tills.actions.shifts import require_shift
from onaccount.domain.tills.models import Lease, Till
from onaccount.domain.tills.queries.tills import locked_till, till_actor
from onaccount.domain.tills.queries.wares import wares_of
from onaccount.domain.tills.rules.leases import LeaseState, NoSuchLease
from onaccount.domain.tills.rules.methods import MethodType
from onaccount.domain.tills.rules.offline import Misfit
from onaccount.domain.tills.rules.prices import check_current, is_changed, priced_lines
from onaccount.domain.tills.rules.sales import check_sale, taxes_of
from onaccount.domain.tills.rules.tills import sales_house
from onaccount.foundation.money import Money
from onaccount.foundation.refusals import Refused


@action
def take_sale(*, till: int, asked: SaleAsked, by: Actor, at: datetime, approvals: Approvals = NO_CODE) -> UUID:
    """Book a sale. Sending it twice books it once. Online, whatever its customer or clerk may not is refused, and
    nothing is kept of it; without network it was sold already, and what may not be is an exception.
    """
    found = locked_till(till)
    if known := known_sale(found, asked):
        return known
    noticed: tuple[Misfit, ...] = ()
    if asked.is_sold:
        looked = look_at_sold(found, asked, at=at)
        asked, shift, noticed = looked.asked, looked.shift, looked.noticed
    else:
        shift = require_shift(till=till, shift=asked.shift, by=by)
    currency, included = (of := current_business()).currency, of.prices_include_tax
    asked = _priced(found, asked, approvals, currency=currency, by=by, at=at)
    total = check_sale(asked.lines, asked.payments, includes_tax=included, currency=currency)
    methods = methods_of(found, asked)
    tax = sum(tax for _net, tax in taxes_of(asked.lines, includes_tax=included).values())
    sale = write_sale(found, shift, asked, total=total, tax=tax, currency=currency, at=at)
    booked = [
        _charge(found, asked, position, currency, approvals, by=by, at=at)
        if payment.type is MethodType.ACCOUNT
        else None
        for position, payment in enumerate(asked.payments)
    ]
    finish(found, sale, asked, methods, booked, by=by, at=at, noticed=noticed)
    return sale.pk


def _priced(till: Till, asked: SaleAsked, approvals: Approvals, *, currency: str, by: Actor, at: datetime) -> SaleAsked:
    """With the server's prices. A till that shows others is told them; what somebody changed needs the right."""
    wares = wares_of(asked.lines, asked.customer)
    if not asked.is_sold:
        check_current(asked.lines, wares, currency=currency)
        if any(is_changed(line, wares) for line in asked.lines):
            need, key = require_front(by, FrontRight.PRICE_OVERRIDE), approvals.to_override
            about = asked.deed(till.pk)
            allow(need, by, FrontRight.PRICE_OVERRIDE, about=about, at=at, approval=key)
    return replace(asked, lines=priced_lines(asked.lines, wares))


def _charge(
    till: Till, asked: SaleAsked, position: int, currency: str, approvals: Approvals, *, by: Actor, at: datetime
) -> Booked:
    amount = Money(asked.payments[position].amount_minor, currency)
    assert asked.customer is not None, "methods_of looked"
    if asked.is_sold:
        return _settle(till, asked, position, amount, by=by, at=at)
    posted = take_charge(
        customer=asked.customer,
        amount=amount,
        key=f"sale:{asked.id}:{position}",
        by=by,
        at=at,
        door=Door.TILL,
        approval=approvals.to_charge,
        to_exceed=approvals.to_exceed,
        house=sales_house(till.pk),
        source=f"sale:{asked.id}",
        occurred_at=asked.made_at,
        about=asked.deed(till.pk),
    )
    return Booked(posted)


def _settle(till: Till, asked: SaleAsked, position: int, amount: Money, *, by: Actor, at: datetime) -> Booked:
    """What was sold on a lease takes from it; whatever does not fit is told, and not refused."""
    named = asked.leases.get(position)
    lease = Lease.objects.filter(pk=named or asked.id, till=till.pk, state=LeaseState.OPEN.value).first()
    if lease is None or lease.hold is None or lease.rest_minor < amount.minor or lease.customer_id != asked.customer:
        return Booked(lease=named, refusal=NoSuchLease())
    try:
        settled: Settled = settle_lease(
            customer=lease.customer_id,
            hold=lease.hold,
            amount=amount,
            key=f"sale:{asked.id}:{position}",
            next_key=f"lease:{lease.pk}:{lease.settled + 1}",
            till=till_actor(till.pk, till.name),
            by=by,
            at=at,
            house=sales_house(till.pk),
            source=f"sale:{asked.id}",
            occurred_at=asked.made_at,
        )
    except Refused as refusal:
        if refusal.status == 503:  # for a moment: the till sends it again
            raise
        return Booked(lease=lease.pk, refusal=refusal)
    lease.rest_minor, lease.settled, lease.hold = lease.rest_minor - amount.minor, lease.settled + 1, settled.hold
    lease.save(update_fields=["rest_minor", "settled", "hold"])
    return Booked(settled.posted, lease=lease.pk)
