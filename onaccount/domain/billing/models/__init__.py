"""Billing's tables."""

from onaccount.domain.billing.models.documents import (
    Invoice,
    InvoiceLine,
    InvoiceParty,
    InvoiceTax,
    Quote,
    QuoteLine,
)
from onaccount.domain.billing.models.money_in import Allocation, Funds, InvoiceDue
from onaccount.domain.billing.models.recurring import Service, ServicePeriod
from onaccount.domain.billing.models.terms import BillingTerms, NumberSeries, TaxProfile

__all__ = [
    "Allocation",
    "BillingTerms",
    "Funds",
    "Invoice",
    "InvoiceDue",
    "InvoiceLine",
    "InvoiceParty",
    "InvoiceTax",
    "NumberSeries",
    "Quote",
    "QuoteLine",
    "Service",
    "ServicePeriod",
    "TaxProfile",
]
