"""Whoever can act, and the links that let them in. Pure."""

from onaccount.domain.people.rules.links import (
    LINK_LASTS,
    RESET_LASTS,
    LinkNotGood,
    LinkState,
    Purpose,
    link_state,
    link_token,
    token_hash,
)
from onaccount.domain.people.rules.passwords import TEMPORARY_PASSWORD_LASTS, SamePassword
from onaccount.domain.people.rules.pins import (
    LOCKED_FOR,
    TRIES,
    PinLocked,
    PinNotDigits,
    PinTooEasy,
    PinWrong,
    check_pin,
)
from onaccount.domain.people.rules.principals import EmailTaken, Kind, Nameless, NotAllowed, Role

__all__ = [
    "LINK_LASTS",
    "LOCKED_FOR",
    "RESET_LASTS",
    "TEMPORARY_PASSWORD_LASTS",
    "TRIES",
    "EmailTaken",
    "Kind",
    "LinkNotGood",
    "LinkState",
    "Nameless",
    "NotAllowed",
    "PinLocked",
    "PinNotDigits",
    "PinTooEasy",
    "PinWrong",
    "Purpose",
    "Role",
    "SamePassword",
    "check_pin",
    "link_state",
    "link_token",
    "token_hash",
]
