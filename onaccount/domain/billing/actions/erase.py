"""What the billing desk keeps of a person's words is forgotten; what was invoiced stays, and adds up (I25)."""

from collections.abc import Collection

from onaccount.domain.billing.models import Funds, InvoiceParty, Quote, QuoteLine, Service, TaxProfile

ERASED = "Erased"


def erase_billing(customers: Collection[int]) -> int:
    """Forget to whom these customers' invoices were sent, what was quoted and noted. How many rows.

    The caller has asked for the right. Numbers, amounts, dates and the lines of what was issued stay: the law has them
    kept.
    """
    parties = InvoiceParty.objects.filter(invoice__customer__in=customers).exclude(buyer={"name": ERASED}, words="")
    changed = parties.update(buyer={"name": ERASED}, words="")
    changed += Quote.objects.filter(customer__in=customers).exclude(words="").update(words="")
    lines = QuoteLine.objects.filter(quote__customer__in=customers)
    changed += lines.exclude(name=ERASED).update(name=ERASED)
    changed += Service.objects.filter(customer__in=customers).exclude(name=ERASED).update(name=ERASED)
    changed += Funds.objects.filter(customer__in=customers).exclude(note="").update(note="")
    profiles, _ = TaxProfile.objects.filter(customer__in=customers).delete()
    return changed + profiles
