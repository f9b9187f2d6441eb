"""Pairs that somebody else's work came upon are kept, to be decided by people."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from onaccount.domain.matching.actions.finding import add_pairs
from onaccount.domain.matching.actions.turns import hold_off_merges
from onaccount.domain.matching.models import Pair
from onaccount.domain.matching.rules.answers import SURETY, Answer
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
    """Keep those that are not known yet, in a transaction of its own.

    Where somebody has said that they are two, that is kept of a pair that is known too, unless a person has said
    something of it since.
    """
    with transaction.atomic():
        hold_off_merges()
        add_pairs([_pair(each, at) for each in found])
        for each in found:
            if each.told_apart_by:
                _tell_apart(each, *each.told_apart_by)


def _tell_apart(found: FoundPair, kind: str, key: str, said_at: datetime) -> None:
    unsaid = Q(decided_at=None) | Q(decided_at__lt=said_at)
    undecided = Q(decision__in=[Decision.OPEN.value, Decision.LATER.value])
    Pair.objects.filter(unsaid, undecided, low=found.low, high=found.high).update(
        decision=Decision.DIFFERENT.value, decided_by_kind=kind, decided_by_key=key, decided_at=said_at
    )


def _pair(found: FoundPair, at: datetime) -> Pair:
    pair = Pair(
        low_id=found.low,
        high_id=found.high,
        answer=found.answer.value,
        surety=SURETY[found.answer],
        score=found.score,
        reasons=json.loads(found.reasons),
        found_at=at,
    )
    if found.told_apart_by:
        pair.decision = Decision.DIFFERENT.value
        pair.decided_by_kind, pair.decided_by_key, pair.decided_at = found.told_apart_by
    return pair
