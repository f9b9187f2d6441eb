"""What the billing desk keeps of a person's words is forgotten; what was invoiced stays, and adds up (I25)."""

from collections.abc import Collection

from onaccount.domain.billing.models import Funds, Quote, QuoteLine, Service, TaxProfile

ERASED = "Erased"


def erase_billing(customers: Collection[int]) -> int:
    """Forget what was quoted to these customers and noted of them. How many rows.

    The caller has asked for the right. What was issued stays as it was sent, its buyer too: an invoice that names
    nobody is none to the tax office, and the law has it kept for years (Directive 2006/112/EC, articles 226 and 247).
    """
    changed = Quote.objects.filter(customer__in=customers).exclude(words="").update(words="")
    lines = QuoteLine.objects.filter(quote__customer__in=customers)
    changed += lines.exclude(name=ERASED).update(name=ERASED)
    changed += Service.objects.filter(customer__in=customers).exclude(name=ERASED).update(name=ERASED)
    changed += Funds.objects.filter(customer__in=customers).exclude(note="").update(note="")
    profiles, _ = TaxProfile.objects.filter(customer__in=customers).delete()
    return changed + profiles
