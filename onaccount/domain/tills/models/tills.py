"""Tills and how the business wants them."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from onaccount.domain.people.models import Principal
from onaccount.domain.tills.models.methods import PaymentMenu, Publication
from onaccount.domain.tills.rules import leases
from onaccount.domain.tills.rules.methods import LONGEST_NAME
from onaccount.domain.tills.rules.tills import TillState


class Till(models.Model):
    """A till, and the device that is it now. Of its code and its token only hashes are here.

    `pairing` counts the devices: with it, numbers of receipts that two devices made without network never meet.
    `contact_seq` is the number of the last report that the device signed; an earlier one is refused.
    """

    principal = models.OneToOneField(Principal, on_delete=models.PROTECT, primary_key=True, related_name="till")
    name = models.CharField(max_length=LONGEST_NAME)
    state = models.CharField(
        max_length=8, choices=[(state.value, state.value) for state in TillState], default=TillState.WAITING.value
    )
    menu = models.ForeignKey(PaymentMenu, null=True, blank=True, on_delete=models.PROTECT, related_name="tills")
    code_hash = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True, blank=True)
    pairing = models.PositiveIntegerField(default=0)
    paired_at = models.DateTimeField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    report_key = models.CharField(max_length=200, blank=True)
    contact_seq = models.PositiveBigIntegerField(default=0)
    ahead_seconds = models.IntegerField(default=0, db_default=0)  # by how much its clock goes before ours
    contacted_at = models.DateTimeField(null=True, blank=True)
    waiting = models.PositiveIntegerField(default=0)  # sales that it had not sent, by its last report
    acknowledged = models.ForeignKey(Publication, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), condition=~Q(state="ended"), name="one_till_per_name"),
            models.UniqueConstraint(fields=["code_hash"], condition=~Q(code_hash=""), name="one_till_per_code"),
            models.CheckConstraint(
                condition=Q(state=TillState.PAIRED.value, token_hash__isnull=False)
                | ~Q(state=TillState.PAIRED.value) & Q(token_hash__isnull=True),
                name="only_a_paired_till_has_a_token",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Acknowledgement(models.Model):
    """A till said that it uses a version from now on. A late sale is judged by what it had acknowledged."""

    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="acknowledgements", db_index=False)
    version = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="acknowledgements")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["till", "version"], name="one_acknowledgement_per_version")]

    def __str__(self) -> str:
        return f"{self.till_id} has {self.version_id}"


class TillPolicy(models.Model):
    """How far tills may go without network: one row, or none with the defaults."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    lease_percent = models.PositiveSmallIntegerField(default=leases.PERCENT)
    lease_hours = models.PositiveSmallIntegerField(default=leases.HOURS)
    known_days = models.PositiveSmallIntegerField(default=leases.DAYS)
    unlimited_lease_minor = models.BigIntegerField(default=leases.UNLIMITED_MINOR)
    footer: "models.JSONField[Any, Any]" = models.JSONField(default=list, db_default=[])  # lines under each receipt

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_row_of_till_policy"),
            models.CheckConstraint(condition=Q(lease_percent__lte=100), name="a_lease_is_a_part"),
            models.CheckConstraint(condition=Q(unlimited_lease_minor__gte=0), name="a_lease_is_not_below_nothing"),
        ]

    def __str__(self) -> str:
        return "till policy"
