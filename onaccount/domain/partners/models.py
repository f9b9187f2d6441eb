"""Dealers, and the people of theirs who log in."""

from django.db import models
from django.db.models import Q

from onaccount.domain.partners.rules import LONGEST_NAME, PortalRight
from onaccount.domain.people.models import Principal


class Partner(models.Model):
    """A dealer or reseller, by whose code customers come. Customers point at it; it points at none."""

    code = models.CharField(max_length=12, unique=True)  # in capitals
    name = models.CharField(max_length=LONGEST_NAME)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="partner_has_a_code"),
            models.CheckConstraint(condition=~Q(name=""), name="partner_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.code}, {self.name}"


class PartnerUser(models.Model):
    """Somebody of a dealer's. The principal logs in and acts; whoever is ended is no longer active there."""

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="users")
    principal = models.OneToOneField(Principal, on_delete=models.PROTECT, related_name="partner_user")
    right = models.CharField(max_length=6)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(right__in=[one.value for one in PortalRight]), name="portal_right_known")
        ]

    def __str__(self) -> str:
        return f"{self.principal_id} of {self.partner_id}"
