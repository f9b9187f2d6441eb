"""Pairs of customers who may be one, the scans that find them, and what was merged."""

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from uuid_utils.compat import uuid7

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.removal import OneOfFamily
from onaccount.domain.matching.rules.answers import SURETY
from onaccount.domain.matching.rules.states import Decision, ScanState


def new_id() -> uuid.UUID:
    return uuid7()


class Pair(models.Model):
    """Two customers who may be one, and what a person said. `low` is the one with the lower number.

    A pair that was decided stays, so that nobody is asked twice (lessons.md, 14).
    """

    goes_with_customer = True  # that two look alike is no use of either that would keep it from being taken back

    low = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="pairs_above")
    high = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="pairs_below")
    answer = models.CharField(max_length=9)
    surety = models.SmallIntegerField(default=0)  # of the answer, by which the queue is ordered before the score
    score = models.FloatField()
    reasons: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # as Reason: code, sentence, weight, values
    decision = models.CharField(max_length=9, default=Decision.OPEN.value)
    decided_by_kind = models.CharField(max_length=20, blank=True)
    decided_by_key = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    found_at = models.DateTimeField()
    is_moot = models.BooleanField(default=False, db_default=False)  # one of them was merged

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="one_pair_of_two"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="pair_in_order"),
            models.CheckConstraint(
                condition=Q(
                    *[Q(answer=answer.value, surety=surety) for answer, surety in SURETY.items()], _connector=Q.OR
                ),
                name="pair_answer_known",
            ),
            models.CheckConstraint(
                condition=Q(decision__in=[each.value for each in Decision]), name="pair_decision_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["decision", "-surety", "-score", "-id"], name="pairs_in_order", condition=Q(is_moot=False)
            ),
        ]

    def __str__(self) -> str:
        return f"No. {self.low_id} and No. {self.high_id}"


class Scan(models.Model):
    """A look at all customers, or at those changed since a time, in slices by number.

    One that is cut off goes on behind `after`, which is written together with the pairs that were found up to there.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    state = models.CharField(max_length=8, default=ScanState.WAITING.value)
    since = models.DateTimeField(null=True, blank=True)  # only at customers changed from then on; None for all
    after = models.BigIntegerField(default=0)  # looked at up to this number
    until = models.BigIntegerField(default=0)  # the highest number there was when it began
    total = models.PositiveIntegerField(default=0)  # customers to look at
    looked = models.PositiveIntegerField(default=0)  # customers looked at
    compared = models.PositiveBigIntegerField(default=0)  # pairs of them
    found = models.PositiveIntegerField(default=0)  # pairs that were not known before
    seconds = models.FloatField(default=0)  # of work
    worker = models.CharField(max_length=60, blank=True)  # who is at it, for as long as it says so
    by_kind = models.CharField(max_length=20)
    by_key = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)  # when its worker was last alive
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[each.value for each in ScanState]), name="scan_state_known"),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state__in=[ScanState.WAITING.value, ScanState.RUNNING.value]),
                name="one_scan_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"scan of {self.asked_at}"


class Merge(models.Model):
    """That one customer is another (D-11). Nothing was moved: the loser points at the survivor until it is undone.

    `before` are the survivor's own fields as they were, of those that the merge wrote over, and `after` what it wrote;
    its main address stands there as "address", None for none, and the tags that it brought as "tags" of `after`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    keeps_customer = Q(undone_at=None)  # what came apart again keeps nobody
    keeps_because = OneOfFamily

    loser = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="merges_lost")
    survivor = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="merges_won")
    before: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    after: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    shut: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # the numbers whose logins it left shut
    by_kind = models.CharField(max_length=20)
    by_key = models.CharField(max_length=60)
    at = models.DateTimeField()
    undone_by_kind = models.CharField(max_length=20, blank=True)
    undone_by_key = models.CharField(max_length=60, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["loser"], condition=Q(undone_at=None), name="merged_into_one_at_a_time"),
            models.CheckConstraint(condition=~Q(loser=F("survivor")), name="merged_into_another"),
        ]

    def __str__(self) -> str:
        return f"No. {self.loser_id} into No. {self.survivor_id}"
