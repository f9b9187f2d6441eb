"""Who sends the invoices and on which terms; how a customer is taxed."""

from dataclasses import asdict
from datetime import datetime

from onaccount.domain.billing.models import BillingTerms, TaxProfile
from onaccount.domain.billing.rules.tax import CustomerTax, check_customer_tax
from onaccount.domain.billing.rules.terms import CountryUnknown, Seller, Terms, check_days
from onaccount.domain.customers.queries.single import locked_customer
from onaccount.domain.customers.rules.countries import country_codes
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


@action
def settle_terms(*, seller: Seller, terms: Terms, by: Actor, at: datetime) -> None:
    """For what is issued from now on: what was issued keeps what it printed."""
    require(by, Right.EDIT_BUSINESS)
    check_days("The days to pay", terms.due_days)
    check_days("The days of a quote", terms.quote_days)
    if seller.country and seller.country not in country_codes().values():
        raise CountryUnknown(value=seller.country[:20])
    row, _ = BillingTerms.objects.select_for_update(no_key=True).get_or_create(pk=1)
    wanted = asdict(seller) | asdict(terms)
    changes = {name: (getattr(row, name), value) for name, value in wanted.items() if getattr(row, name) != value}
    if changes:
        BillingTerms.objects.filter(pk=1).update(**wanted)
        record("business.billing_terms_changed", Subject("business", "1"), by=by, at=at, changes=changes)


@action
def set_tax_profile(*, customer: int, tax: CustomerTax, buyer_reference: str = "", by: Actor, at: datetime) -> None:
    """How a customer is taxed from now on (S4-15): a blank rate is the default, 0 is exempt."""
    require(by, Right.KEEP_BILLING)
    held = locked_customer(customer)
    check_customer_tax(tax, tax_id=held.tax_id)
    wanted = asdict(tax) | {"buyer_reference": buyer_reference}
    row = TaxProfile.objects.filter(customer=held).first() or TaxProfile(customer=held)
    changes = {name: (getattr(row, name), value) for name, value in wanted.items() if getattr(row, name) != value}
    if not changes:
        return
    for name, value in wanted.items():
        setattr(row, name, value)
    row.save()
    told = {"fields": ("", ", ".join(sorted(changes)))}
    record("customer.tax_changed", Subject("customer", str(held.number)), by=by, at=at, changes=told)
