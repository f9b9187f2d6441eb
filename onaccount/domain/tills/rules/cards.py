"""The code on a customer's card. Pure."""

import re
import secrets
from typing import ClassVar

from onaccount.domain.tills.rules.tills import SIGNS
from onaccount.foundation.refusals import Refused

MARK = "C"  # so that no name, number or barcode is taken for a card
DRAWN = 15  # signs: 70 bits, which nobody guesses
CARD_LENGTH = len(MARK) + DRAWN
CARD = re.compile(rf"{MARK}[{SIGNS}]{{{DRAWN}}}")
MOST_AT_ONCE = 500  # cards on one sheet


class NoCard(Refused):
    code = "no_card"
    sentence = "This customer has no card that holds."
    cure = "Make one first."
    status: ClassVar[int] = 409


class TooManyCards(Refused):
    code = "too_many_cards"
    sentence = "{count:,} cards are too many for one file."
    cure = "Choose {most:,} customers at most."


def new_code() -> str:
    return MARK + "".join(secrets.choice(SIGNS) for _ in range(DRAWN))


def card_in(text: str) -> str | None:
    """The code of a card, as a scanner types it or a person reads it aloud; None for anything else."""
    code = re.sub(r"[\s-]", "", text).upper()
    return code if CARD.fullmatch(code) else None
