"""The period that a statement is of: whole days, the first and the last with it. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from onaccount.foundation.dates import beginning_of
from onaccount.foundation.refusals import Refused


class PeriodBackwards(Refused):
    code = "period_backwards"
    sentence = "The period ends before it begins."
    cure = "Change the two days round."
    field = "to"


class NotYet(Refused):
    code = "not_yet"
    sentence = "That moment is still to come."
    cure = "Choose one that is past."
    field = "at"


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the business's calendar."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise PeriodBackwards

    def bounds(self, zone: str) -> tuple[datetime, datetime]:
        """The moment, in UTC, at which it begins, and the one at which the next begins: where two periods adjoin, the
        end of one is the beginning of the other, also where the clocks change.
        """
        return beginning_of(self.first, zone), beginning_of(self.last + timedelta(days=1), zone)


def this_month(today: date) -> Period:
    """Up to today."""
    return Period(today.replace(day=1), today)


def last_month(today: date) -> Period:
    last = today.replace(day=1) - timedelta(days=1)
    return Period(last.replace(day=1), last)


def this_year(today: date) -> Period:
    return Period(today.replace(month=1, day=1), today)
