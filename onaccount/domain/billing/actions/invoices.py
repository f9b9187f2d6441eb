"""Invoices are made of their source, and corrected by credit notes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db.models import Sum

from onaccount.domain.accounts.actions.held import held
from onaccount.domain.accounts.rules import Door
from onaccount.domain.billing.actions.issue import Draft, issue
from onaccount.domain.billing.actions.money_in import add_credit_note, spread
from onaccount.domain.billing.models import Invoice, InvoiceLine, InvoiceTax, QuoteLine
from onaccount.domain.billing.queries.invoices import credited_lines, locked_invoice
from onaccount.domain.billing.queries.quotes import LineRow, line_of, locked_quote
from onaccount.domain.billing.queries.terms import today_on
from onaccount.domain.billing.rules.invoices import (
    CreditedMore,
    CreditNeedsWords,
    CreditsNothing,
    InvoiceKind,
    NotToBeCredited,
    QuoteNotAccepted,
)
from onaccount.domain.billing.rules.quotes import LONGEST_WORDS, QuoteState, state_on
from onaccount.domain.billing.rules.tax import MILLI, Left, Tax
from onaccount.domain.customers.queries.single import locked_customer
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.foundation.money import plain
from onaccount.foundation.text import tidy_lines


@action
def invoice_quote(*, quote: int, by: Actor, at: datetime) -> str:
    """Invoice what was accepted, once; answers the invoice's number as it is printed, also when it was there before."""
    require(by, Right.KEEP_BILLING)
    found = locked_quote(quote)
    if done := Invoice.objects.filter(quote=found).first():
        return done.label
    now = state_on(QuoteState(found.state), valid_until=found.valid_until, today=today_on(at))
    if now is not QuoteState.ACCEPTED:
        raise QuoteNotAccepted(now=now.value.capitalize())
    customer = locked_customer(found.customer_id)
    held(customer.number, door=Door.OFFICE, at=at)
    lines = [line_of(row) for row in QuoteLine.objects.filter(quote=found).order_by("place")]
    draft = Draft(
        kind=InvoiceKind.INVOICE,
        customer=customer,
        currency=found.currency,
        includes_tax=found.includes_tax,
        lines=lines,
        source={"quote": found},
        key=f"quote:{found.number}",
        words=found.words,
    )
    invoice = issue(draft, by=by, at=at)
    spread(customer.number, invoice.currency, at=at)
    return invoice.label


@action
def credit_invoice(*, invoice: str, amounts: Mapping[int, int] | None, words: str, by: Actor, at: datetime) -> str:
    """Correct an invoice by a credit note: all that is left of it, or `amounts` of its lines, as they are priced.

    What is due of the invoice is less by it; what was paid already becomes the customer's credit.
    """
    require(by, Right.KEEP_BILLING)
    words = tidy_lines(words)[:LONGEST_WORDS]
    if not words:
        raise CreditNeedsWords
    found = locked_invoice(invoice)
    held(found.customer_id, door=Door.OFFICE, at=at)
    if found.kind == InvoiceKind.CREDIT_NOTE.value:
        raise NotToBeCredited(kind="credit note")
    lines = _lines_back(found, amounts)
    draft = Draft(
        kind=InvoiceKind.CREDIT_NOTE,
        customer=found.customer,
        currency=found.currency,
        includes_tax=found.includes_tax,
        lines=lines,
        source={"corrects": found},
        key=f"credit:{found.pk}:{found.credit_notes.count() + 1}",
        words=words,
        left=_left_of(found),
    )
    note = issue(draft, by=by, at=at)
    add_credit_note(note, found, at=at)
    spread(found.customer_id, found.currency, at=at)
    return note.label


def _lines_back(found: Invoice, amounts: Mapping[int, int] | None) -> list[LineRow]:
    done = credited_lines(found.pk)
    rows = []
    for line in (line_of(row) for row in InvoiceLine.objects.filter(invoice=found).order_by("place")):
        left = line.amount_minor - done[line.place]
        wanted = left if amounts is None else amounts.get(line.place, 0)
        if not 0 <= wanted <= left:
            raise CreditedMore(place=line.place, left=plain(left, found.currency))
        if wanted == line.amount_minor and wanted:
            rows.append(line)
        elif wanted:  # a part: once so much
            rows.append(replace(line, quantity_milli=MILLI, price_minor=wanted, amount_minor=wanted, unit=""))
    if not rows:
        raise CreditsNothing
    return rows


def _left_of(found: Invoice) -> dict[Tax, Left]:
    """What the invoice has left of each category, after the credit notes that there are."""
    left: dict[Tax, Left] = {}
    priced = _priced_by_tax(found)
    for row in InvoiceTax.objects.filter(invoice=found):
        tax = Tax(row.tax_category, row.rate_ppm, row.tax_reason)
        back = InvoiceTax.objects.filter(
            invoice__corrects=found, tax_category=tax.category, rate_ppm=tax.rate_ppm, tax_reason=tax.reason
        ).aggregate(taxable=Sum("taxable_minor"), amount=Sum("amount_minor"))
        left[tax] = Left(
            priced[tax], row.taxable_minor - (back["taxable"] or 0), row.amount_minor - (back["amount"] or 0)
        )
    return left


def _priced_by_tax(found: Invoice) -> dict[Tax, int]:
    done = credited_lines(found.pk)
    priced: dict[Tax, int] = {}
    for row in InvoiceLine.objects.filter(invoice=found):
        tax = Tax(row.tax_category, row.rate_ppm, row.tax_reason)
        priced[tax] = priced.get(tax, 0) + row.amount_minor - done[row.place]
    return priced
