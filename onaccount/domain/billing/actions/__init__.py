"""Writes of the billing desk."""

from onaccount.domain.billing.actions.invoices import credit_invoice, invoice_quote
from onaccount.domain.billing.actions.money_in import (
    allocate,
    give_customer_credit,
    record_payment,
    reverse_payment,
    take_in_money,
)
from onaccount.domain.billing.actions.quotes import (
    OfferedLine,
    accept_quote,
    decline_quote,
    make_quote,
    save_quote,
    send_quote,
)
from onaccount.domain.billing.actions.terms import set_tax_profile, settle_terms

__all__ = [
    "OfferedLine",
    "accept_quote",
    "allocate",
    "credit_invoice",
    "decline_quote",
    "give_customer_credit",
    "invoice_quote",
    "make_quote",
    "record_payment",
    "reverse_payment",
    "save_quote",
    "send_quote",
    "set_tax_profile",
    "settle_terms",
    "take_in_money",
]
