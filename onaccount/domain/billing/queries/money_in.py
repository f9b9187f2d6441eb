"""What a customer has to its credit, and what is due."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from onaccount.domain.billing.models import Allocation, Funds, InvoiceDue
from onaccount.domain.billing.queries.quotes import MOST_LISTED
from onaccount.domain.billing.rules.money_in import FundsKind
from onaccount.domain.customers.queries import of_family


@dataclass(frozen=True, slots=True)
class FundsRow:
    """A payment, a credit note's amount or a credit; `pays` are invoices with how much of each."""

    posting: UUID
    customer: int
    name: str
    kind: FundsKind
    method: str
    currency: str
    amount_minor: int
    allocated_minor: int
    received_on: date
    note: str
    credit_note: str
    reversed_at: datetime | None
    at: datetime
    pays: tuple[tuple[str, int], ...] = ()

    @property
    def left_minor(self) -> int:
        return 0 if self.reversed_at else self.amount_minor - self.allocated_minor


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    invoice: UUID
    label: str
    due_on: date
    due_minor: int


def funds_of(number: int, *, limit: int = MOST_LISTED) -> list[FundsRow]:
    """Those of a customer and of who was merged into it, the newest first."""
    return _rows(of_family(Funds.objects.all(), number).order_by("-at", "-posting")[:limit])


def funds_rows(*, after: UUID | None = None, limit: int = MOST_LISTED) -> tuple[list[FundsRow], UUID | None]:
    """All of them, the newest first, and the id to go on from."""
    found = Funds.objects.order_by("-posting")
    if after is not None:
        found = found.filter(posting__lt=after)
    rows = _rows(found[: limit + 1])
    return rows[:limit], rows[limit - 1].posting if len(rows) > limit else None


def funds_row(posting: UUID) -> FundsRow | None:
    return next(iter(_rows(Funds.objects.filter(posting=posting))), None)


def open_invoices(number: int, currency: str) -> list[OpenInvoice]:
    """What is due of a family's invoices in a currency, the oldest first."""
    rows: Any = (
        open_dues(number, currency)
        .annotate(left=F("total_minor") - F("paid_minor") - F("credited_minor"))
        .values_list("invoice", "invoice__label", "due_on", "left")
    )
    return [OpenInvoice(*row) for row in rows]


def open_dues(number: int, currency: str) -> QuerySet[InvoiceDue]:
    """Their rows, in the order in which they are paid and in which everybody holds them."""
    found = of_family(InvoiceDue.objects.filter(currency=currency), number)
    return found.filter(total_minor__gt=F("paid_minor") + F("credited_minor")).order_by("due_on", "invoice")


def _rows(found: QuerySet[Funds]) -> list[FundsRow]:
    funds = list(found.select_related("customer", "credit_note"))
    pays: dict[UUID, list[tuple[str, int]]] = {}
    rows: Any = Allocation.objects.filter(funds__in=[each.pk for each in funds]).order_by("invoice__due_on", "pk")
    for key, label, minor in rows.values_list("funds", "invoice__label", "amount_minor"):
        pays.setdefault(key, []).append((label, minor))
    return [
        FundsRow(
            posting=each.posting,
            customer=each.customer_id,
            name=each.customer.name,
            kind=FundsKind(each.kind),
            method=each.method,
            currency=each.currency,
            amount_minor=each.amount_minor,
            allocated_minor=each.allocated_minor,
            received_on=each.received_on,
            note=each.note,
            credit_note=each.credit_note.label if each.credit_note else "",
            reversed_at=each.reversed_at,
            at=each.at,
            pays=tuple(pays.get(each.posting, ())),
        )
        for each in funds
    ]
