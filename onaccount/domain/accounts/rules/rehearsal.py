"""A limit is tried on the past (B-08): what would have been held up, had it been the limit then. Pure.

The postings of a period come in their order, from what was owed before the first of them. The limit alone is asked:
no status, no rise, no hold, and nobody who may go over it.
- A charge that would go over the limit is not made. So what is owed after it is less than it was, and a later charge
  that fits then is made.
- Money that came in or was paid out did so all the same, and so did whatever corrects what came before the period.
- What gives back or takes back a charge that was not made is not made either.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from onaccount.domain.accounts.rules.periods import Period
from onaccount.domain.ledger.rules import Reason
from onaccount.foundation.refusals import Refused

LONGEST = 3 * 366  # days


class PeriodTooLong(Refused):
    code = "period_too_long"
    sentence = "A limit is tried on three years at most."
    cure = "Choose a later first day."
    field = "from"


@dataclass(frozen=True, slots=True)
class Move:
    """A posting of the past. `change` is by how much more was owed, in minor units; `undoes` the charge that it gives
    back or the posting that it takes back.
    """

    id: UUID
    at: datetime
    reason: Reason
    change: int
    undoes: UUID | None = None


@dataclass(frozen=True, slots=True)
class HeldUp:
    """A charge that would not have been made: what was owed before it, and by how much it would have gone over."""

    move: Move
    owed: int
    over: int


@dataclass(slots=True)
class Course:
    """How a debt went: the most that was owed and when (nothing, where never anything was), and on how many days of
    the business's calendar it was more than a limit, if only for a moment.
    """

    owed: int
    at: datetime
    limit: int | None
    zone: ZoneInfo
    highest: int = 0
    highest_at: datetime | None = None
    days_over: int = 0
    last_over: date | None = None

    def __post_init__(self) -> None:
        self._look()

    def moves(self, change: int, at: datetime) -> None:
        self.lasts(at)
        self.owed, self.at = self.owed + change, at
        self._look()

    def lasts(self, until: datetime) -> None:
        """It stays as it is until then."""
        if self.limit is None or self.owed <= self.limit:
            return
        first, last = (moment.astimezone(self.zone).date() for moment in (self.at, until))
        if self.last_over is not None:
            first = max(first, self.last_over + timedelta(days=1))
        if first <= last:
            self.days_over += (last - first).days + 1
            self.last_over = last

    def _look(self) -> None:
        if self.owed > self.highest:
            self.highest, self.highest_at = self.owed, self.at


@dataclass(slots=True)
class Tally:
    count: int = 0
    sum: int = 0

    def add(self, amount: int) -> None:
        self.count += 1
        self.sum += amount


@dataclass(slots=True)
class Rehearsal:
    """What a limit would have done. `enough` is the least limit that would have held nothing up; it is the same
    whatever limit is tried. `some` is the part of the list that was asked for, `more` the posting to go on from.
    """

    as_it_was: Course
    rehearsed: Course
    charges: Tally = field(default_factory=Tally)
    held_up: Tally = field(default_factory=Tally)
    first: HeldUp | None = None
    worst: HeldUp | None = None  # that would have gone over by most
    enough: int = 0
    some: list[HeldUp] = field(default_factory=list)
    more: UUID | None = None


def past_year(today: date) -> Period:
    """Up to today, from the day a year before; of a leap day, from the day after it would have been."""
    try:
        return Period(today.replace(year=today.year - 1), today)
    except ValueError:
        return Period(today.replace(year=today.year - 1, month=3, day=1), today)


def check_length(period: Period) -> None:
    if (period.last - period.first).days >= LONGEST:
        raise PeriodTooLong


def rehearse(
    moves: Iterable[Move],
    *,
    owed: int,
    limit: int | None,
    since: datetime,
    until: datetime,
    zone: str,
    after: UUID | None = None,
    at_once: int = 50,
) -> Rehearsal | None:
    """Go through the moves between two moments once. `limit` is None for none. The list holds `at_once` charges behind
    the one that is named, from the first where none is; None is answered where that one would not have been held up.
    """
    clock = ZoneInfo(zone)
    found = Rehearsal(Course(owed, since, limit, clock), Course(owed, since, limit, clock))
    listed = _Listed(found, after, at_once)
    unmade: set[UUID] = set()
    for move in moves:
        found.as_it_was.moves(move.change, move.at)
        if move.undoes in unmade:
            unmade.add(move.id)
            continue
        if move.reason is Reason.CHARGE:
            found.charges.add(move.change)
            found.enough = max(found.enough, found.as_it_was.owed)
            if limit is not None and found.rehearsed.owed + move.change > limit:
                unmade.add(move.id)
                listed.add(HeldUp(move, found.rehearsed.owed, found.rehearsed.owed + move.change - limit))
                continue
        found.rehearsed.moves(move.change, move.at)
    found.as_it_was.lasts(until)
    found.rehearsed.lasts(until)
    return found if listed.began else None


@dataclass(slots=True)
class _Listed:
    """Counts what is held up, and keeps the part that was asked for: the rest is only counted."""

    of: Rehearsal
    after: UUID | None
    at_once: int

    @property
    def began(self) -> bool:
        return self.after is None

    def add(self, one: HeldUp) -> None:
        of = self.of
        of.held_up.add(one.move.change)
        of.first = of.first or one
        if of.worst is None or one.over > of.worst.over:
            of.worst = one
        if self.after is not None:
            self.after = None if one.move.id == self.after else self.after
        elif len(of.some) < self.at_once:
            of.some.append(one)
        else:
            of.more = of.some[-1].move.id
