"""When a higher limit needs a second person, and how what waits for one ends. Pure."""

from decimal import Decimal
from enum import Enum
from typing import ClassVar

from onaccount.foundation.money import Money
from onaccount.foundation.refusals import Refused

Limit = Money | None  # None is unlimited


class AskState(Enum):
    """What became of a higher limit that somebody asked a colleague for."""

    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"


ASK_MOVES: dict[AskState, set[AskState]] = {
    AskState.OPEN: {AskState.APPROVED, AskState.DECLINED},
    AskState.APPROVED: set(),
    AskState.DECLINED: set(),
}


class SamePerson(Refused):
    code = "same_person"
    sentence = "A limit of this size takes two people, and you asked for it yourself."
    cure = "Have a colleague who sets limits approve it."
    status: ClassVar[int] = 409


class NotAPerson(Refused):
    code = "not_a_person"
    sentence = "A limit of this size is approved by a person, and a {kind} is none."
    cure = "Have a colleague who sets limits approve it in the office."
    status: ClassVar[int] = 409


class LimitWaiting(Refused):
    code = "limit_waiting"
    sentence = "A higher limit of this account waits for a colleague already."
    cure = "Have it approved or declined first."
    status: ClassVar[int] = 409


class AskEnded(Refused):
    code = "limit_ask_ended"
    sentence = "This was {state} already, or there is no such thing."
    cure = "Look at the account again."
    status: ClassVar[int] = 409


def takes_two(*, was: Limit, to: Limit, rises: Money, above: Decimal | None) -> bool:
    """Whether a limit is raised to more than one person may set, together with the rises that run or are to come, so
    that nobody comes there in steps. The amount is in whatever currency the account is kept in.
    """
    if above is None or was is None or (to is not None and to.minor <= was.minor):
        return False
    return to is None or Decimal(str(to + rises)) > above
