"""One deployment is one business: one row."""

from typing import Any

from django.db import models
from django.db.models import Q

from onaccount.domain.business.rules import SHORTEST_PASSWORD, LoginLetter, Vetted


class Business(models.Model):
    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=120, default="OnAccount")
    currency = models.CharField(max_length=3, default="GBP")
    time_zone = models.CharField(max_length=60, default="Europe/London")
    prices_include_tax = models.BooleanField(default=False)
    login_letter = models.CharField(
        max_length=20, choices=[(kind.value, kind.value) for kind in LoginLetter], default=LoginLetter.LINK.value
    )
    # Who may come in by themselves (S1-12, S1-13), whom to ask where they may not, and who is told of one who did.
    allows_individuals = models.BooleanField(default=True)
    accounts_by_staff_only = models.BooleanField(default=False)
    ask_whom = models.CharField(max_length=200, blank=True)
    signups_told_to = models.CharField(max_length=320, blank=True)  # blank: all staff who may let customers in
    tells_of_signups = models.BooleanField(default=True)
    vets = models.CharField(
        max_length=12, choices=[(whom.value, whom.value) for whom in Vetted], default=Vetted.PARTNERS.value
    )
    four_eyes_minor = models.BigIntegerField(null=True, blank=True)  # none: one person decides, whatever the amount
    claim_days = models.PositiveSmallIntegerField(default=90, db_default=90)  # how long a dealer's claim lasts (B-11)
    shortest_password = models.PositiveSmallIntegerField(default=8)
    link_days = models.PositiveSmallIntegerField(default=7)
    second_factor = models.BooleanField(default=True)  # staff need one, outside the demo
    accent = models.CharField(max_length=7, blank=True)  # "#rrggbb"; blank: ours
    logo = models.CharField(max_length=60, blank=True)  # the key of a file
    categories: "models.JSONField[Any, Any]" = models.JSONField(null=True, blank=True)  # names; null: ours
    is_demo = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True, blank=True)  # when somebody answered the questions of the first start

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_deployment_is_one_business"),
            models.CheckConstraint(
                condition=Q(shortest_password__gte=SHORTEST_PASSWORD), name="passwords_are_never_shorter"
            ),
            models.CheckConstraint(condition=Q(link_days__gte=1), name="links_last_a_day"),
            models.CheckConstraint(condition=Q(claim_days__gte=1), name="claims_last_a_day"),
            models.CheckConstraint(condition=Q(vets__in=[whom.value for whom in Vetted]), name="vetting_known"),
        ]

    def __str__(self) -> str:
        return self.name
