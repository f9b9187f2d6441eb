"""When a route is driven, and until when one may order for a day. Pure: no clock is read here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from onaccount.foundation.refusals import Refused

WEEKDAYS = range(7)  # Monday is 0, as Python counts
LOOKED_AHEAD = 28  # days
MOST_DAYS_BEFORE = 14
MINUTES_OF_A_DAY = 24 * 60
LONGEST_NAME = 60


class NoDeliveryThen(Refused):
    code = "no_delivery_then"
    sentence = "There is no delivery to you on {day:%A %d %B} any more."
    cure = "The next is on {next:%A %d %B}."
    status: ClassVar[int] = 409
    field = "deliver_on"


class NoDeliveryAtAll(Refused):
    code = "no_delivery_at_all"
    sentence = "The route {route} is driven on no day."
    cure = "Choose its days in Settings > Orders."
    status: ClassVar[int] = 409


class DeliveryInThePast(Refused):
    code = "delivery_in_the_past"
    sentence = "{day:%A %d %B} is over."
    cure = "Choose today or later."
    field = "deliver_on"


class RouteUnusable(Refused):
    code = "route_unusable"
    sentence = "A route needs a name, one day of the week or more, and a time until which one may order."
    cure = "Give all three; the time as 14:00, at most {most} days before."


class NoWeekday(Refused):
    code = "no_weekday"
    sentence = "A standing order needs one day of the week or more."
    cure = "Choose the days."
    field = "weekdays"


class RouteNameTaken(Refused):
    code = "route_name_taken"
    sentence = "There is a route {name} already."
    cure = "Choose another name."
    status: ClassVar[int] = 409
    field = "name"


class NoSuchRoute(Refused):
    code = "no_such_route"
    sentence = "There is no such route."
    status: ClassVar[int] = 404


@dataclass(frozen=True, slots=True)
class Timetable:
    """Driven on these days of the week; for each one may order until `cutoff` minutes of the day `days_before` it."""

    name: str
    weekdays: frozenset[int]
    cutoff: int
    days_before: int = 1


def bits_of(weekdays: Collection[int]) -> int:
    return sum(1 << day for day in set(weekdays))


def weekdays_of(bits: int) -> frozenset[int]:
    return frozenset(day for day in WEEKDAYS if bits >> day & 1)


def last_moment(route: Timetable, day: date, zone: str) -> datetime:
    """Until when, in UTC and not after, one may order for a day."""
    on = day - timedelta(days=route.days_before)
    at = time(route.cutoff // 60, route.cutoff % 60)
    return datetime.combine(on, at, ZoneInfo(zone)).astimezone(UTC)


def delivery_days(route: Timetable, *, at: datetime, zone: str) -> list[date]:
    """The days ahead for which one may still order; the cut-off itself is in time."""
    today = at.astimezone(ZoneInfo(zone)).date()
    ahead = (today + timedelta(days=n) for n in range(LOOKED_AHEAD + 1))
    return [day for day in ahead if day.weekday() in route.weekdays and at <= last_moment(route, day, zone)]


def delivery_day(route: Timetable | None, wanted: date | None, *, at: datetime, zone: str) -> date | None:
    """The day on which it goes: the one that is wanted, else the next; None where no route says.

    Raises NoDeliveryThen, NoDeliveryAtAll, DeliveryInThePast.
    """
    if route is None:
        check_not_past(wanted, at=at, zone=zone)
        return wanted
    days = delivery_days(route, at=at, zone=zone)
    if not days:
        raise NoDeliveryAtAll(route=route.name)
    if wanted is not None and wanted not in days:
        raise NoDeliveryThen(day=wanted, next=days[0])
    return wanted or days[0]


def check_not_past(wanted: date | None, *, at: datetime, zone: str) -> None:
    if wanted is not None and wanted < at.astimezone(ZoneInfo(zone)).date():
        raise DeliveryInThePast(day=wanted)


def next_slot(weekdays: Iterable[int], after: date) -> date:
    """The first of these days of the week after a day."""
    days = set(weekdays)
    return next(day for n in range(1, 8) if (day := after + timedelta(days=n)).weekday() in days)


def last_slot(weekdays: Iterable[int], since: date, until: date) -> date:
    """The last of these days from `since`, which is one, to `until`: days that were missed are not made up for."""
    days = set(weekdays)
    ahead = (until - timedelta(days=n) for n in range(7))
    return max(since, next(day for day in ahead if day.weekday() in days))
