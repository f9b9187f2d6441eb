"""What tills were lent, and what came of it that a person has to look at."""

from typing import Any

from django.db import models
from django.db.models import Q

from onaccount.domain.customers.models import Customer
from onaccount.domain.tills.models.sales import Sale, new_id
from onaccount.domain.tills.models.tills import Till
from onaccount.domain.tills.rules.leases import ExceptionState, LeaseState


class KnownCustomer(models.Model):
    """A customer who stands in a till's copy, because they bought there or were asked for."""

    keeps_customer = None

    pk = models.CompositePrimaryKey("till", "customer")
    till = models.ForeignKey(Till, on_delete=models.CASCADE, related_name="known", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="known_at")
    seen_at = models.DateTimeField()
    digest = models.CharField(max_length=16, blank=True, db_default="")  # of the card as it was; blank: not in the copy
    told_at = models.DateTimeField(null=True, blank=True)  # when the card was seen to be another, or to be gone
    looked_at = models.DateTimeField(null=True, blank=True)  # whether a lease is due; none: look at the next contact

    class Meta:
        indexes = [models.Index(fields=["till", "looked_at"], name="known_to_a_till")]

    def __str__(self) -> str:
        return f"No. {self.customer_id} at {self.till_id}"


class Lease(models.Model):
    """Headroom of a customer that a till may spend without network until `spend_until`.

    `rest_minor` is what is still held for it, by the ledger's hold `hold`; settling a sale takes from it. The hold has
    no end of its own. `seq` is the till's report that it was granted in answer to: a later report that does not name
    the lease says that it never arrived.
    """

    keeps_customer = Q()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="leases", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="leases", db_index=False)
    hold = models.UUIDField(null=True, blank=True)  # none: nothing is left of it
    currency = models.CharField(max_length=3)
    granted_minor = models.BigIntegerField()
    rest_minor = models.BigIntegerField()
    settled = models.PositiveIntegerField(default=0)  # sales; numbers the keys of the holds
    pairing = models.PositiveIntegerField()
    seq = models.PositiveBigIntegerField()
    granted_at = models.DateTimeField()
    spend_until = models.DateTimeField()
    recalled_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(
        max_length=8, choices=[(state.value, state.value) for state in LeaseState], default=LeaseState.OPEN.value
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rest_minor__gte=0, granted_minor__gt=0), name="a_lease_lends_something"),
            models.CheckConstraint(
                condition=Q(state=LeaseState.OPEN.value, ended_at__isnull=True)
                | ~Q(state=LeaseState.OPEN.value) & Q(ended_at__isnull=False, hold__isnull=True),
                name="an_ended_lease_holds_nothing",
            ),
        ]
        indexes = [
            models.Index(fields=["till", "customer"], name="open_leases", condition=Q(state=LeaseState.OPEN.value)),
            models.Index(
                fields=["customer"], name="open_leases_of_a_customer", condition=Q(state=LeaseState.OPEN.value)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rest_minor} of {self.granted_minor} for {self.till_id}"


class SaleException(models.Model):
    """What was sold and not booked as it was meant, or lent and never reported: a person decides."""

    keeps_customer = Q()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="exceptions", db_index=False)
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="sale_exceptions", db_index=False
    )
    sale = models.ForeignKey(
        Sale, null=True, blank=True, on_delete=models.PROTECT, related_name="exceptions", db_index=False
    )
    payment = models.PositiveSmallIntegerField(null=True, blank=True)  # its position in the sale
    lease = models.UUIDField(null=True, blank=True)
    code = models.CharField(max_length=40)  # of the refusal; "lease_lost" of what a lost till may have sold
    values: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    state = models.CharField(
        max_length=12,
        choices=[(state.value, state.value) for state in ExceptionState],
        default=ExceptionState.OPEN.value,
    )
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    by_kind = models.CharField(max_length=20, blank=True)
    by_key = models.CharField(max_length=60, blank=True)
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sale", "payment"], condition=Q(sale__isnull=False), name="one_exception_per_payment"
            )
        ]
        indexes = [
            models.Index(
                fields=["-opened_at", "-id"], name="open_exceptions", condition=Q(state=ExceptionState.OPEN.value)
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.till_id}"
