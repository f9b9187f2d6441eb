"""Quotes with their lines."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from onaccount.domain.billing.models import Invoice, Quote, QuoteLine
from onaccount.domain.billing.rules.quotes import NoSuchQuote, QuoteState, state_on
from onaccount.domain.billing.rules.tax import Tax, Taxable, Taxed, taxed
from onaccount.domain.customers.queries import of_family
from onaccount.domain.people.rules.links import token_hash

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of a quote or an invoice."""

    place: int
    name: str
    unit: str
    quantity_milli: int
    price_minor: int
    amount_minor: int
    tax: Tax
    product: int | None = None
    net_minor: int = 0


@dataclass(frozen=True, slots=True)
class QuoteCard:
    """A quote as it stands on a day: one that was sent and ran out is expired."""

    number: int
    customer: int
    name: str  # of the customer
    state: QuoteState
    currency: str
    includes_tax: bool
    net_minor: int
    tax_minor: int
    words: str
    valid_until: date
    created_at: datetime
    sent_at: datetime | None
    answered_at: datetime | None
    answered_how: str
    answered_key: str
    invoice: str  # the label of what it became, or ""
    lines: tuple[LineRow, ...] = ()

    @property
    def total_minor(self) -> int:
        return self.net_minor + self.tax_minor

    @property
    def taxed(self) -> Taxed:
        return taxed([Taxable(each.amount_minor, each.tax) for each in self.lines], includes_tax=self.includes_tax)


def quotes_page(
    *, today: date, after: int | None = None, limit: int = MOST_LISTED
) -> tuple[list[QuoteCard], int | None]:
    """All quotes, the newest first, and the number to go on from."""
    found = Quote.objects.order_by("-number")
    if after is not None:
        found = found.filter(number__lt=after)
    cards = _cards(found[: limit + 1], today=today)
    return cards[:limit], cards[limit - 1].number if len(cards) > limit else None


def quotes_of(number: int, *, today: date) -> list[QuoteCard]:
    """Those of a customer and of who was merged into it, the newest first."""
    return _cards(of_family(Quote.objects.all(), number).order_by("-number")[:MOST_LISTED], today=today)


def quote_card(number: int, *, today: date) -> QuoteCard:
    """One with its lines. Raises NoSuchQuote."""
    return _only(Quote.objects.filter(number=number), today=today)


def quote_by_link(token: str, *, today: date) -> QuoteCard:
    """The quote whose letter carried this link. Raises NoSuchQuote."""
    return _only(Quote.objects.filter(link_digest=token_hash(token)), today=today)


def locked_quote(number: int) -> Quote:
    """A quote, held. Raises NoSuchQuote."""
    found = Quote.objects.select_for_update(no_key=True).filter(number=number).first()
    if found is None:
        raise NoSuchQuote
    return found


def _only(found: QuerySet[Quote], *, today: date) -> QuoteCard:
    cards = _cards(found, today=today)
    if not cards:
        raise NoSuchQuote
    rows = QuoteLine.objects.filter(quote__number=cards[0].number).order_by("place")
    return replace(cards[0], lines=tuple(map(line_of, rows)))


def line_of(row: Any) -> LineRow:
    return LineRow(
        place=row.place,
        name=row.name,
        unit=row.unit,
        quantity_milli=row.quantity_milli,
        price_minor=row.price_minor,
        amount_minor=row.amount_minor,
        tax=Tax(row.tax_category, row.rate_ppm, row.tax_reason),
        product=getattr(row, "product_id", None),
        net_minor=getattr(row, "net_minor", 0),
    )


def _cards(found: QuerySet[Quote], *, today: date) -> list[QuoteCard]:
    quotes = list(found.select_related("customer"))
    labels = _labels([quote.pk for quote in quotes])
    return [_card(quote, labels.get(quote.pk, ""), today) for quote in quotes]


def _card(quote: Quote, invoice: str, today: date) -> QuoteCard:
    return QuoteCard(
        number=quote.number,
        customer=quote.customer_id,
        name=quote.customer.name,
        state=state_on(QuoteState(quote.state), valid_until=quote.valid_until, today=today),
        currency=quote.currency,
        includes_tax=quote.includes_tax,
        net_minor=quote.net_minor,
        tax_minor=quote.tax_minor,
        words=quote.words,
        valid_until=quote.valid_until,
        created_at=quote.created_at,
        sent_at=quote.sent_at,
        answered_at=quote.answered_at,
        answered_how=quote.answered_how,
        answered_key=quote.answered_key,
        invoice=invoice,
    )


def _labels(quotes: Collection[int]) -> dict[int, str]:
    rows: Any = Invoice.objects.filter(quote__in=quotes).values_list("quote", "label")
    return dict(rows)
