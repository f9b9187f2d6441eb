"""Contracts of customers with a dealer, and their connections."""

from django.db import models
from django.db.models import Q

from onaccount.domain.contracts.rules import LONGEST_NAME, ContractState
from onaccount.domain.customers.models import Customer
from onaccount.domain.partners.models import Partner


class Contract(models.Model):
    """`number` counts the contracts of one customer, so that no dealer learns from it how many others there are."""

    keeps_customer = Q()  # D-11

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contracts", db_index=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="contracts")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=13, default=ContractState.DRAFT.value)
    words = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "number"], name="contract_numbers_of_a_customer"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ContractState]), name="contract_state_known"
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="contract_numbers_begin_at_one"),
        ]

    def __str__(self) -> str:
        return f"contract {self.number} of No. {self.customer_id}"


class Connection(models.Model):
    """What is connected under a contract; `commission_minor` is what the dealer gets for it, once somebody noted it."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="connections", db_index=False)
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=LONGEST_NAME)
    commission_minor = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "place"], name="connections_in_their_order"),
            models.UniqueConstraint(fields=["contract", "name"], name="a_connection_once_a_contract"),
            models.CheckConstraint(condition=~Q(name=""), name="connection_has_a_name"),
            models.CheckConstraint(
                condition=Q(commission_minor__isnull=True) | Q(commission_minor__gte=0),
                name="commission_not_below_zero",
            ),
        ]

    def __str__(self) -> str:
        return self.name
