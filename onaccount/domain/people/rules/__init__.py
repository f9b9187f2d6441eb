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
from onaccount.domain.people.rules.principals import EmailTaken, Kind, Nameless, NotAllowed, Role

__all__ = [
    "LINK_LASTS",
    "RESET_LASTS",
    "TEMPORARY_PASSWORD_LASTS",
    "EmailTaken",
    "Kind",
    "LinkNotGood",
    "LinkState",
    "Nameless",
    "NotAllowed",
    "Purpose",
    "Role",
    "SamePassword",
    "link_state",
    "link_token",
    "token_hash",
]
