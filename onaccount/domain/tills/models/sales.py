"""Shifts, days and sales of tills."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from onaccount.domain.catalogue.rules.quantities import ONE_MILLI
from onaccount.domain.customers.models import Customer
from onaccount.domain.people.models import Principal
from onaccount.domain.tills.models.methods import PaymentMethod
from onaccount.domain.tills.models.tills import Till
from onaccount.domain.tills.rules.methods import MethodType
from onaccount.domain.tills.rules.sales import SaleKind


def new_id() -> uuid.UUID:
    return uuid7()


class Shift(models.Model):
    """Somebody sells at a till, from their PIN to the next one's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="shifts", db_index=False)
    clerk = models.ForeignKey(Principal, on_delete=models.PROTECT, related_name="shifts")
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # What the clerk might, as the till was told: [{"at", "rights": {name: need}}], the last at the end.
    rights: "models.JSONField[Any, Any]" = models.JSONField(default=list, db_default=[])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["till"], condition=Q(ended_at__isnull=True), name="one_shift_at_a_time")
        ]
        indexes = [models.Index(fields=["till", "-opened_at"], name="shifts_of_a_till")]

    def __str__(self) -> str:
        return f"shift of {self.clerk_id} at {self.till_id}"


class TillDay(models.Model):
    """What a till sold between two closings (a Z report): the first sale after a closing opens the next."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="days", db_index=False)
    number = models.PositiveIntegerField()  # 1, 2, 3 of its till
    opened_at = models.DateTimeField()
    float_minor = models.BigIntegerField(default=0)  # what lay in the drawer at its start
    closed_at = models.DateTimeField(null=True, blank=True)
    counted_minor = models.BigIntegerField(null=True, blank=True)
    report: "models.JSONField[Any, Any]" = models.JSONField(null=True, blank=True)  # as it was when it was closed
    by_key = models.CharField(max_length=60, blank=True)
    approved_by = models.CharField(max_length=81, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["till", "number"], name="one_day_per_number"),
            models.UniqueConstraint(fields=["till"], condition=Q(closed_at__isnull=True), name="one_day_at_a_time"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, report__isnull=True, counted_minor__isnull=True)
                | Q(closed_at__isnull=False, report__isnull=False, counted_minor__isnull=False),
                name="only_a_closed_day_is_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"day {self.number} of {self.till_id}"


class Sale(models.Model):
    """What a receipt was given for. The id was made by the till, and kept there, before it was sent.

    `digest` is of what was sent, so that the same id with something else is refused. `version` is the publication that
    the till used. A return names in `of` the sale that it takes back. Never changed: what was wrong is taken back.
    """

    keeps_customer = Q()

    id = models.UUIDField(primary_key=True, editable=False)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="sales", db_index=False)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="sales", db_index=False)
    clerk = models.ForeignKey(Principal, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.ForeignKey(TillDay, on_delete=models.PROTECT, related_name="sales")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in SaleKind])
    pairing = models.PositiveIntegerField()
    seq = models.PositiveIntegerField()  # of the receipts of one pairing
    digest = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    is_offline = models.BooleanField(default=False)
    is_keyed = models.BooleanField(default=False)  # from a receipt on paper
    made_at = models.DateTimeField()  # by the till's clock
    received_at = models.DateTimeField()
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="sales", db_index=False
    )
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField(default=0)
    of = models.UUIDField(null=True, blank=True)
    posting = models.UUIDField(null=True, blank=True)  # on the till's own account, of what no customer owes
    # As the customer's account stood before and after, where one was used: what the receipt says.
    account: "models.JSONField[Any, Any]" = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["till", "pairing", "seq"], name="one_receipt_per_number"),
            models.CheckConstraint(
                condition=Q(kind=SaleKind.RETURN.value, of__isnull=False)
                | ~Q(kind=SaleKind.RETURN.value) & Q(of__isnull=True),
                name="only_a_return_is_of_a_sale",
            ),
        ]
        indexes = [
            models.Index(fields=["till", "-received_at", "-id"], name="sales_of_a_till"),
            models.Index(fields=["customer", "-received_at"], name="sales_to_a_customer"),
            models.Index(fields=["of"], name="returns_of_a_sale", condition=Q(of__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pairing}-{self.seq} of {self.till_id}"


class SaleLine(models.Model):
    """A line as it was sold: what the product was called and cost then. `product` is its number, or None."""

    pk = models.CompositePrimaryKey("sale", "position")
    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    product = models.BigIntegerField(null=True, blank=True)
    sku = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=160)
    quantity_milli = models.BigIntegerField(default=ONE_MILLI)  # thousandths
    unit_minor = models.BigIntegerField()
    list_minor = models.BigIntegerField(null=True, blank=True)
    tax_ppm = models.PositiveIntegerField(default=0)  # millionths
    total_minor = models.BigIntegerField()
    line_of = models.PositiveSmallIntegerField(null=True, blank=True)  # of a return: the line that it takes back

    def __str__(self) -> str:
        return self.name


class SalePayment(models.Model):
    """How a part of a sale was paid. `posting` is on the customer's account, where one was used and could be."""

    pk = models.CompositePrimaryKey("sale", "position")
    sale = models.ForeignKey(Sale, on_delete=models.PROTECT, related_name="payments", db_index=False)
    position = models.PositiveSmallIntegerField()
    method = models.ForeignKey(PaymentMethod, on_delete=models.PROTECT, related_name="+", db_index=False)
    type = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in MethodType])
    amount_minor = models.BigIntegerField()
    given_minor = models.BigIntegerField(null=True, blank=True)
    posting = models.UUIDField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)  # that it was sold on, without network

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gt=0), name="a_payment_pays")]
        indexes = [models.Index(fields=["lease"], name="payments_on_a_lease", condition=Q(lease__isnull=False))]

    def __str__(self) -> str:
        return f"{self.amount_minor} by {self.type}"
