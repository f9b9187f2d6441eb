"""Quotes: what is offered, until when, and what becomes of it (S4-09). Pure."""

from datetime import date
from enum import Enum
from typing import ClassVar

from onaccount.foundation.refusals import Refused

MOST_LINES = 100
LONGEST_LINE = 200
LONGEST_WORDS = 1000


class QuoteState(Enum):
    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"


QUOTE_MOVES: dict[QuoteState, set[QuoteState]] = {
    QuoteState.DRAFT: {QuoteState.SENT, QuoteState.DECLINED},
    QuoteState.SENT: {QuoteState.ACCEPTED, QuoteState.DECLINED, QuoteState.EXPIRED},
    QuoteState.ACCEPTED: set(),
    QuoteState.DECLINED: set(),
    QuoteState.EXPIRED: set(),
}


class Way(Enum):
    """How a quote was answered."""

    LINK = "link"  # the signed link of its letter
    APP = "app"
    STAFF = "staff"  # somebody wrote down what the customer said


class NoSuchQuote(Refused):
    code = "no_such_quote"
    sentence = "There is no such quote."
    status: ClassVar[int] = 404


class NoSuchQuoteMove(Refused):
    code = "no_such_quote_move"
    sentence = "This quote is {now} and cannot become {to}."
    cure = "Reload the page to see how it stands."
    status: ClassVar[int] = 409


class QuoteRanOut(Refused):
    code = "quote_ran_out"
    sentence = "This quote was good until {day}."
    cure = "Ask for a new one."
    status: ClassVar[int] = 409


class QuoteNotADraft(Refused):
    code = "quote_not_a_draft"
    sentence = "This quote was sent, and stays as it was sent."
    cure = "Decline it and make another one."
    status: ClassVar[int] = 409


class QuoteEmpty(Refused):
    code = "quote_empty"
    sentence = "A quote needs at least one line."
    cure = "Add what is offered, with its price."
    field = "lines"


class LineUnusable(Refused):
    code = "line_unusable"
    sentence = 'Line {place}, "{text}", cannot be a line.'
    cure = "Write what it is, how many and the price of one, or choose a product."
    field = "lines"


class TooManyLines(Refused):
    code = "too_many_lines"
    sentence = "A document has at most {most} lines."
    cure = "Make another one for the others."
    field = "lines"


def check_quote_move(now: QuoteState, to: QuoteState, *, valid_until: date, today: date) -> None:
    """Refuse what QUOTE_MOVES does not hold, and to accept what ran out."""
    if to not in QUOTE_MOVES[now]:
        raise NoSuchQuoteMove(now=now.value.capitalize(), to=to.value.capitalize())
    if to is QuoteState.ACCEPTED and today > valid_until:
        raise QuoteRanOut(day=f"{valid_until:%d/%m/%Y}")


def state_on(state: QuoteState, *, valid_until: date, today: date) -> QuoteState:
    """A quote that was sent runs out by being read after its last day, not by a job."""
    return QuoteState.EXPIRED if state is QuoteState.SENT and today > valid_until else state
