"""Tills: paired with a device by a code from the office, and given up. Pure."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from enum import Enum
from typing import ClassVar

from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import tidy

PAIRING_LASTS = timedelta(minutes=15)
PAIRING_TRIES = 10  # wrong ones, of one internet address in ten minutes: settings.ACCOUNT_RATE_LIMITS
# Read aloud across a shop: no letter that looks or sounds like another. 8 of 26 signs are 37 bits, tried ten times.
SIGNS = "ABCDEFHJKLMNPRTUVWXY346789"
CODE_LENGTH = 8
FOOTER_LINES, FOOTER_WIDTH = 8, 48  # what 80 mm of paper take


class TillState(Enum):
    WAITING = "waiting"  # no device is it yet, or none any more
    PAIRED = "paired"
    LOST = "lost"  # its device will not come back
    ENDED = "ended"


TILL_MOVES: dict[TillState, set[TillState]] = {
    TillState.WAITING: {TillState.PAIRED, TillState.ENDED},
    TillState.PAIRED: {TillState.WAITING, TillState.LOST, TillState.ENDED},
    TillState.LOST: {TillState.WAITING, TillState.ENDED},
    TillState.ENDED: set(),
}


class NoSuchTill(Refused):
    code = "no_such_till"
    sentence = "There is no such till."
    cure = "Look at the list of tills."
    status: ClassVar[int] = 404


class TillNameTaken(Refused):
    code = "till_taken"
    sentence = "There is a till {name} already."
    cure = "Choose another name."
    field = "name"


class TillNotInThisState(Refused):
    code = "till_state"
    sentence = "The till {name} is {now}, so it cannot be {to}."
    cure = "Reload the page to see how it stands."
    status: ClassVar[int] = 409


class TillIsEnded(Refused):
    code = "till_ended"
    sentence = "The till {name} is ended."
    cure = "Add another till; what this one sold stays here."
    status: ClassVar[int] = 409


class FooterTooLong(Refused):
    code = "footer_too_long"
    sentence = "A receipt has {lines} lines of {letters} characters under it at most."
    cure = "Say it shorter."
    field = "footer"


class TillNotPaired(Refused):
    code = "till_not_paired"
    sentence = "This device is no till."
    cure = "Have a code given for it in the office, under Tills, and type it here."
    status: ClassVar[int] = 401


class PairingCodeWrong(Refused):
    code = "pairing_code_wrong"
    sentence = "No till waits for this code."
    cure = "Look at it again: a code is good for fifteen minutes, and once."
    field = "code"


class PairedTooOften(Refused):
    code = "paired_too_often"
    sentence = "Too many wrong codes were typed here."
    cure = "Wait ten minutes, and have a new code given in the office."
    status: ClassVar[int] = 429


class TillStillOwes(Refused):
    code = "till_still_holds"
    sentence = "{name} may still hold sales that it has not sent."
    cure = "Bring it back to the network first, or say that it is lost."
    status: ClassVar[int] = 409


def check_till_move(name: str, now: TillState, to: TillState) -> None:
    if to not in TILL_MOVES[now]:
        raise TillNotInThisState(name=name, now=now.value, to=to.value)


def make_pairing_code() -> str:
    return "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))


def spoken(code: str) -> str:
    """The code as it was made, however it was typed: small letters, blanks and a dash between."""
    return "".join(sign for sign in code.upper() if sign in SIGNS)


def footer_lines(lines: Sequence[str]) -> list[str]:
    """What stands under each receipt, line by line. Raises FooterTooLong."""
    found = [tidy(line) for line in lines]
    while found and not found[-1]:
        found.pop()
    if len(found) > FOOTER_LINES or any(len(line) > FOOTER_WIDTH for line in found):
        raise FooterTooLong(lines=FOOTER_LINES, letters=FOOTER_WIDTH)
    return found


def sales_house(till: int) -> str:
    """The account of the house that a till's sales are booked to: one per till, and the owner of its cash sales."""
    return f"sales:till:{till}"


def drawer_house(till: int) -> str:
    """The account of the cash in a till's drawer."""
    return f"cash:till:{till}"


def till_of_house(code: str) -> tuple[str, int] | None:
    """What an account of the house keeps for a till, "sales" or "cash", and the till's number; None of the others."""
    kind, _, number = code.partition(":till:")
    return (kind, int(number)) if number.isdecimal() else None
