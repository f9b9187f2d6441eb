"""The customer's account: whether it may be used, how far, and what was answered to whoever asked."""

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from onaccount.domain.accounts.rules import OverLimitPolicy
from onaccount.domain.accounts.rules.four_eyes import AskState
from onaccount.domain.customers.models import Customer
from onaccount.domain.ledger.models import LedgerAccount


def new_id() -> uuid.UUID:
    return uuid7()


class CustomerAccount(models.Model):
    """A customer trades on account by this row (S2-08, S2-09). No row is no account, which is no limit of 0 (D-06).

    A limit of 0 is prepaid only; `is_unlimited` has none. What is owed stands in the ledger alone.
    """

    keeps_customer = Q()  # whoever was given an account is closed or merged, not deleted (D-11)

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, primary_key=True, related_name="account")
    ledger_account = models.OneToOneField(LedgerAccount, on_delete=models.PROTECT, related_name="customer_account")
    is_allowed = models.BooleanField(default=True)
    is_unlimited = models.BooleanField(default=False)
    limit_minor = models.BigIntegerField(default=0)
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_why = models.CharField(max_length=60, blank=True)  # a code, never a person's words
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(limit_minor__gte=0) & (Q(is_unlimited=False) | Q(limit_minor=0)),
                name="a_limit_or_unlimited",
            )
        ]

    def __str__(self) -> str:
        return f"account of No. {self.customer_id}"


class Rise(models.Model):
    """A limit that is higher for a time (B-09). It ends by being read after its end, not by a job that resets it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(CustomerAccount, on_delete=models.PROTECT, related_name="rises")
    key = models.CharField(max_length=100, db_default="")  # of whoever asked; blank of those before there were keys
    digest = models.CharField(max_length=64, db_default="")  # of what was asked for under it
    amount_minor = models.BigIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # sooner, by a person
    why = models.CharField(max_length=500, blank=True)
    by_kind = models.CharField(max_length=20)
    by_key = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], condition=~Q(key=""), name="one_rise_per_key"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="a_rise_rises"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_rise_ends_after_it_starts"),
        ]
        indexes = [models.Index(fields=["account", "-ends_at"], name="rises_of_an_account")]

    def __str__(self) -> str:
        return f"rise of {self.amount_minor} until {self.ends_at}"


class LimitAsk(models.Model):
    """A higher limit that waits for a second person, or did: for good, or (`ends_at`) for a time.

    `amount_minor` is the limit that is to be, null for none; or by how much it is to be higher for a time.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(CustomerAccount, on_delete=models.PROTECT, related_name="asks", db_index=False)
    key = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    amount_minor = models.BigIntegerField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=500, blank=True)
    by_kind = models.CharField(max_length=20)
    by_key = models.CharField(max_length=60)
    at = models.DateTimeField()
    state = models.CharField(max_length=8, default=AskState.OPEN.value)
    ended_kind = models.CharField(max_length=20, blank=True)
    ended_key = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(state="open"), name="one_ask_waits_per_account"),
            models.UniqueConstraint(fields=["account", "key"], condition=~Q(key=""), name="one_ask_per_key"),
            models.CheckConstraint(condition=Q(state__in=[state.value for state in AskState]), name="ask_state_known"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True) | ~Q(state="open") & Q(ended_at__isnull=False),
                name="only_an_ended_ask_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(ended_key=F("by_key")) | ~Q(ended_kind=F("by_kind")),
                name="two_people_approve",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} asked for {self.account_id}"


class KeptVerdict(models.Model):
    """What was answered, and what it stood on (D-09). A yes that was posted stands on its posting instead."""

    keeps_customer = None

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="verdicts", db_index=False)
    door = models.CharField(max_length=8)
    verb = models.CharField(max_length=12)
    answer = models.CharField(max_length=12)
    code = models.CharField(max_length=40)
    inputs: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    by_kind = models.CharField(max_length=20)
    by_key = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["customer", "-at", "-id"], name="verdicts_of_a_customer")]

    def __str__(self) -> str:
        return f"{self.answer} to No. {self.customer_id}"


class PostedElsewhere(models.Model):
    """A posting that was asked for by one number of a family and stands on the account of another: so that the same
    key is known again when the two have come apart.
    """

    keeps_customer = Q()

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="postings_elsewhere", db_index=False)
    key = models.CharField(max_length=100)
    posting = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "key"], name="one_posting_elsewhere_per_key")]

    def __str__(self) -> str:
        return f"{self.key} of No. {self.customer_id}"


class AccountPolicy(models.Model):
    """What counts as used, and what becomes of who would go over the limit: one row, or none with the defaults."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    counts: "models.JSONField[Any, Any]" = models.JSONField(null=True, blank=True)  # names of Exposure; null: all
    over_limit_in_app = models.CharField(
        max_length=8, choices=[(each.value, each.value) for each in OverLimitPolicy], default=OverLimitPolicy.NO.value
    )
    over_limit_in_office = models.CharField(
        max_length=8, choices=[(each.value, each.value) for each in OverLimitPolicy], default=OverLimitPolicy.NO.value
    )
    # Above which amount a limit takes two people, in thousandths of the currency of each account; null: never.
    four_eyes_mills = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_row_of_account_policy")]

    def __str__(self) -> str:
        return "account policy"
