"""When a schedule is due: the slots of a cron expression in a time zone, as instants. Pure: no clock is read here.

Cronsim reads the expression and counts in plain local times; what daylight saving does to them is said here, because
by cron's own rule "*/20 1 * * *" would be missed in spring and done twice in autumn. Two rules:

- Where the expression names hours, each local time is one slot: in the hour that spring leaves out it is due once,
  right after the gap; in the hour that autumn repeats it is due once, the first time.
- Where it says every hour, it counts time that passes: each hour that there is, repeated or not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import shorten

MOST_MISSED = 1_000  # a server that was off for longer than that many slots is told "1,000 or more"
# Clocks are put back by less: so far apart a local time and its neighbours may stand in the wrong order of instants.
OVERLAP = timedelta(hours=3)
EVERY_HOUR = set(range(24))
LONGEST = 100  # letters of an expression


class NotACron(Refused):
    code = "not_a_cron"
    sentence = "{text} does not say when: {why}."
    cure = "Write minute, hour, day, month and weekday, such as 30 6 * * 1-5 for 06:30 from Monday to Friday."


class NotAZone(Refused):
    code = "not_a_zone"
    sentence = "There is no time zone {zone}."
    cure = "Choose one of the list, such as Europe/London."


@dataclass(frozen=True, slots=True)
class Due:
    """The last slot that is due, and how many before it were missed, counted up to MOST_MISSED."""

    slot: datetime
    missed: int


def check_cron(text: str) -> str:
    """The expression with single blanks, or NotACron."""
    tidied = " ".join(text.upper().split())
    if len(tidied.split()) != 5 or len(tidied) > LONGEST:
        raise NotACron(text=shorten(tidied) or '""', why="it needs five parts with blanks between")
    try:
        next(CronSim(tidied, datetime(2026, 1, 1)))  # noqa: DTZ001 - a plain local time
    except CronSimError as error:
        raise NotACron(text=tidied, why=str(error).lower().replace("-", " ")) from None
    except StopIteration:
        raise NotACron(text=tidied, why="no such day comes in the next 50 years") from None
    return tidied


def zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise NotAZone(zone=name) from None


def due_slots(cron: str, zone: tzinfo, *, since: datetime, until: datetime) -> Due | None:
    """What became due after `since` and not after `until`: None where nothing did."""
    found: set[datetime] = set()
    earliest = plain(since, zone) - OVERLAP
    for local in CronSim(cron, plain(until, zone) + OVERLAP, reverse=True):
        if local < earliest or len(found) > MOST_MISSED:
            break
        found.update(slot for slot in instants(local, zone, cron) if since < slot <= until)
    return Due(max(found), min(len(found) - 1, MOST_MISSED)) if found else None


def next_slots(cron: str, zone: tzinfo, *, after: datetime, count: int = 1) -> list[datetime]:
    """The next slots after a moment, in order; fewer where the calendar has no more."""
    found: set[datetime] = set()
    for local in CronSim(cron, plain(after, zone) - OVERLAP):
        found.update(slot for slot in instants(local, zone, cron) if slot > after)
        if len(found) >= count and local > plain(sorted(found)[count - 1], zone) + OVERLAP:
            break
    return sorted(found)[:count]


def plain(at: datetime, zone: tzinfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


def instants(local: datetime, zone: tzinfo, cron: str) -> Iterator[datetime]:
    """The instants, in UTC, at which a local time of an expression is due."""
    by_interval = is_every_hour(cron)
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if plain(first, zone) != local:  # the clock never shows it
        if not by_interval:
            yield end_of_gap(second, first, zone)
        return
    yield first
    if by_interval and second != first:
        yield second


def is_every_hour(cron: str) -> bool:
    return CronSim(cron, datetime(2026, 1, 1)).hours == EVERY_HOUR  # noqa: DTZ001 - only its parts are asked


def end_of_gap(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The second in which the clock is put forward, between an instant before it and one after it."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle <= before:
            break
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == offset else (before, middle)
    return after
