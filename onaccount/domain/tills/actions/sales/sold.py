"""What was sold without network, or stands on a receipt on paper, is held against what was allowed by then."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from onaccount.domain.customers.models import Customer
from onaccount.domain.tills.actions.sales.asked import SaleAsked
from onaccount.domain.tills.actions.sales.book import ways_of
from onaccount.domain.tills.models import Acknowledgement, Lease, Shift, Till
from onaccount.domain.tills.queries.tills import shift_sold_in
from onaccount.domain.tills.queries.wares import is_changed_offline
from onaccount.domain.tills.rules.days import NoShift
from onaccount.domain.tills.rules.methods import NEEDS_CUSTOMER, MethodType
from onaccount.domain.tills.rules.offline import Circumstances, Misfit, misfits

NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Looked:
    """A sale as it is booked, in whose shift, and what somebody has to look at."""

    asked: SaleAsked
    shift: Shift
    noticed: tuple[Misfit, ...]


def look_at_sold(till: Till, asked: SaleAsked, *, at: datetime) -> Looked:
    """Raises NoShift where nobody ever sold at the till."""
    made_at = asked.made_at - timedelta(seconds=till.ahead_seconds)
    shift = shift_sold_in(till.pk, asked.shift, made_at)
    if shift is None:
        raise NoShift
    found: list[Misfit] = [] if asked.is_keyed else misfits(_circumstances(till, asked, shift, made_at=made_at, at=at))
    if shift.pk != asked.shift and not asked.is_keyed:
        found.append(Misfit.SHIFT)
    if not asked.is_keyed and not _is_in_menu(till, asked):
        found.append(Misfit.METHOD)
    if asked.customer is not None and not Customer.objects.filter(number=asked.customer).exists():
        found.append(Misfit.CUSTOMER)
        if not any(payment.type in NEEDS_CUSTOMER for payment in asked.payments):
            asked = replace(asked, customer=None)
    return Looked(asked, shift, tuple(found))


def _circumstances(till: Till, asked: SaleAsked, shift: Shift, *, made_at: datetime, at: datetime) -> Circumstances:
    leases = Lease.objects.filter(pk__in=asked.leases.values(), till=till.pk)
    return Circumstances(
        made_at=made_at,
        received_at=at,
        began_at=shift.opened_at,
        ended_at=shift.ended_at,
        rights=shift.rights,
        charges=any(payment.type is MethodType.ACCOUNT for payment in asked.payments),
        is_price_changed=is_changed_offline(asked.lines, asked.customer, made_at),
        replaced_at=_replaced_at(till, asked.version),
        lease_until=leases.order_by("spend_until").values_list("spend_until", flat=True).first(),
    )


def _replaced_at(till: Till, version: int) -> datetime | None:
    """When a till went on from a version; at once where it never used it."""
    used = Acknowledgement.objects.filter(till=till.pk)
    if not used.filter(version=version).exists():
        return NEVER
    return used.filter(version__gt=version).order_by("version").values_list("at", flat=True).first()


def _is_in_menu(till: Till, asked: SaleAsked) -> bool:
    allowed = ways_of(till, asked.version) or ways_of(till, till.acknowledged_id)
    return all(allowed.get(payment.method) == payment.type.value for payment in asked.payments)
