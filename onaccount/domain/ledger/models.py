"""The ledger's tables: accounts, postings with their lines, holds. Numbers, and never a name.

Postings and lines are never changed or deleted: triggers refuse it (guards.py), also to whoever writes SQL by hand.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from onaccount.domain.ledger.rules import HoldKind, HoldState, Links, Reason


def new_id() -> uuid.UUID:
    return uuid7()


class LedgerAccount(models.Model):
    """Something that money is owed by, or kept in: a customer's account, or one of the house.

    The id of a house account follows from its code and currency (rules.house_id). Balances are of debits: what a
    customer owes is above nothing, what the house has sold is below.
    """

    CUSTOMER, HOUSE = "customer", "house"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in (CUSTOMER, HOUSE)])
    code = models.CharField(max_length=60, blank=True)  # of a house account
    currency = models.CharField(max_length=3)
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_account"
        constraints = [
            models.UniqueConstraint(fields=["code", "currency"], condition=~Q(code=""), name="one_house_account"),
            models.CheckConstraint(
                condition=Q(kind="house") & ~Q(code="") | Q(kind="customer", code=""), name="ledger_account_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.code or str(self.pk)


class Posting(models.Model):
    """Money that moved, once per key of the account that owns it: one link of that account's chain.

    `amount_minor` is by how much the owner's balance rose, `balance_minor` what it came to; null where the owner is an
    account of the house, which keeps no running balance. The lines are written first and sealed by this row.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="postings", db_index=False)
    seq = models.BigIntegerField()  # 1, 2, 3 of its owner
    previous = models.CharField(max_length=64)  # the hash of the one before
    hash = models.CharField(max_length=64)
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)  # of what was asked for under the key
    reason = models.CharField(max_length=12, choices=[(reason.value, reason.value) for reason in Reason])
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    balance_minor = models.BigIntegerField(null=True)
    by_kind = models.CharField(max_length=20)
    by_key = models.CharField(max_length=60)
    approved_by = models.CharField(max_length=81, blank=True)  # "kind:key" of whose code allowed it
    occurred_at = models.DateTimeField()  # by the till's clock
    posted_at = models.DateTimeField()  # by ours; never before the one before
    booked_on = models.DateField()  # the day it counts to
    reverses = models.UUIDField(null=True, blank=True)  # a posting of the same owner
    refunds = models.UUIDField(null=True, blank=True)  # a charge of the same owner
    source = models.CharField(max_length=80, blank=True)  # "hold:ID", "sale:ID": what it was made from
    # By which verdict: its answer with all that it stood on, as the account was before.
    verdict: "models.JSONField[Any, Any]" = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "seq"], name="one_posting_per_seq"),
            models.UniqueConstraint(fields=["owner", "key"], name="one_posting_per_key"),
            models.UniqueConstraint(
                fields=["owner", "reverses"], condition=Q(reverses__isnull=False), name="one_reversal_per_posting"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=[reason.value for reason in Reason]), name="posting_reason_known"
            ),
            models.CheckConstraint(
                condition=Q(reason=Reason.REVERSAL.value, reverses__isnull=False)
                | ~Q(reason=Reason.REVERSAL.value) & Q(reverses__isnull=True),
                name="a_reversal_reverses",
            ),
            models.CheckConstraint(
                condition=Q(refunds__isnull=True) | Q(reason=Reason.REFUND.value), name="only_a_refund_refunds"
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "posted_at", "seq"], name="postings_by_time"),
            models.Index(fields=["owner", "refunds"], name="refunds_of_a_charge", condition=Q(refunds__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.amount_minor} {self.currency}"

    def links(self, lines: Mapping[uuid.UUID, int]) -> Links:
        """What of a posting its hash speaks of."""
        return Links(
            owner=self.owner_id,
            seq=self.seq,
            previous=self.previous,
            id=self.pk,
            key=self.key,
            digest=self.digest,
            reason=self.reason,
            currency=self.currency,
            lines=lines,
            by=f"{self.by_kind}:{self.by_key}",
            approved_by=self.approved_by,
            occurred_at=self.occurred_at,
            posted_at=self.posted_at,
            booked_on=self.booked_on,
            reverses=self.reverses,
            refunds=self.refunds,
            source=self.source,
            verdict=self.verdict,
        )


class Line(models.Model):
    """What a posting adds to one account: debits above nothing, credits below; all of a posting come to nothing."""

    pk = models.CompositePrimaryKey("posting", "account")
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="lines", db_index=False)
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="lines", db_index=False)
    amount_minor = models.BigIntegerField()
    booked_on = models.DateField()  # as of the posting: house accounts are summed by day

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount_minor=0), name="a_line_moves_something")]
        indexes = [models.Index(fields=["account", "booked_on"], include=["amount_minor"], name="lines_by_day")]

    def __str__(self) -> str:
        return f"{self.amount_minor} on {self.account_id}"


class PostingNote(models.Model):
    """What somebody wrote to a posting, apart from it, so that it can be erased: an order number, a reason."""

    posting = models.UUIDField(primary_key=True)
    text = models.CharField(max_length=500)

    def __str__(self) -> str:
        return self.text


class Hold(models.Model):
    """Headroom of an account that is spoken for until it is posted, released, or has run out."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="holds", db_index=False)
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in HoldKind])
    key = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    amount_minor = models.BigIntegerField()
    state = models.CharField(max_length=8, default=HoldState.OPEN.value)
    by_kind = models.CharField(max_length=20)
    by_key = models.CharField(max_length=60)
    placed_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    posting = models.UUIDField(null=True, blank=True)  # what it became
    source = models.CharField(max_length=80, blank=True)  # "order:12", "till:3"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="one_hold_per_key"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="a_hold_holds_something"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in HoldState]), name="hold_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=HoldState.OPEN.value, ended_at__isnull=True)
                | ~Q(state=HoldState.OPEN.value) & Q(ended_at__isnull=False),
                name="only_an_ended_hold_ended",
            ),
            models.CheckConstraint(
                condition=Q(state=HoldState.POSTED.value, posting__isnull=False)
                | ~Q(state=HoldState.POSTED.value) & Q(posting__isnull=True),
                name="only_a_posted_hold_has_a_posting",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "expires_at"],
                include=["amount_minor", "kind"],
                name="open_holds",
                condition=Q(state=HoldState.OPEN.value),
            ),
            # What a named person spent today (D-05).
            models.Index(
                fields=["account", "by_key", "placed_at"], name="holds_of_a_person", condition=Q(by_kind="person")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.amount_minor} on {self.account_id}"


class Closing(models.Model):
    """Periods that are closed: nothing is booked on a day up to `through` any more. One row, or none."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    through = models.DateField()
    by_kind = models.CharField(max_length=20)
    by_key = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_row_of_closing")]

    def __str__(self) -> str:
        return f"closed through {self.through}"
