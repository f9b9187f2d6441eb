"""Pairs that somebody else's work came upon are kept, to be decided by people."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from onaccount.domain.customers.models import Customer
from onaccount.domain.matching.models import Pair
from onaccount.domain.matching.rules.answers import Answer
from onaccount.domain.matching.rules.states import Decision


@dataclass(frozen=True, slots=True)
class FoundPair:
    """Two customers who look alike. `reasons` is JSON as Pair keeps it; `told_apart_by` is (kind, key, at) of whoever
    has said already that they are two."""

    low: int
    high: int
    answer: Answer
    score: float
    reasons: str
    told_apart_by: tuple[str, str, datetime] | None = None


def keep_pairs(found: Collection[FoundPair], *, at: datetime) -> None:
    """Keep those that are not known yet, in a transaction of its own. Whoever has gone meanwhile is left out."""
    with transaction.atomic():
        numbers = {number for each in found for number in (each.low, each.high)}
        here = set(Customer.objects.filter(number__in=numbers).values_list("number", flat=True))
        pairs = [_pair(each, at) for each in found if {each.low, each.high} <= here]
        Pair.objects.bulk_create(pairs, ignore_conflicts=True)


def _pair(found: FoundPair, at: datetime) -> Pair:
    pair = Pair(
        low_id=found.low,
        high_id=found.high,
        answer=found.answer.value,
        score=found.score,
        reasons=json.loads(found.reasons),
        found_at=at,
    )
    if found.told_apart_by:
        pair.decision = Decision.DIFFERENT.value
        pair.decided_by_kind, pair.decided_by_key, pair.decided_at = found.told_apart_by
    return pair
