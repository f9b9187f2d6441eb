"""What was paid of which invoice, out of what."""

from django.db import models
from django.db.models import F, Q

from onaccount.domain.billing.models.documents import Invoice
from onaccount.domain.billing.rules.money_in import FundsKind
from onaccount.domain.customers.models import Customer


class InvoiceDue(models.Model):
    """How an invoice stands: paid + credited + due = total, and due is never below nothing, whoever writes (I18)."""

    keeps_customer = Q()

    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, primary_key=True, related_name="due")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="dues", db_index=False)
    currency = models.CharField(max_length=3)
    due_on = models.DateField()
    total_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField(default=0)
    credited_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(paid_minor__gte=0)
                & Q(credited_minor__gte=0)
                & Q(total_minor__gte=F("paid_minor") + F("credited_minor")),
                name="no_invoice_is_paid_twice",
            )
        ]
        indexes = [
            models.Index(
                fields=["customer", "due_on", "invoice"],
                name="open_invoices_of_a_customer",
                condition=Q(total_minor__gt=F("paid_minor") + F("credited_minor")),
            ),
            models.Index(
                fields=["due_on", "customer"],
                name="open_invoices_by_day",
                condition=Q(total_minor__gt=F("paid_minor") + F("credited_minor")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} of {self.total_minor}"


class Funds(models.Model):
    """What a customer has to its credit, by the posting that brought it: a payment, a credit note, a credit.

    What is not allocated is the customer's own. Reversed, it pays nothing.
    """

    keeps_customer = Q()

    posting = models.UUIDField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="funds", db_index=False)
    kind = models.CharField(max_length=11)
    method = models.CharField(max_length=12, blank=True)  # of a payment
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    allocated_minor = models.BigIntegerField(default=0)
    received_on = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    credit_note = models.OneToOneField(Invoice, null=True, blank=True, on_delete=models.PROTECT, related_name="funds")
    reversed_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in FundsKind]), name="funds_kind_known"),
            models.CheckConstraint(
                condition=Q(allocated_minor__gte=0) & Q(amount_minor__gte=F("allocated_minor")),
                name="nothing_is_allocated_twice",
            ),
            models.CheckConstraint(
                condition=Q(reversed_at=None) | Q(allocated_minor=0), name="what_was_reversed_pays_nothing"
            ),
            models.CheckConstraint(
                condition=Q(kind="credit_note", credit_note__isnull=False)
                | ~Q(kind="credit_note") & Q(credit_note=None),
                name="a_credit_note_brings_its_funds",
            ),
        ]
        indexes = [models.Index(fields=["customer", "-at"], name="funds_of_a_customer")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.amount_minor}"


class Allocation(models.Model):
    """So much of these funds pays so much of this invoice. It may be changed: the postings do not."""

    funds = models.ForeignKey(Funds, on_delete=models.PROTECT, related_name="allocations", db_index=False)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="allocations")
    amount_minor = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["funds", "invoice"], name="one_allocation_per_pair"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="an_allocation_is_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} of {self.funds_id}"
