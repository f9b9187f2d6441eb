"""The account's rules: what is left to spend, and who may spend it at which door. Pure."""

from onaccount.domain.accounts.rules.standing import Door, Exposure, OverLimitPolicy, Standing
from onaccount.domain.accounts.rules.verdict import (
    Answer,
    NoAccount,
    NotOwnMoney,
    OverLimit,
    Verdict,
    VerdictRefused,
    check_charge,
    check_deposit,
    check_withdrawal,
    verdict,
)

__all__ = [
    "Answer",
    "Door",
    "Exposure",
    "NoAccount",
    "NotOwnMoney",
    "OverLimit",
    "OverLimitPolicy",
    "Standing",
    "Verdict",
    "VerdictRefused",
    "check_charge",
    "check_deposit",
    "check_withdrawal",
    "verdict",
]
