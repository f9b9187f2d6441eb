"""What a customer that is Referred has to bring before it is decided (D-03). Pure."""

from datetime import timedelta
from enum import Enum
from typing import ClassVar

from onaccount.domain.customers.rules.status import Kind
from onaccount.foundation.refusals import Refused


class What(Enum):
    DEPOSIT = "deposit"
    GUARANTEE = "guarantee"
    TRADE_REFERENCES = "trade_references"
    LOWER_LIMIT = "lower_limit"
    DIRECTOR = "director"
    PAPER = "paper"
    QUESTION = "question"


class NoSuchItem(Refused):
    code = "no_such_item"
    sentence = "There is no such line in the checklist."
    status: ClassVar[int] = 404


class SettledAlready(Refused):
    code = "item_settled"
    sentence = "This is settled already."
    cure = "Reload the page."
    status: ClassVar[int] = 409


class CannotBeAsked(Refused):
    code = "applicant_cannot_be_asked"
    sentence = "There is no application with an address to which a link could go."
    cure = "Ask the partner, or by telephone, and write down what was said."
    status: ClassVar[int] = 409


class AnswerEmpty(Refused):
    code = "answer_empty"
    sentence = "An answer needs words."
    cure = "Write what there is to say."
    field = "answer"


class QuestionEmpty(Refused):
    code = "question_empty"
    sentence = "A question needs words."
    cure = "Write what is to be known."
    field = "words"


class Outcome(Enum):
    """What became of a line of the checklist."""

    BROUGHT = "brought"
    NOT_NEEDED = "not_needed"


BROUGHT_WITHIN = timedelta(days=14)  # what somebody Referred has to bring, where nobody says another day


def opened_for(kind: Kind) -> tuple[What, ...]:
    """What stands on the checklist of whoever becomes Referred (D-03); a person has no director."""
    always = (What.DEPOSIT, What.GUARANTEE, What.TRADE_REFERENCES, What.LOWER_LIMIT)
    return (*always, What.DIRECTOR) if kind is Kind.COMPANY else always
