"""The ledger's rules: what a posting is, how the chain is made, how a hold ends. Pure."""

from onaccount.domain.ledger.rules.chain import GENESIS, Links, chained
from onaccount.domain.ledger.rules.holds import HOLD_MOVES, HoldKind, HoldNotOpen, HoldState, NoSuchHold, PastTheHold
from onaccount.domain.ledger.rules.postings import (
    REVERSIBLE,
    AlreadyReversed,
    House,
    KeyOfAnother,
    NoSuchPosting,
    NotBalanced,
    NotToBeReversed,
    PastTheCharge,
    Reason,
    check_balanced,
    check_key,
    check_refund,
    check_reversal,
    house_id,
)

__all__ = [
    "GENESIS",
    "HOLD_MOVES",
    "REVERSIBLE",
    "AlreadyReversed",
    "HoldKind",
    "HoldNotOpen",
    "HoldState",
    "House",
    "KeyOfAnother",
    "Links",
    "NoSuchHold",
    "NoSuchPosting",
    "NotBalanced",
    "NotToBeReversed",
    "PastTheCharge",
    "PastTheHold",
    "Reason",
    "chained",
    "check_balanced",
    "check_key",
    "check_refund",
    "check_reversal",
    "house_id",
]
