"""What a person says of two customers who may be one. Only a merge makes them one (D-13)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from onaccount.domain.customers.queries import profiles_of, survivors_of
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.matching.actions.finding import columns_of
from onaccount.domain.matching.actions.turns import hold_off_merges
from onaccount.domain.matching.models import Pair
from onaccount.domain.matching.queries.pairs import said_by
from onaccount.domain.matching.rules import likeness
from onaccount.domain.matching.rules.pairs import (
    WORDS,
    MergedAlready,
    NoSuchPair,
    PairDecided,
    PairStillOpen,
    check_decision,
)
from onaccount.domain.matching.rules.states import Decision
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require

EVENTS = {
    Decision.OPEN: "pair.reopened",
    Decision.LATER: "pair.put_off",
    Decision.DIFFERENT: "pair.told_apart",
}


@action
def decide_pair(*, low: int, high: int, decision: Decision, seen: Decision, by: Actor, at: datetime) -> bool:
    """Say that two customers are different, or that it is decided later, or that it is open again.

    `seen` is what stood when the person decided: whoever else was faster is named (PairDecided). Sending the same
    twice says it once; answers whether anything changed. The two need not have been found alike.
    """
    require(by, Right.MERGE_CUSTOMERS)
    pair = _locked_pair(low, high, at=at)
    now = Decision(pair.decision)
    if now is decision and (pair.decided_by_kind, pair.decided_by_key) == (by.kind, by.key):
        return False
    if now is not seen and not pair.decided_by_kind:
        raise PairStillOpen(low=low, high=high)
    if now is not seen:
        name = said_by(pair.decided_by_kind, pair.decided_by_key)
        raise PairDecided(low=low, high=high, now=WORDS[now], name=name)
    check_decision(low, high, now, decision)
    Pair.objects.filter(pk=pair.pk).update(
        decision=decision.value, decided_by_kind=by.kind, decided_by_key=by.key, decided_at=at
    )
    changes = {"decision": (now.value, decision.value)}
    record(EVENTS[decision], Subject("pair", key_of(low, high)), by=by, at=at, changes=changes)
    return True


def key_of(low: int, high: int) -> str:
    """A pair's key in history."""
    return f"{low}-{high}"


def _locked_pair(low: int, high: int, *, at: datetime) -> Pair:
    """The pair, held until the transaction ends; made where nobody has found these two alike."""
    hold_off_merges()
    survivors = survivors_of([low, high])
    if low >= high or len(survivors) < 2:
        raise NoSuchPair
    for number, survivor in survivors.items():
        if survivor is not None:
            raise MergedAlready(customer=number, survivor=survivor)
    held = Pair.objects.select_for_update(no_key=True).filter(low=low, high=high)
    return held.first() or _made(low, high, at=at) or held.get()


def _made(low: int, high: int, *, at: datetime) -> Pair | None:
    """None where somebody else makes it at this moment."""
    profiles = profiles_of([low, high])
    found = likeness(profiles[low], profiles[high])
    try:
        with transaction.atomic():
            return Pair.objects.create(low_id=low, high_id=high, found_at=at, **columns_of(found))
    except IntegrityError:
        return None
