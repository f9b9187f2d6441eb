"""When a period may be closed, and what counts to which day. Pure."""

from datetime import date
from typing import ClassVar

from onaccount.foundation.refusals import Refused


class PeriodNotOver(Refused):
    code = "period_not_over"
    sentence = "{through:%d/%m/%Y} is not over yet."
    cure = "Close a period when its last day is past."
    field = "through"


class PeriodClosed(Refused):
    code = "period_closed"
    sentence = "The books are closed through {through:%d/%m/%Y}, and a closed period is not opened again."
    cure = "Choose a later day."
    field = "through"
    status: ClassVar[int] = 409


class BooksBusy(Refused):
    code = "books_busy"
    sentence = "Something is being booked on days that are over just now."
    cure = "Close the period in a moment."
    status: ClassVar[int] = 503


def check_close(through: date, *, closed: date | None, today: date) -> None:
    """Refuse a day that is not over, and one that is closed already. `today` is the business's."""
    if through >= today:
        raise PeriodNotOver(through=through)
    if closed is not None and closed >= through:
        raise PeriodClosed(through=closed)
