"""Who sells, who buys, how the buyer is taxed, and what day it is."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from onaccount.domain.accounts.queries import currency_of
from onaccount.domain.billing.models import BillingTerms, TaxProfile
from onaccount.domain.billing.rules.tax import CustomerTax
from onaccount.domain.billing.rules.terms import Seller, Terms
from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.models import Address, Customer
from onaccount.domain.customers.queries import of_family
from onaccount.domain.customers.queries.family import own_first

SELLER = tuple(Seller.__dataclass_fields__)
PLACE = ("line1", "line2", "city", "region", "postcode", "country")


def seller() -> Seller:
    row = BillingTerms.objects.filter(pk=1).first()
    return Seller(**{name: getattr(row, name) for name in SELLER}) if row else Seller()


def terms() -> Terms:
    row = BillingTerms.objects.filter(pk=1).first()
    return Terms(row.due_days, row.quote_days, row.invoice_prefix, row.credit_note_prefix) if row else Terms()


def today_on(at: datetime) -> date:
    """The day of a moment by the business's clock."""
    return at.astimezone(ZoneInfo(current_business().time_zone)).date()


def tax_profile(number: int) -> CustomerTax:
    """How a customer is taxed: by its own profile, or by that of somebody who was merged into it."""
    row = of_family(TaxProfile.objects.all(), number).order_by(own_first(number), "customer").first()
    if row is None:
        return CustomerTax()
    return CustomerTax(row.rate_ppm, row.reason, row.certificate, row.expires_on, row.is_reverse_charge)


def buyer_reference(number: int) -> str:
    found: Any = of_family(TaxProfile.objects.all(), number).order_by(own_first(number), "customer")
    return found.values_list("buyer_reference", flat=True).first() or ""


def buyer_of(customer: Customer) -> dict[str, str]:
    """Whom an invoice is sent to, as it is called today."""
    address = Address.objects.filter(customer=customer, use=Address.MAIN).first()
    place = {name: getattr(address, name) if address else "" for name in PLACE}
    return {
        "name": customer.name,
        **place,
        "tax_id": customer.tax_id,
        "registration_number": customer.registration_number,
        "email": customer.email,
        "reference": buyer_reference(customer.number),
    }


def currency_for(number: int) -> str:
    """What a customer is quoted in: its account's currency, or the business's where it has none yet."""
    return currency_of(number) or current_business().currency
