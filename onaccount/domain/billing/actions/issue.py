"""An invoice or a credit note is issued: numbered, posted, and from then on as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from onaccount.domain.accounts.actions import bill, credit_back
from onaccount.domain.billing.actions.series import take_number
from onaccount.domain.billing.models import Invoice, InvoiceDue, InvoiceLine, InvoiceParty, InvoiceTax
from onaccount.domain.billing.queries.quotes import LineRow
from onaccount.domain.billing.queries.terms import buyer_of, seller, terms, today_on
from onaccount.domain.billing.rules.invoices import InvoiceKind, NothingToInvoice, SellerUnnamed
from onaccount.domain.billing.rules.tax import Left, Tax, Taxable, Taxed, taxed
from onaccount.domain.customers.models import Customer
from onaccount.domain.history.actions import record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.foundation.money import Money


@dataclass(frozen=True, slots=True)
class Draft:
    """What is about to be issued. `source` are the columns that say of what it is, `key` says the same in a word."""

    kind: InvoiceKind
    customer: Customer
    currency: str
    includes_tax: bool
    lines: Sequence[LineRow]
    source: Mapping[str, Any]
    key: str
    words: str = ""
    left: Mapping[Tax, Left] | None = None  # of the invoice that a credit note corrects


def issue(draft: Draft, *, by: Actor, at: datetime) -> Invoice:
    """Number it and post it. The caller holds the customer's account, and has asked whether it may be."""
    who = seller()
    if not who.is_named:
        raise SellerUnnamed
    rows = [Taxable(line.amount_minor, line.tax) for line in draft.lines]
    totals = taxed(rows, includes_tax=draft.includes_tax, left=draft.left)
    if totals.total <= 0:
        raise NothingToInvoice
    invoice = _numbered(draft, totals, by=by, at=at)
    if draft.kind is not InvoiceKind.COLLECTIVE:
        invoice.posting = _post(invoice, draft, by=by, at=at)
    invoice.save(force_insert=True)
    _write_parts(invoice, draft, totals)
    party = InvoiceParty(invoice=invoice, buyer=buyer_of(draft.customer), seller=asdict(who), words=draft.words)
    party.save(force_insert=True)
    if draft.kind is not InvoiceKind.CREDIT_NOTE:
        _write_due(invoice)
    about = Subject("customer", str(draft.customer.number))
    record(f"{draft.kind.value}.issued", about, by=by, at=at, changes={"invoice": ("", invoice.label)})
    return invoice


def _numbered(draft: Draft, totals: Taxed, *, by: Actor, at: datetime) -> Invoice:
    is_credit_note, kept, today = draft.kind is InvoiceKind.CREDIT_NOTE, terms(), today_on(at)
    series = "credit_note" if is_credit_note else "invoice"
    number = take_number(series)
    return Invoice(
        kind=draft.kind.value,
        series=series,
        number=number,
        label=f"{kept.credit_note_prefix if is_credit_note else kept.invoice_prefix}{number}",
        customer=draft.customer,
        currency=draft.currency,
        includes_tax=draft.includes_tax,
        net_minor=totals.net,
        tax_minor=totals.tax,
        total_minor=totals.total,
        issued_on=today,
        due_on=today if is_credit_note else today + timedelta(days=kept.due_days),
        issued_at=at,
        by_kind=by.kind,
        by_key=by.key,
        **draft.source,
    )


def _post(invoice: Invoice, draft: Draft, *, by: Actor, at: datetime) -> UUID:
    moved = credit_back if draft.kind is InvoiceKind.CREDIT_NOTE else bill
    net, tax = Money(invoice.net_minor, invoice.currency), Money(invoice.tax_minor, invoice.currency)
    done = moved(
        customer=draft.customer.number,
        net=net,
        tax=tax,
        key=f"billing:{draft.key}",
        by=by,
        at=at,
        note=invoice.label,
        source=f"invoice:{invoice.pk}",
    )
    return done.posting.id


def _write_parts(invoice: Invoice, draft: Draft, totals: Taxed) -> None:
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=invoice,
            place=line.place,
            name=line.name,
            unit=line.unit,
            quantity_milli=line.quantity_milli,
            price_minor=line.price_minor,
            amount_minor=line.amount_minor,
            net_minor=net,
            tax_category=line.tax.category,
            rate_ppm=line.tax.rate_ppm,
            tax_reason=line.tax.reason,
        )
        for line, net in zip(draft.lines, totals.nets, strict=True)
    )
    InvoiceTax.objects.bulk_create(
        InvoiceTax(
            invoice=invoice,
            place=place,
            tax_category=each.tax.category,
            rate_ppm=each.tax.rate_ppm,
            tax_reason=each.tax.reason,
            taxable_minor=each.taxable,
            amount_minor=each.amount,
            difference_minor=each.difference,
        )
        for place, each in enumerate(totals.subtotals, start=1)
    )


def _write_due(invoice: Invoice) -> None:
    InvoiceDue.objects.create(
        invoice=invoice,
        customer=invoice.customer,
        currency=invoice.currency,
        due_on=invoice.due_on,
        total_minor=invoice.total_minor,
    )
