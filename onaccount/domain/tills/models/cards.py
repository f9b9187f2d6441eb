"""Customers' cards: a code of chance that stands for a customer at the counter."""

from django.db import models
from django.db.models import Q

from onaccount.domain.customers.models import Customer
from onaccount.domain.tills.rules.cards import CARD_LENGTH


class CustomerCard(models.Model):
    """A card that was given to a customer. One that was lost is ended, and its code finds nobody any more."""

    goes_with_customer = True

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="cards")
    code = models.CharField(max_length=CARD_LENGTH, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(ended_at__isnull=True), name="one_card_of_a_customer_holds"
            )
        ]

    def __str__(self) -> str:
        return f"card {self.pk} of No. {self.customer_id}"
