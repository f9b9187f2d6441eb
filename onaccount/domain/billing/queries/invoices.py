"""Invoices and credit notes."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum

from onaccount.domain.billing.models import Allocation, Invoice, InvoiceDue, InvoiceLine, InvoiceTax
from onaccount.domain.billing.queries.quotes import MOST_LISTED, LineRow, line_of
from onaccount.domain.billing.rules.invoices import InvoiceKind, NoSuchInvoice, Paid, stands
from onaccount.domain.billing.rules.money_in import FundsKind
from onaccount.domain.billing.rules.tax import Tax
from onaccount.domain.customers.queries import of_family


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice in a list. `due_minor` is what is left to pay; of a credit note nothing is."""

    key: UUID
    label: str
    kind: InvoiceKind
    customer: int
    name: str  # of the customer
    currency: str
    total_minor: int
    paid_minor: int
    credited_minor: int
    issued_on: date
    due_on: date

    @property
    def due_minor(self) -> int:
        return 0 if self.kind is InvoiceKind.CREDIT_NOTE else self.total_minor - self.paid_minor - self.credited_minor

    def stands_on(self, today: date) -> Paid | None:
        if self.kind is InvoiceKind.CREDIT_NOTE:
            return None
        return stands(
            total=self.total_minor, paid=self.paid_minor, credited=self.credited_minor, due_on=self.due_on, today=today
        )


@dataclass(frozen=True, slots=True)
class TaxRow:
    tax: Tax
    taxable_minor: int
    amount_minor: int
    difference_minor: int


@dataclass(frozen=True, slots=True)
class Settling:
    """What paid a part of an invoice, or took one back."""

    funds: UUID
    kind: FundsKind
    amount_minor: int
    received_on: date
    credit_note: str


@dataclass(frozen=True, slots=True)
class InvoiceCard:
    """All of an invoice, as it was issued and as it stands."""

    row: InvoiceRow
    number: int
    net_minor: int
    tax_minor: int
    includes_tax: bool
    issued_at: datetime
    posting: UUID | None
    quote: int | None
    service: int | None
    period: tuple[date, date] | None  # of the service or the charges that it is of
    corrects: str
    credit_notes: tuple[str, ...]
    lines: tuple[LineRow, ...]
    taxes: tuple[TaxRow, ...]
    buyer: dict[str, str]
    seller: dict[str, str]
    words: str
    settled_by: tuple[Settling, ...]


def invoice_rows(*, after: UUID | None = None, limit: int = MOST_LISTED) -> tuple[list[InvoiceRow], UUID | None]:
    """All of them, the newest first, and the id to go on from."""
    found = Invoice.objects.order_by("-pk")
    if after is not None:
        found = found.filter(pk__lt=after)
    rows = _rows(found[: limit + 1])
    return rows[:limit], rows[limit - 1].key if len(rows) > limit else None


def invoices_of(number: int, *, limit: int = MOST_LISTED) -> list[InvoiceRow]:
    """Those of a customer and of who was merged into it, the newest first."""
    return _rows(of_family(Invoice.objects.all(), number).order_by("-issued_at", "-pk")[:limit])


def invoice_card(label: str) -> InvoiceCard:
    """One by its number as it is printed. Raises NoSuchInvoice."""
    found = (
        Invoice.objects.filter(label=label.replace("\x00", ""))  # PostgreSQL holds no NUL, and asks for none
        .select_related("customer", "due", "party", "quote", "service_period__service", "corrects")
        .first()
    )
    if found is None:
        raise NoSuchInvoice
    return _card(found)


def _card(found: Invoice) -> InvoiceCard:
    stretch = found.service_period
    period = (stretch.first, stretch.last) if stretch else None
    if found.period_first and found.period_last:
        period = (found.period_first, found.period_last)
    return InvoiceCard(
        row=_row(found),
        number=found.number,
        net_minor=found.net_minor,
        tax_minor=found.tax_minor,
        includes_tax=found.includes_tax,
        issued_at=found.issued_at,
        posting=found.posting,
        quote=found.quote.number if found.quote else None,
        service=stretch.service.number if stretch else None,
        period=period,
        corrects=found.corrects.label if found.corrects else "",
        credit_notes=tuple(found.credit_notes.order_by("issued_at").values_list("label", flat=True)),
        lines=tuple(line_of(row) for row in InvoiceLine.objects.filter(invoice=found).order_by("place")),
        taxes=tuple(_tax(row) for row in InvoiceTax.objects.filter(invoice=found).order_by("place")),
        buyer=found.party.buyer,
        seller=found.party.seller,
        words=found.party.words,
        settled_by=tuple(_settled(found)),
    )


def _settled(found: Invoice) -> list[Settling]:
    rows = Allocation.objects.filter(invoice=found).select_related("funds__credit_note").order_by("at", "pk")
    return [
        Settling(
            each.funds_id,
            FundsKind(each.funds.kind),
            each.amount_minor,
            each.funds.received_on,
            each.funds.credit_note.label if each.funds.credit_note else "",
        )
        for each in rows
    ]


def credited_lines(invoice: UUID) -> dict[int, int]:
    """How much of each line, as it is priced, credit notes took back already."""
    found: dict[int, int] = defaultdict(int)
    rows: Any = InvoiceLine.objects.filter(invoice__corrects=invoice).values_list("place").annotate(Sum("amount_minor"))
    found.update(dict(rows))
    return found


def numbers_given(series: str) -> list[int]:
    """The numbers of a series, in their order: they are 1, 2, 3 without a gap."""
    return list(Invoice.objects.filter(series=series).order_by("number").values_list("number", flat=True))


def locked_invoice(label: str) -> Invoice:
    """An invoice; its row never changes, so it is what is due of it that is held. Raises NoSuchInvoice."""
    found = Invoice.objects.filter(label=label.replace("\x00", "")).first()
    if found is None:
        raise NoSuchInvoice
    InvoiceDue.objects.select_for_update(no_key=True).filter(invoice=found).first()
    return found


def _tax(row: InvoiceTax) -> TaxRow:
    return TaxRow(
        Tax(row.tax_category, row.rate_ppm, row.tax_reason), row.taxable_minor, row.amount_minor, row.difference_minor
    )


def _rows(found: QuerySet[Invoice]) -> list[InvoiceRow]:
    return [_row(each) for each in found.select_related("customer", "due")]


def _row(found: Invoice) -> InvoiceRow:
    due = getattr(found, "due", None)  # a credit note has none
    return InvoiceRow(
        key=found.pk,
        label=found.label,
        kind=InvoiceKind(found.kind),
        customer=found.customer_id,
        name=found.customer.name,
        currency=found.currency,
        total_minor=found.total_minor,
        paid_minor=due.paid_minor if due else 0,
        credited_minor=due.credited_minor if due else 0,
        issued_on=found.issued_on,
        due_on=found.due_on,
    )
