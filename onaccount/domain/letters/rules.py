"""Letters: everything that is sent to people."""

from dataclasses import dataclass
from enum import Enum

from onaccount.foundation.refusals import Refused


class LetterState(Enum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    VOIDED = "voided"


# SENDING goes back to QUEUED when the server asked for patience, and is sent again when its worker was killed.
LETTER_MOVES: dict[LetterState, set[LetterState]] = {
    LetterState.QUEUED: {LetterState.SENDING, LetterState.VOIDED},
    LetterState.SENDING: {LetterState.SENT, LetterState.REFUSED, LetterState.QUEUED, LetterState.VOIDED},
    LetterState.SENT: set(),
    LetterState.REFUSED: set(),
    LetterState.VOIDED: set(),
}


class LetterHasGone(Refused):
    code = "letter_has_gone"
    sentence = "The letter has left already, so this cannot be taken back."
    cure = "Set the status to Inactive instead."
    status = 409


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a mail server made of a letter: taken, refused for good, or (not final) to be tried again."""

    final: bool
    words: str
    accepted: bool = False

    @property
    def state(self) -> LetterState:
        if self.accepted:
            return LetterState.SENT
        return LetterState.REFUSED if self.final else LetterState.QUEUED


def is_final(smtp_code: int) -> bool:
    """RFC 5321, 4.2.1: 5yz replies are permanent, 4yz are to be tried again."""
    return 500 <= smtp_code < 600


def words_of(code: int, words: bytes | str) -> str:
    """The server's own words on one line, with its code."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"
