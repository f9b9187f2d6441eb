"""Ways to pay, menus of them, and the versions that were transmitted."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from onaccount.domain.tills.rules.methods import LONGEST_NAME, MethodType


class PaymentMethod(models.Model):
    """A way to pay (S2-11). One that is not used any more is archived: receipts name it."""

    name = models.CharField(max_length=LONGEST_NAME)
    type = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in MethodType])
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("name"), condition=Q(archived_at__isnull=True), name="one_payment_method_per_name"
            ),
            models.CheckConstraint(
                condition=Q(type__in=[kind.value for kind in MethodType]), name="payment_method_type_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PaymentMenu(models.Model):
    """What stands on the payment side of a till (S2-12). What is here is the draft; tills use a Publication."""

    name = models.CharField(max_length=LONGEST_NAME)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="one_payment_menu_per_name")]

    def __str__(self) -> str:
        return self.name


class MenuEntry(models.Model):
    pk = models.CompositePrimaryKey("menu", "method")
    menu = models.ForeignKey(PaymentMenu, on_delete=models.CASCADE, related_name="entries", db_index=False)
    method = models.ForeignKey(PaymentMethod, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.position} of {self.menu_id}"


class Publication(models.Model):
    """A version that was transmitted (S2-13, B-10); `rules/publications.py` says what a content is. Never changed."""

    version = models.PositiveIntegerField(primary_key=True)
    content: "models.JSONField[Any, Any]" = models.JSONField()
    digest = models.CharField(max_length=64)
    restores = models.PositiveIntegerField(null=True, blank=True)  # the version that this one went back to
    by_kind = models.CharField(max_length=20)
    by_key = models.CharField(max_length=60)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"version {self.version}"
