"""What may be said of two customers, and the refusals."""

from collections.abc import Mapping
from typing import Any

from onaccount.domain.matching.rules.answers import Reason
from onaccount.domain.matching.rules.states import DECISION_MOVES, Decision
from onaccount.foundation.refusals import Refused

WORDS = {  # as a sentence says them
    Decision.OPEN: "open",
    Decision.LATER: "put off",
    Decision.DIFFERENT: "called different",
    Decision.MERGED: "merged",
}


class NoSuchPair(Refused):
    code = "no_such_pair"
    sentence = "There are no two such customers."
    cure = "Look at the list of possible duplicates."
    status = 404


class PairDecided(Refused):
    code = "pair_decided"
    sentence = "No. {low} and No. {high} were {now} by {name} in the meantime."
    cure = "Reload the page to see how they stand. What was said can be taken back there."
    status = 409


class PairStillOpen(Refused):
    code = "pair_still_open"
    sentence = "Nothing has been said of No. {low} and No. {high} yet."
    cure = "Reload the page to see how they stand."
    status = 409


class PairNotInThisState(Refused):
    code = "pair_state"
    sentence = "No. {low} and No. {high} are {now}, so they cannot be {to}."
    cure = "Reload the page to see how they stand."
    status = 409


class MergedAlready(Refused):
    code = "merged_already"
    sentence = "No. {customer} was merged into No. {survivor}, so nothing else can be said of it."
    cure = "Look at No. {survivor} instead, or undo the merge."
    status = 409


def check_decision(low: int, high: int, now: Decision, to: Decision) -> None:
    """A person says open, later or different; that two are one is said by merging them."""
    if to is Decision.MERGED or to not in DECISION_MOVES[now]:
        raise PairNotInThisState(low=low, high=high, now=WORDS[now], to=WORDS[to])


def as_json(reason: Reason) -> dict[str, Any]:
    """A reason as it is kept with its pair."""
    values = {name: str(value) for name, value in reason.values.items()}
    return {"code": reason.code, "sentence": reason.sentence, "weight": round(reason.weight, 2), "values": values}


def of_json(kept: Mapping[str, Any]) -> Reason:
    return Reason(kept["code"], kept["sentence"], kept["weight"], dict(kept["values"]))
