"""Reads of the billing desk."""

from onaccount.domain.billing.queries.invoices import (
    InvoiceCard,
    InvoiceRow,
    TaxRow,
    credited_lines,
    invoice_card,
    invoice_rows,
    invoices_of,
    numbers_given,
)
from onaccount.domain.billing.queries.money_in import FundsRow, funds_of, funds_row, funds_rows, open_invoices
from onaccount.domain.billing.queries.quotes import (
    LineRow,
    QuoteCard,
    quote_by_link,
    quote_card,
    quotes_of,
    quotes_page,
)
from onaccount.domain.billing.queries.terms import buyer_of, currency_for, seller, tax_profile, terms, today_on

__all__ = [
    "FundsRow",
    "InvoiceCard",
    "InvoiceRow",
    "LineRow",
    "QuoteCard",
    "TaxRow",
    "buyer_of",
    "credited_lines",
    "currency_for",
    "funds_of",
    "funds_row",
    "funds_rows",
    "invoice_card",
    "invoice_rows",
    "invoices_of",
    "numbers_given",
    "open_invoices",
    "quote_by_link",
    "quote_card",
    "quotes_of",
    "quotes_page",
    "seller",
    "tax_profile",
    "terms",
    "today_on",
]
