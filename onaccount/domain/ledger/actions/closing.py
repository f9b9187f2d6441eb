"""Periods are closed, and what comes late is booked on the first day that is open."""

from datetime import date, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from onaccount.domain.business.queries import current_business
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.ledger.models import Closing
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
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


@action
def close_period(*, through: date, by: Actor, at: datetime) -> None:
    """Nothing is booked on a day up to this one any more."""
    require(by, Right.CLOSE_PERIODS)
    if through >= at.astimezone(ZoneInfo(current_business().time_zone)).date():
        raise PeriodNotOver(through=through)
    known = Closing.objects.select_for_update(no_key=True).filter(pk=1).first()
    if known and known.through >= through:
        raise PeriodClosed(through=known.through)
    Closing.objects.update_or_create(
        pk=1, defaults={"through": through, "by_kind": by.kind, "by_key": by.key, "at": at}
    )
    record(
        "period.closed",
        Subject("period", through.isoformat()),
        by=by,
        at=at,
        changes={"through": (known.through.isoformat() if known else None, through.isoformat())},
    )


def booking_day(*, occurred_at: datetime, zone: str, closed: date | None) -> date:
    """The day that something counts to: its own on the business's calendar, or the first that is open."""
    day = occurred_at.astimezone(ZoneInfo(zone)).date()
    return max(day, closed + timedelta(days=1)) if closed else day
