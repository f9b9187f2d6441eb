"""Periods are closed, and what comes late is booked on the first day that is open."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from onaccount.domain.business.queries import current_business, locked_business
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.ledger.models import Closing
from onaccount.domain.ledger.rules.closing import check_close
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


@action
def close_period(*, through: date, by: Actor, at: datetime) -> None:
    """Nothing is booked on a day up to this one any more."""
    require(by, Right.CLOSE_PERIODS)
    today = at.astimezone(ZoneInfo(current_business().time_zone)).date()
    locked_business()  # two who close the first period at once find no row to wait for
    known = Closing.objects.filter(pk=1).first()
    check_close(through, closed=known.through if known else None, today=today)
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
