"""What tills were lent, and of whom they keep a copy."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, Sum

from onaccount.domain.customers.queries import COUNT_UP_TO, Statement, counted, statement_of
from onaccount.domain.customers.queries.family import numbers_in_family
from onaccount.domain.tills.models import KnownCustomer, Lease, SaleException, SalePayment
from onaccount.domain.tills.rules.leases import ExceptionState, LeaseState, NoSuchException
from onaccount.foundation.money import Money

LOOK_EVERY = timedelta(minutes=10)
LOOKS = 50  # customers of one contact: each is a statement or two


@dataclass(frozen=True, slots=True)
class LentCard:
    """What a till may still spend of a customer's headroom, in minor units, and until when by its own clock."""

    till: int
    name: str
    rest_minor: int
    currency: str
    spend_until: datetime
    contacted_at: datetime | None
    is_recalled: bool
    customer: int | None = None  # where it is asked of a till
    customer_name: str = ""


@dataclass(frozen=True, slots=True)
class ExceptionCard:
    id: UUID
    till: int
    till_name: str
    customer: int | None
    customer_name: str | None
    sale: UUID | None
    code: str
    values: dict[str, Any]
    currency: str
    amount_minor: int
    state: ExceptionState
    opened_at: datetime
    ended_at: datetime | None
    by_kind: str
    by_key: str
    why: str
    is_booked: bool = False  # all of its money stands where it belongs: somebody is to look at it


def lent_of(customer: int) -> list[LentCard]:
    """By till, of the customer's whole family: what the office shows beside the account."""
    rows: Any = (
        Lease.objects.filter(state=LeaseState.OPEN.value, customer__in=numbers_in_family(customer), rest_minor__gt=0)
        .values("till", "till__name", "till__contacted_at", "currency")
        .annotate(rest=Sum("rest_minor"), until=Max("spend_until"))
        .annotate(recalled=Count("pk", filter=Q(recalled_at__isnull=False)))
        .order_by("till__name")
    )
    return [
        LentCard(
            row["till"], row["till__name"], row["rest"], row["currency"], row["until"], row["till__contacted_at"],
            is_recalled=bool(row["recalled"]),
        )
        for row in rows
    ]  # fmt: skip


def lent_at(till: int) -> list[LentCard]:
    """By customer, of what one till holds: what is asked before it is called back, or said to be lost."""
    rows: Any = (
        Lease.objects.filter(state=LeaseState.OPEN.value, till=till, rest_minor__gt=0)
        .values("till", "till__name", "till__contacted_at", "currency", "customer", "customer__name")
        .annotate(rest=Sum("rest_minor"), until=Max("spend_until"))
        .annotate(recalled=Count("pk", filter=Q(recalled_at__isnull=False)))
        .order_by("-rest", "customer")
    )
    return [
        LentCard(
            row["till"], row["till__name"], row["rest"], row["currency"], row["until"], row["till__contacted_at"],
            is_recalled=bool(row["recalled"]), customer=row["customer"], customer_name=row["customer__name"],
        )
        for row in rows
    ]  # fmt: skip


def lent_by_till() -> dict[int, tuple[Money, ...]]:
    """What each till may still spend of all customers' headroom together, by currency."""
    rows: Any = Lease.objects.filter(state=LeaseState.OPEN.value, rest_minor__gt=0).values("till", "currency")
    sums: dict[int, tuple[Money, ...]] = {}
    for row in rows.annotate(rest=Sum("rest_minor")).order_by("till", "currency"):
        sums[row["till"]] = (*sums.get(row["till"], ()), Money(row["rest"], row["currency"]))
    return sums


def open_leases(till: int) -> list[Lease]:
    """All that the server holds for a till, the oldest first."""
    return list(Lease.objects.filter(till=till, state=LeaseState.OPEN.value).order_by("pk"))


def sold_on(lease: UUID) -> int:
    """What came of a lease, in minor units: charged to it, or to the account before, or an exception."""
    return SalePayment.objects.filter(lease=lease).aggregate(sum=Sum("amount_minor"))["sum"] or 0


def is_recalled(till: int) -> bool:
    return Lease.objects.filter(till=till, state=LeaseState.OPEN.value, recalled_at__isnull=False).exists()


def to_look_at(till: int, *, known_since: datetime, at: datetime) -> list[int]:
    """The customers of a till's copy for whom a lease may be due, those first who were not looked at for longest."""
    due = Q(looked_at=None) | Q(looked_at__lte=at - LOOK_EVERY)
    rows = KnownCustomer.objects.filter(due, till=till, seen_at__gte=known_since).order_by("looked_at", "customer")
    return list(rows.values_list("customer_id", flat=True)[:LOOKS])


def tills_that_know(customer: int, *, known_since: datetime) -> int:
    return KnownCustomer.objects.filter(customer=customer, seen_at__gte=known_since).count()


def exceptions(*, is_open: bool, limit: int = 200) -> list[ExceptionCard]:
    """What a person has to decide, or decided, the newest first."""
    rows = SaleException.objects.select_related("till", "customer").order_by("-opened_at", "-id")
    rows = rows.filter(state=ExceptionState.OPEN.value) if is_open else rows.exclude(state=ExceptionState.OPEN.value)
    return [_card(row) for row in rows[:limit]]


def exception_of(key: UUID) -> ExceptionCard:
    """Raises NoSuchException."""
    row = SaleException.objects.select_related("till", "customer").filter(pk=key).first()
    if row is None:
        raise NoSuchException
    return _card(row)


def open_exceptions() -> int:
    return SaleException.objects.filter(state=ExceptionState.OPEN.value).count()


@cache
def waiting_exceptions() -> Statement:
    """How many wait, exact to 999. To be asked at once with others."""
    waiting = SaleException.objects.filter(state=ExceptionState.OPEN.value)
    return counted(statement_of(waiting.order_by().values("pk")[: COUNT_UP_TO + 1]))


def _card(row: SaleException) -> ExceptionCard:
    return ExceptionCard(
        id=row.pk,
        till=row.till_id,
        till_name=row.till.name,
        customer=row.customer_id,
        customer_name=row.customer.name if row.customer else None,
        sale=row.sale_id,
        code=row.code,
        values=row.values,
        currency=row.currency,
        amount_minor=row.amount_minor,
        state=ExceptionState(row.state),
        opened_at=row.opened_at,
        ended_at=row.ended_at,
        by_kind=row.by_kind,
        by_key=row.by_key,
        why=row.why,
        is_booked=row.sale_id is not None and row.payment is None,
    )
