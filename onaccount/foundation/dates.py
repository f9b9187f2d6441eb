"""Days and moments as people type them: a date, or one with a time of the clock on the wall."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from onaccount.foundation.refusals import Refused

FIRST_YEAR, LAST_YEAR = 1900, 2999  # no business has days beyond them, and every clock has a moment for these
WRITTEN_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)


class NotADay(Refused):
    code = "not_a_day"
    sentence = '"{text}" is no day.'
    cure = "Write it as 2027-03-28."


class NotATime(Refused):
    code = "not_a_time"
    sentence = "{text} is no date and time."
    cure = "Write it as 2027-03-28 09:00."


class NoSuchTime(Refused):
    code = "no_such_time"
    sentence = "There is no {text} in {zone}: the clock is put forward in that night."
    cure = "Choose an hour later."


def moment_of(text: str, zone: str) -> datetime:
    """The moment, in UTC, of "2027-03-28 09:00" or "2027-03-28T09:00" on the clocks of a time zone ("Europe/London").

    Of an hour that comes twice, when the clock is put back, the first is meant. A time with an offset of its own
    ("2027-03-28T09:00Z") is that moment. Raises NotATime, NoSuchTime.
    """
    try:
        typed = datetime.fromisoformat(text.strip())
    except ValueError:
        raise NotATime(text=text) from None
    if not FIRST_YEAR <= typed.year <= LAST_YEAR:
        raise NotATime(text=text)
    if typed.tzinfo is not None:
        return typed.astimezone(UTC)
    moment = typed.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != typed:
        raise NoSuchTime(text=text, zone=zone)
    return moment


def day_of(text: str) -> date:
    """The day of "2027-03-28". Raises NotADay."""
    found = WRITTEN_DAY.fullmatch(text.strip())
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotADay(text=text[:40])
    return day


def beginning_of(day: date, zone: str) -> datetime:
    """The moment, in UTC, at which a day begins on the clocks of a time zone."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
