"""A limit is tried on what was posted on a family's account in a period."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from onaccount.domain.accounts.queries.standing import standing_of
from onaccount.domain.accounts.rules import Door
from onaccount.domain.accounts.rules.periods import Period
from onaccount.domain.accounts.rules.rehearsal import Move, Rehearsal, check_length, past_year, rehearse
from onaccount.domain.ledger.queries import marks_before, moves_between, notes_of
from onaccount.foundation.money import Money

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class RehearsedLimit:
    """What a limit would have done; `limit` is None for none. `notes` are those of the charges that are listed."""

    customer: int  # the survivor of the family
    currency: str
    limit: Money | None
    period: Period
    found: Rehearsal
    notes: Mapping[UUID, str]

    def money(self, minor: int) -> Money:
        return Money(minor, self.currency)


def rehearsed_limit(
    number: int, limit: Money | None, *, period: Period | None, at: datetime, after: UUID | None = None
) -> RehearsedLimit | None:
    """Try a limit on a period: the past year where none is named. The charges that are listed are those behind one.

    Nothing is kept of it, and nobody waits for it: four statements, however many postings there are. None is answered
    where nobody of the family has an account, or where the charge to go on from would not have been held up. Raises
    PeriodTooLong, OtherCurrency.
    """
    family = standing_of(number, door=Door.OFFICE, at=at)
    if family is None:
        return None
    currency = family.standing.currency
    if limit is not None:
        limit = limit + Money(0, currency)
    period = period or past_year(at.astimezone(ZoneInfo(family.zone)).date())
    check_length(period)
    since, ends = period.bounds(family.zone)
    start = marks_before(family.accounts, since, currency=currency)
    found = rehearse(
        (Move(*moved) for moved in moves_between(family.accounts, since, ends, currency=currency)),
        owed=sum(mark.balance_minor for mark in start.values()),
        limit=None if limit is None else limit.minor,
        since=since,
        until=min(ends - INSTANT, max(at, since)),
        zone=family.zone,
        after=after,
    )
    if found is None:
        return None
    listed = {one.move.id for one in (*found.some, found.first, found.worst) if one}
    notes = notes_of(listed)
    return RehearsedLimit(family.survivor, currency, limit, period, found, notes)
