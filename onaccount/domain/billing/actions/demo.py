"""What the demo quoted and invoiced is taken out again."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection
from django.db.models import Q

from onaccount.domain.billing.actions.guards import lifted_guards
from onaccount.domain.billing.models import (
    Allocation,
    BillingTerms,
    Funds,
    Invoice,
    InvoiceDue,
    InvoiceLine,
    InvoiceParty,
    InvoiceTax,
    NumberSeries,
    Quote,
    QuoteLine,
    Service,
    ServicePeriod,
)
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


@action
def remove_demo_billing(*, customers: Collection[int], by: Actor, at: datetime) -> None:
    """Delete what stands on these customers; where nothing of one's own was issued, the numbers begin anew."""
    require(by, Right.EDIT_BUSINESS)
    record("business.demo_billing_removed", Subject("business", "1"), by=by, at=at)
    theirs = Q(customer__in=customers)
    invoices = Invoice.objects.filter(theirs)
    Allocation.objects.filter(invoice__in=invoices).delete()
    Funds.objects.filter(theirs).delete()
    InvoiceDue.objects.filter(theirs).delete()
    InvoiceParty.objects.filter(invoice__in=invoices).delete()
    _look_at_foreign_keys("IMMEDIATE")  # PostgreSQL changes no triggers while they wait
    with lifted_guards():
        InvoiceLine.objects.filter(invoice__in=invoices).delete()
        InvoiceTax.objects.filter(invoice__in=invoices).delete()
        invoices.filter(corrects__isnull=False).delete()
        invoices.delete()
    _look_at_foreign_keys("DEFERRED")
    QuoteLine.objects.filter(quote__customer__in=customers).delete()
    Quote.objects.filter(theirs).delete()
    ServicePeriod.objects.filter(service__customer__in=customers).delete()
    Service.objects.filter(theirs).delete()
    if not Invoice.objects.exists() and not Quote.objects.exists():
        NumberSeries.objects.all().delete()
        BillingTerms.objects.all().delete()


def _look_at_foreign_keys(when: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS ALL {when}")
