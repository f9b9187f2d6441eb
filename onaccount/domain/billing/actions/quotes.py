"""Quotes: made, changed while they are drafts, sent, and answered once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.conf import settings

from onaccount.domain.billing.actions.series import take_number
from onaccount.domain.billing.models import Quote, QuoteLine
from onaccount.domain.billing.queries.quotes import LineRow, locked_quote
from onaccount.domain.billing.queries.terms import currency_for, tax_profile, terms, today_on
from onaccount.domain.billing.rules.quotes import (
    LONGEST_LINE,
    LONGEST_WORDS,
    MOST_LINES,
    LineUnusable,
    NoSuchQuote,
    QuoteEmpty,
    QuoteNotADraft,
    QuoteState,
    TooManyLines,
    Way,
    check_quote_move,
)
from onaccount.domain.billing.rules.tax import CustomerTax, Taxable, line_amount, tax_for, tax_of_class, taxed
from onaccount.domain.business.queries import current_business
from onaccount.domain.catalogue.queries import prices_of, product_by_sku, tax_classes
from onaccount.domain.catalogue.rules.quantities import NotAQuantity, milli_of
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries.single import locked_customer
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.people.rules.links import link_token, token_hash
from onaccount.foundation.money import Money, NotAnAmount, money_of
from onaccount.foundation.text import tidy, tidy_lines

OF_LINK = Actor("link", "quote", "Whoever has the link")


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """A line as it was typed: of a product (by its SKU), whose name and price stand where none is typed, or free."""

    sku: str = ""
    name: str = ""
    quantity: str = "1"
    price: str = ""


@action
def make_quote(
    *,
    customer: int,
    lines: Sequence[OfferedLine],
    words: str = "",
    valid_until: date | None = None,
    by: Actor,
    at: datetime,
) -> int:
    """Begin a quote as a draft, in the currency of the customer's account; answer its number."""
    require(by, Right.KEEP_BILLING)
    held = locked_customer(customer)
    quote = Quote(
        number=take_number("quote"),
        customer=held,
        currency=currency_for(held.number),
        includes_tax=current_business().prices_include_tax,
        valid_until=valid_until or today_on(at) + timedelta(days=terms().quote_days),
        created_at=at,
    )
    _keep(quote, held, lines, words, at=at)
    _tell("quote.made", quote, by=by, at=at)
    return quote.number


@action
def save_quote(
    *, quote: int, lines: Sequence[OfferedLine], words: str, valid_until: date, by: Actor, at: datetime
) -> None:
    """Write a draft anew."""
    require(by, Right.KEEP_BILLING)
    found = _draft(quote)
    found.valid_until = valid_until
    _keep(found, found.customer, lines, words, at=at)


@action
def send_quote(*, quote: int, by: Actor, at: datetime) -> str:
    """From now on it stays as it is, and the customer can accept it. Answers the token of its link."""
    require(by, Right.KEEP_BILLING)
    found = locked_quote(quote)
    _move(found, QuoteState.SENT, at=at)
    token = link_token(settings.SECRET_KEY, f"quote/{uuid4().hex}")
    found.link_digest, found.sent_at = token_hash(token), at
    found.save(update_fields=["state", "link_digest", "sent_at"])
    _tell("quote.sent", found, by=by, at=at)
    return token


@action
def accept_quote(*, quote: int, by: Actor, at: datetime, how: Way = Way.STAFF, token: str = "") -> None:
    """The customer agrees: by the link of its letter, in the app, or as staff were told."""
    found = _asked(quote, by=by, how=how, token=token)
    _answer(found, QuoteState.ACCEPTED, how, by=by, at=at)


@action
def decline_quote(*, quote: int, by: Actor, at: datetime, how: Way = Way.STAFF, token: str = "") -> None:
    found = _asked(quote, by=by, how=how, token=token)
    _answer(found, QuoteState.DECLINED, how, by=by, at=at)


def _asked(number: int, *, by: Actor, how: Way, token: str) -> Quote:
    """Whoever has the link may answer that quote and no other; everybody else needs the right."""
    if how is not Way.LINK:
        require(by, Right.KEEP_BILLING)
    found = locked_quote(number)
    if how is Way.LINK and (not token or found.link_digest != token_hash(token)):
        raise NoSuchQuote
    return found


def _answer(found: Quote, to: QuoteState, how: Way, *, by: Actor, at: datetime) -> None:
    _move(found, to, at=at)
    found.answered_at, found.answered_how = at, how.value
    found.answered_kind, found.answered_key = by.kind, by.key
    found.save(update_fields=["state", "answered_at", "answered_how", "answered_kind", "answered_key"])
    _tell(f"quote.{to.value}", found, by=by, at=at)


def _move(found: Quote, to: QuoteState, *, at: datetime) -> None:
    check_quote_move(QuoteState(found.state), to, valid_until=found.valid_until, today=today_on(at))
    found.state = to.value


def _draft(number: int) -> Quote:
    found = locked_quote(number)
    if found.state != QuoteState.DRAFT.value:
        raise QuoteNotADraft
    return found


def _keep(quote: Quote, customer: Customer, lines: Sequence[OfferedLine], words: str, *, at: datetime) -> None:
    rows = priced_lines(customer.number, lines, quote.currency, today=today_on(at))
    totals = taxed([Taxable(row.amount_minor, row.tax) for row in rows], includes_tax=quote.includes_tax)
    quote.words = tidy_lines(words)[:LONGEST_WORDS]
    quote.net_minor, quote.tax_minor = totals.net, totals.tax
    quote.save()
    quote.lines.all().delete()
    QuoteLine.objects.bulk_create(
        QuoteLine(
            quote=quote,
            place=row.place,
            product_id=row.product,
            name=row.name,
            unit=row.unit,
            quantity_milli=row.quantity_milli,
            price_minor=row.price_minor,
            amount_minor=row.amount_minor,
            tax_category=row.tax.category,
            rate_ppm=row.tax.rate_ppm,
            tax_reason=row.tax.reason,
        )
        for row in rows
    )


def priced_lines(customer: int, lines: Sequence[OfferedLine], currency: str, *, today: date) -> list[LineRow]:
    """What was typed, priced and taxed for a customer. Raises QuoteEmpty, TooManyLines, LineUnusable."""
    typed = [line for line in lines if line.sku.strip() or line.name.strip() or line.price.strip()]
    if not typed:
        raise QuoteEmpty
    if len(typed) > MOST_LINES:
        raise TooManyLines(most=MOST_LINES)
    profile, default = tax_profile(customer), _default_class()
    return [
        _priced(customer, line, place, currency, profile, default, today) for place, line in enumerate(typed, start=1)
    ]


def _priced(
    customer: int,
    line: OfferedLine,
    place: int,
    currency: str,
    profile: CustomerTax,
    default: tuple[int, str],
    today: date,
) -> LineRow:
    product = product_by_sku(line.sku) if line.sku.strip() else None
    name = tidy(line.name) or (product.name if product else "")
    unusable = LineUnusable(place=place, text=name[:60])
    if not name or len(name) > LONGEST_LINE:
        raise unusable
    try:
        milli = milli_of(line.quantity or "1")
        price = money_of(line.price.replace(",", "").strip(), currency) if line.price.strip() else None
    except (NotAQuantity, NotAnAmount):
        raise unusable from None
    if price is None:
        price = prices_of([product.key], customer, {product.key: milli})[product.key].unit if product else None
    if price is None or price.currency != currency:
        raise unusable
    own = (product.tax.rate_ppm, product.tax.exempt_reason) if product and product.tax else default
    return LineRow(
        place=place,
        name=name,
        unit=product.unit if product else "",
        quantity_milli=milli,
        price_minor=price.minor,
        amount_minor=line_amount(price.minor, milli),
        tax=tax_for(tax_of_class(*own), profile, on=today),
        product=product.key if product else None,
    )


def _default_class() -> tuple[int, str]:
    found = next((each for each in tax_classes() if each.is_default), None)
    return (found.rate_ppm, found.exempt_reason) if found else (0, "")


def total_of(quote: Quote) -> Money:
    return Money(quote.net_minor + quote.tax_minor, quote.currency)


def _tell(name: str, quote: Quote, *, by: Actor, at: datetime) -> None:
    about = Subject("customer", str(quote.customer_id))
    record(name, about, by=by, at=at, changes={"quote": ("", str(quote.number))})
