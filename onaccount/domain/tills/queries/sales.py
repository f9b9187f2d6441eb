"""Sales as their receipts say them, and the sums of a till's day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from onaccount.domain.history.rules import Actor
from onaccount.domain.ledger.queries import posting_of, receipt_of
from onaccount.domain.ledger.rules.receipts import NotAReceipt, read_receipt, receipt_code
from onaccount.domain.people.queries import actor_of
from onaccount.domain.tills.models import Sale, SaleException, SaleLine, SalePayment, TillDay
from onaccount.domain.tills.rules.days import DayReport, Taken, receipt_label, receipt_parts
from onaccount.domain.tills.rules.methods import MethodType
from onaccount.domain.tills.rules.returns import taxes_back
from onaccount.domain.tills.rules.sales import LineAsked, NoSuchSale, SaleKind, taxes_of


@dataclass(frozen=True, slots=True)
class LineCard:
    position: int
    name: str
    sku: str
    quantity_milli: int  # thousandths
    unit_minor: int
    tax_ppm: int  # millionths
    total_minor: int
    returned: int = 0  # thousandths, by all returns of it


@dataclass(frozen=True, slots=True)
class PaymentCard:
    position: int
    method: str
    type: MethodType
    amount_minor: int
    given_minor: int | None
    posting: UUID | None


@dataclass(frozen=True, slots=True)
class SaleCard:
    """A receipt. `code` is what it is verified by; `account` how the customer's account stood, where one was used."""

    id: UUID
    label: str
    kind: SaleKind
    till: int
    till_name: str
    clerk: str
    made_at: datetime
    received_at: datetime
    is_offline: bool
    customer: int | None
    customer_name: str | None
    currency: str
    total_minor: int
    tax_minor: int
    of: UUID | None
    account: dict[str, Any] | None
    code: str
    lines: tuple[LineCard, ...]
    payments: tuple[PaymentCard, ...]
    has_exception: bool


def sale_card(key: UUID, *, till: int | None = None) -> SaleCard:
    """One sale, of this till if one is named. Raises NoSuchSale."""
    rows = Sale.objects.select_related("till", "clerk", "customer").filter(pk=key)
    row = (rows if till is None else rows.filter(till=till)).first()
    if row is None:
        raise NoSuchSale
    returned = returned_of(row.pk)
    payments = [
        PaymentCard(p.position, p.method.name, MethodType(p.type), p.amount_minor, p.given_minor, p.posting)
        for p in SalePayment.objects.select_related("method").filter(sale=row.pk).order_by("position")
    ]
    proof = next((payment.posting for payment in payments if payment.posting), None) or row.posting
    posting = posting_of(proof) if proof else None
    return SaleCard(
        id=row.pk,
        label=receipt_label(row.till_id, row.pairing, row.seq),
        kind=SaleKind(row.kind),
        till=row.till_id,
        till_name=row.till.name,
        clerk=row.clerk.name,
        made_at=row.made_at,
        received_at=row.received_at,
        is_offline=row.is_offline,
        customer=row.customer_id,
        customer_name=row.customer.name if row.customer else None,
        currency=row.currency,
        total_minor=row.total_minor,
        tax_minor=row.tax_minor,
        of=row.of,
        account=row.account,
        code=receipt_code(posting.id, posting.hash) if posting else "",
        lines=tuple(
            LineCard(
                line.position, line.name, line.sku, line.quantity_milli, line.unit_minor, line.tax_ppm,
                line.total_minor, returned.get(line.position, 0),
            )
            for line in SaleLine.objects.filter(sale=row.pk).order_by("position")
        ),
        payments=tuple(payments),
        has_exception=SaleException.objects.filter(sale=row.pk).exists(),
    )  # fmt: skip


def taxes_on(card: SaleCard, *, includes_tax: bool) -> dict[int, tuple[int, int]]:
    """Net and tax of each rate, as a receipt says them: they come to its tax, also where a part came back."""
    lines = {line.position: _sold(line) for line in card.lines}
    if card.kind is not SaleKind.RETURN:
        return taxes_of(list(lines.values()), includes_tax=includes_tax)
    sold = {line.position: _sold(line) for line in SaleLine.objects.filter(sale=card.of)}
    earlier = Q(sale__received_at=card.received_at, sale__lt=card.id) | Q(sale__received_at__lt=card.received_at)
    before = _returned(SaleLine.objects.filter(earlier, sale__of=card.of))
    with_it = _returned(SaleLine.objects.filter(sale=card.id))
    after = {key: before.get(key, 0) + with_it.get(key, 0) for key in sold}
    return taxes_back(sold, before, after, includes_tax=includes_tax)


def _sold(line: LineCard | SaleLine) -> LineAsked:
    return LineAsked(line.name, line.unit_minor, line.quantity_milli, tax_ppm=line.tax_ppm)


def seller_of(till: int, key: UUID) -> Actor | None:
    """Who sold what a till sent before under this id; None where it did not."""
    found = Sale.objects.select_related("clerk").filter(pk=key, till=till).first()
    return actor_of(found.clerk) if found else None


def sale_of_receipt(till: int, text: str) -> UUID | None:
    """The sale of this till that a receipt is of, by the number on it or by the code that verifies it; None where there
    is none.
    """
    if parts := receipt_parts(text):
        number, pairing, seq = parts
        rows = Sale.objects.filter(till=till, pairing=pairing, seq=seq) if number == till else Sale.objects.none()
        return rows.values_list("pk", flat=True).first()
    try:
        posting, _ = read_receipt(text)
        receipt_of(text)
    except NotAReceipt:
        return None
    here = Sale.objects.filter(till=till)
    return here.filter(Q(posting=posting) | Q(payments__posting=posting)).values_list("pk", flat=True).first()


def returned_of(sale: UUID) -> dict[int, int]:
    """How many thousandths of each line, by its position, were taken back so far."""
    return _returned(SaleLine.objects.filter(sale__of=sale))


def _returned(lines: QuerySet[SaleLine]) -> dict[int, int]:
    rows: Any = lines.filter(line_of__isnull=False).values("line_of").annotate(sum=Sum("quantity_milli"))
    return {row["line_of"]: row["sum"] for row in rows.order_by()}


def given_back_of(sale: UUID) -> dict[str, int]:
    """How much of a sale was given back so far, in minor units, by type of method."""
    rows: Any = SalePayment.objects.filter(sale__of=sale).order_by().values("type").annotate(sum=Sum("amount_minor"))
    return {row["type"]: row["sum"] for row in rows}


def last_sales(till: int, limit: int = 50, *, only: UUID | None = None) -> list[Sale]:
    """What a till sold last, the newest first: to reprint, or to take back."""
    rows = Sale.objects.select_related("customer", "clerk").filter(till=till)
    rows = rows if only is None else rows.filter(pk=only)
    return list(rows.order_by("-received_at", "-id")[:limit])


def open_day(till: int) -> TillDay | None:
    return TillDay.objects.filter(till=till, closed_at=None).first()


def day_report(day: TillDay | None) -> DayReport:
    """The sums of a day so far (X), by two statements; of no day, nothing."""
    if day is None:
        return DayReport(0, 0, 0, 0, 0, ())
    return _report(Sale.objects.filter(day=day), float_minor=day.float_minor)


def period_report(till: int, *, since: datetime, until: datetime) -> DayReport:
    """The same of what a till sent from one moment up to another."""
    return _report(Sale.objects.filter(till=till, received_at__gte=since, received_at__lt=until), float_minor=0)


def _report(sales: QuerySet[Sale], *, float_minor: int) -> DayReport:
    sums: Any = sales.order_by().values("kind").annotate(
        count=Count("pk"), gross=Sum("total_minor"), tax=Sum("tax_minor")
    )  # fmt: skip
    by_kind = {row["kind"]: row for row in sums}
    sold, back = by_kind.get(SaleKind.SALE.value, {}), by_kind.get(SaleKind.RETURN.value, {})
    rows: Any = (
        SalePayment.objects.filter(sale__in=sales)
        .values("sale__kind", "method__name", "type")
        .annotate(count=Count("sale_id"), amount=Sum("amount_minor"))
        .order_by("type", "method__name", "sale__kind")
    )
    return DayReport(
        sales=sold.get("count", 0),
        returns=back.get("count", 0),
        gross_minor=sold.get("gross", 0) - back.get("gross", 0),
        tax_minor=sold.get("tax", 0) - back.get("tax", 0),
        float_minor=float_minor,
        taken=tuple(
            Taken(
                SaleKind(row["sale__kind"]), row["method__name"], MethodType(row["type"]), row["count"], row["amount"]
            )
            for row in rows
        ),
    )


def days_of(till: int, limit: int = 60) -> Sequence[TillDay]:
    """The days of a till, the last first."""
    return list(TillDay.objects.filter(till=till).order_by("-number")[:limit])
