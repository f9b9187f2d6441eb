"""The business's own terms, its number series, and how a customer is taxed."""

from django.db import models
from django.db.models import Q

from onaccount.domain.customers.models import Customer


class BillingTerms(models.Model):
    """Who sends the invoices and on which terms: one row, or none with the defaults."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=200, blank=True)
    line1 = models.CharField(max_length=200, blank=True)
    line2 = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, blank=True)
    tax_id = models.CharField(max_length=40, blank=True)
    registration_number = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=320, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    bic = models.CharField(max_length=11, blank=True)
    due_days = models.PositiveSmallIntegerField(default=14)
    quote_days = models.PositiveSmallIntegerField(default=30)
    invoice_prefix = models.CharField(max_length=12, default="INV-", blank=True)
    credit_note_prefix = models.CharField(max_length=12, default="CN-", blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_row_of_billing_terms")]

    def __str__(self) -> str:
        return "billing terms"


class NumberSeries(models.Model):
    """The last number that was given of a series. Its row is held until the document is there: no gaps (D-19)."""

    code = models.CharField(max_length=20, primary_key=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.code} {self.last}"


class TaxProfile(models.Model):
    """How a customer is taxed (S4-15). No row, or a blank rate, is the default rate; 0 is exempt."""

    keeps_customer = None

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True, related_name="tax_profile")
    rate_ppm = models.PositiveIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    certificate = models.CharField(max_length=60, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    is_reverse_charge = models.BooleanField(default=False)
    buyer_reference = models.CharField(max_length=60, blank=True)  # what the customer wants to read on its invoices

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rate_ppm=0, reason__gt="")
                | (Q(rate_ppm=None) | Q(rate_ppm__gt=0)) & Q(reason="", certificate="", expires_on=None),
                name="exempt_customers_have_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(is_reverse_charge=False) | Q(rate_ppm=None), name="reverse_charge_has_no_rate"
            ),
        ]

    def __str__(self) -> str:
        return f"tax of No. {self.customer_id}"
