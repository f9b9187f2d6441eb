"""Writes of the matching."""

from onaccount.domain.matching.actions.erase import erase_comparisons
from onaccount.domain.matching.actions.found import FoundPair, keep_pairs
from onaccount.domain.matching.actions.merge import merge_customers
from onaccount.domain.matching.actions.pairs import decide_pair
from onaccount.domain.matching.actions.scans import (
    give_up_scan,
    look_at,
    look_at_changed,
    start_scan,
    stop_scan,
    turn_to_scan,
)
from onaccount.domain.matching.actions.unmerge import Unmerged, forget_merges, unmerge_customers

__all__ = [
    "FoundPair",
    "Unmerged",
    "decide_pair",
    "erase_comparisons",
    "forget_merges",
    "give_up_scan",
    "keep_pairs",
    "look_at",
    "look_at_changed",
    "merge_customers",
    "start_scan",
    "stop_scan",
    "turn_to_scan",
    "unmerge_customers",
]
