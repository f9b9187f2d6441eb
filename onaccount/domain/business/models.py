"""One deployment is one business: one row."""

from django.db import models
from django.db.models import Q

from onaccount.domain.business.rules import LoginLetter


class Business(models.Model):
    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=120, default="OnAccount")
    currency = models.CharField(max_length=3, default="GBP")
    time_zone = models.CharField(max_length=60, default="Europe/London")
    prices_include_tax = models.BooleanField(default=False)
    login_letter = models.CharField(
        max_length=20, choices=[(kind.value, kind.value) for kind in LoginLetter], default=LoginLetter.LINK.value
    )
    is_demo = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True, blank=True)  # when somebody answered the questions of the first start

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_deployment_is_one_business")]

    def __str__(self) -> str:
        return self.name
