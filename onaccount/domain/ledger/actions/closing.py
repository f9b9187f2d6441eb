"""Periods are closed, and what comes late is booked on the first day that is open.

On PostgreSQL a day that is over, or nearly, is booked on with the closing held off to the end of the transaction: else
a period could be closed between the look at it and the commit. What is booked on the day of now holds nothing. Who
closes never queues for that lock, so nobody who books waits for one who only waits. On SQLite there is one writer.
"""

import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from onaccount.domain.business.queries import current_business
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.ledger.models import Closing
from onaccount.domain.ledger.rules.closing import BooksBusy, check_close
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require

CLOSING = 0x0ACC_1506
NEARLY_OVER = timedelta(hours=1)  # longer than anybody waits between being asked and being posted
TRIES, BETWEEN = 50, 0.1  # of who closes, and seconds: longer than any booking takes


@action
def close_period(*, through: date, by: Actor, at: datetime) -> None:
    """Nothing is booked on a day up to this one any more. Raises PeriodNotOver, PeriodClosed, BooksBusy."""
    require(by, Right.CLOSE_PERIODS)
    today = at.astimezone(ZoneInfo(current_business().time_zone)).date()
    _hold_late_bookings()
    known = closed_through()
    check_close(through, closed=known, today=today)
    Closing.objects.update_or_create(
        pk=1, defaults={"through": through, "by_kind": by.kind, "by_key": by.key, "at": at}
    )
    record(
        "period.closed",
        Subject("period", through.isoformat()),
        by=by,
        at=at,
        changes={"through": (known.isoformat() if known else None, through.isoformat())},
    )


def booking_day(*, occurred_at: datetime, at: datetime, zone: str, closed: date | None) -> date:
    """The day that something counts to: its own on the business's calendar, or the first that is open.

    `closed` is as it was last read; of a day that may be closed meanwhile it is held off and read again.
    """
    day = occurred_at.astimezone(ZoneInfo(zone)).date()
    if day < (at + NEARLY_OVER).astimezone(ZoneInfo(zone)).date():
        hold_closing_off()
        closed = closed_through()
    return max(day, closed + timedelta(days=1)) if closed else day


def closed_through() -> date | None:
    return Closing.objects.filter(pk=1).values_list("through", flat=True).first()


def hold_closing_off() -> None:
    """From here to the end of the transaction nobody closes a period; who is closing one is waited for."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [CLOSING])


def _hold_late_bookings() -> None:
    """From here to the end of the transaction nobody books on a day that is over, and nobody else closes."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for tried in range(TRIES):
            if tried:
                time.sleep(BETWEEN)
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [CLOSING])
            if cursor.fetchone() == (True,):
                return
    raise BooksBusy
