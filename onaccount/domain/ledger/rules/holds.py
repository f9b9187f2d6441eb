"""Holds: money that is spoken for and not yet spent. Each ends once."""

from enum import Enum

from onaccount.foundation.refusals import Refused


class HoldKind(Enum):
    """A reservation is for one purchase that is to come; a lease is headroom that a till may spend without network."""

    RESERVATION = "reservation"
    LEASE = "lease"


class HoldState(Enum):
    OPEN = "open"
    POSTED = "posted"  # for all of it or less; the rest is free again
    RELEASED = "released"


# One that has run out is still open: it holds nothing from then on, and may only be released.
HOLD_MOVES: dict[HoldState, set[HoldState]] = {
    HoldState.OPEN: {HoldState.POSTED, HoldState.RELEASED},
    HoldState.POSTED: set(),
    HoldState.RELEASED: set(),
}


class NoSuchHold(Refused):
    code = "no_such_hold"
    sentence = "There is no such hold on this account."
    cure = "Look at the account's holds."
    status = 404


class HoldNotOpen(Refused):
    code = "hold_not_open"
    sentence = "This hold is {state} already."
    cure = "Place another."
    status = 409


class HoldRanOut(Refused):
    code = "hold_ran_out"
    sentence = "This hold ran out at {expires_at:%Y-%m-%d %H:%M} UTC and holds nothing any more."
    cure = "Charge the amount without it, or place another."
    status = 409


class PastTheHold(Refused):
    code = "past_the_hold"
    sentence = "{amount} {currency} is more than the {held} {currency} that are held."
    cure = "Post at most what is held, and charge the rest."
    status = 409
    field = "amount"
