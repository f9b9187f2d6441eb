"""Quotes, and invoices with their lines. An invoice is made when it is issued, and triggers keep it as it was."""

import uuid

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from onaccount.domain.billing.models.recurring import ServicePeriod
from onaccount.domain.billing.rules.invoices import InvoiceKind
from onaccount.domain.billing.rules.quotes import LONGEST_LINE, LONGEST_WORDS, QuoteState
from onaccount.domain.catalogue.models import Product
from onaccount.domain.customers.models import Customer


def new_id() -> uuid.UUID:
    return uuid7()


class Quote(models.Model):
    """`number` rises and is never reused. Its link is kept as a digest: who reads the tables opens none."""

    keeps_customer = Q()  # D-11

    number = models.PositiveBigIntegerField(unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="quotes", db_index=False)
    state = models.CharField(max_length=8, default=QuoteState.DRAFT.value)
    currency = models.CharField(max_length=3)
    includes_tax = models.BooleanField(default=False)  # as the business's prices were when it was made
    net_minor = models.BigIntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    valid_until = models.DateField()
    link_digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_how = models.CharField(max_length=5, blank=True)
    answered_kind = models.CharField(max_length=20, blank=True)
    answered_key = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in QuoteState]), name="quote_state_known"
            ),
            models.UniqueConstraint(fields=["link_digest"], condition=~Q(link_digest=""), name="one_quote_per_link"),
            models.CheckConstraint(condition=~Q(state="accepted") | ~Q(answered_how=""), name="accepted_somehow"),
        ]
        indexes = [models.Index(fields=["customer", "-number"], name="quotes_of_a_customer")]

    def __str__(self) -> str:
        return f"quote {self.number}"


class QuoteLine(models.Model):
    """What is offered: `amount_minor` is quantity times price, with tax in it or not as the quote says."""

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="lines", db_index=False)
    place = models.PositiveSmallIntegerField()
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.PROTECT, related_name="quoted")
    name = models.CharField(max_length=LONGEST_LINE)
    unit = models.CharField(max_length=40, blank=True)
    quantity_milli = models.BigIntegerField()
    price_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    tax_category = models.CharField(max_length=2)
    rate_ppm = models.PositiveIntegerField()
    tax_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quote", "place"], name="quote_lines_in_their_order"),
            models.CheckConstraint(
                condition=Q(quantity_milli__gt=0) & Q(price_minor__gte=0), name="a_line_offers_something"
            ),
        ]

    def __str__(self) -> str:
        return self.name


# What an invoice may be of: exactly one of these stands on it.
SOURCES = ("quote", "service_period", "order_number", "period_first", "corrects")


def _exactly_one() -> Q:
    return Q(
        *(Q(**{f"{name}__isnull": name != one for name in SOURCES}) for one in SOURCES),
        _connector=Q.OR,
    )


class Invoice(models.Model):
    """An invoice or a credit note, numbered without gaps in its series. Its amounts are above nothing either way.

    `posting` is what it moved on the customer's account; a collective invoice moved nothing. What was paid of it stands
    on InvoiceDue, and whom it was sent to on InvoiceParty, which can be erased.
    """

    keeps_customer = Q()  # D-11

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=11)
    series = models.CharField(max_length=20)
    number = models.PositiveBigIntegerField()
    label = models.CharField(max_length=40, unique=True)  # the prefix of then, and the number
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="invoices", db_index=False)
    currency = models.CharField(max_length=3)
    includes_tax = models.BooleanField(default=False)
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    issued_on = models.DateField()
    due_on = models.DateField()
    issued_at = models.DateTimeField()
    by_kind = models.CharField(max_length=20)
    by_key = models.CharField(max_length=60)
    posting = models.UUIDField(null=True, blank=True, unique=True)
    quote = models.OneToOneField(Quote, null=True, blank=True, on_delete=models.PROTECT, related_name="invoice")
    service_period = models.OneToOneField(
        ServicePeriod, null=True, blank=True, on_delete=models.PROTECT, related_name="invoice"
    )
    order_number = models.PositiveBigIntegerField(null=True, blank=True, unique=True)  # a delivered order
    period_first = models.DateField(null=True, blank=True)  # of the charges that a collective invoice is of
    period_last = models.DateField(null=True, blank=True)
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="credit_notes")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="one_document_per_number"),
            models.UniqueConstraint(
                fields=["customer", "currency", "period_first"],
                condition=Q(period_first__isnull=False),
                name="charges_are_collected_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in InvoiceKind]), name="invoice_kind_known"
            ),
            models.CheckConstraint(condition=_exactly_one(), name="an_invoice_has_exactly_one_source"),
            models.CheckConstraint(
                condition=Q(kind="credit_note", corrects__isnull=False) | ~Q(kind="credit_note") & Q(corrects=None),
                name="a_credit_note_corrects",
            ),
            models.CheckConstraint(
                condition=Q(kind="collective", period_first__isnull=False, period_last__isnull=False, posting=None)
                | ~Q(kind="collective") & Q(period_first=None, period_last=None, posting__isnull=False),
                name="a_collective_invoice_posts_nothing",
            ),
            models.CheckConstraint(
                condition=Q(net_minor__gte=0, tax_minor__gte=0, total_minor__gt=0)
                & Q(total_minor=models.F("net_minor") + models.F("tax_minor")),
                name="an_invoice_adds_up",
            ),
        ]
        indexes = [models.Index(fields=["customer", "-issued_at"], name="invoices_of_a_customer")]

    def __str__(self) -> str:
        return self.label


class InvoiceLine(models.Model):
    """`amount_minor` as it is priced, `net_minor` without tax."""

    pk = models.CompositePrimaryKey("invoice", "place")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines", db_index=False)
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=300)
    unit = models.CharField(max_length=40, blank=True)
    quantity_milli = models.BigIntegerField()
    price_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    tax_category = models.CharField(max_length=2)
    rate_ppm = models.PositiveIntegerField()
    tax_reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


class InvoiceTax(models.Model):
    """One category of an invoice's tax, rounded once; `difference_minor` to what the lines' own would come to."""

    pk = models.CompositePrimaryKey("invoice", "place")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="taxes", db_index=False)
    place = models.PositiveSmallIntegerField()
    tax_category = models.CharField(max_length=2)
    rate_ppm = models.PositiveIntegerField()
    tax_reason = models.CharField(max_length=300, blank=True)
    taxable_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    difference_minor = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.tax_category} {self.rate_ppm}"


class InvoiceParty(models.Model):
    """Whom an invoice was sent to and by whom, as both were called then. The buyer's part can be erased (I25)."""

    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, primary_key=True, related_name="party")
    buyer: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(default=dict)
    seller: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(default=dict)
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)

    def __str__(self) -> str:
        return f"party of {self.invoice_id}"
