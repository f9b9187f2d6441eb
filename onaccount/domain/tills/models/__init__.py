"""Tills, what they may take, what they sold and what they were lent."""

from onaccount.domain.tills.models.cards import CustomerCard
from onaccount.domain.tills.models.leases import KnownCustomer, Lease, SaleException
from onaccount.domain.tills.models.methods import MenuEntry, PaymentMenu, PaymentMethod, Publication
from onaccount.domain.tills.models.sales import Sale, SaleLine, SalePayment, Shift, TillDay
from onaccount.domain.tills.models.tills import Acknowledgement, Till, TillPolicy

__all__ = [
    "Acknowledgement",
    "CustomerCard",
    "KnownCustomer",
    "Lease",
    "MenuEntry",
    "PaymentMenu",
    "PaymentMethod",
    "Publication",
    "Sale",
    "SaleException",
    "SaleLine",
    "SalePayment",
    "Shift",
    "Till",
    "TillDay",
    "TillPolicy",
]
