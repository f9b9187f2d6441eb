"""Moments as people type them: a date and a time of the clock on the wall."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from onaccount.foundation.refusals import Refused


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
    if typed.tzinfo is not None:
        return typed.astimezone(UTC)
    moment = typed.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != typed:
        raise NoSuchTime(text=text, zone=zone)
    return moment
