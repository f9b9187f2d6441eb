"""The statement of an account for a period, and what it came to at any moment: of the whole family, as one.

It goes by when something was posted, which is the order of the chain: that of days that are over stays as it is, but
where customers are merged or come apart again, for it is of who is one family now. Postings in another currency than
the account's are on no statement.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from onaccount.domain.accounts.queries.standing import standing_of
from onaccount.domain.accounts.rules import Door
from onaccount.domain.accounts.rules.periods import NotYet, Period
from onaccount.domain.ledger.queries import (
    Mark,
    PostingCard,
    cards_between,
    count_between,
    marks_at,
    marks_before,
    marks_through,
    sums_between,
)
from onaccount.foundation.money import Money

AT_ONCE = 1000  # postings that are in memory while all of them are told
MOST_ADDED_UP = 20_000  # postings: some hundredths of a second


@dataclass(frozen=True, slots=True)
class Statement:
    """What stands above and below the postings. `available` is what is left to spend now, None for no end.

    `start` and `end` are how far the chains of the family's accounts had come; `count` postings lie between.
    """

    customer: int  # the survivor of the family
    period: Period
    currency: str
    opening: Money
    closing: Money
    available: Money | None
    count: int
    start: Mapping[UUID, Mark]
    end: Mapping[UUID, Mark]


@dataclass(frozen=True, slots=True)
class Sums:
    """Opening balance, with `charged`, less `paid`, with `reversed`, is the closing balance.

    `charged` holds what was paid out too, and `paid` what was given back; both are above nothing. What was taken back
    as a mistake is in neither: `reversed` is by how much more is owed for it.
    """

    charged: Money
    paid: Money
    reversed: Money


@dataclass(frozen=True, slots=True)
class Row:
    """A posting, and what the family's balance came to with it. `place` is 1, 2, 3 of the statement."""

    place: int
    card: PostingCard
    balance: Money


def statement_of(number: int, period: Period, *, at: datetime) -> Statement | None:
    """The statement of a customer's family, or None where it has no account. Three statements of SQL."""
    family = standing_of(number, door=Door.OFFICE, at=at)
    if family is None:
        return None
    of = family.standing
    begins, ends = period.bounds(family.zone)
    start = marks_before(family.accounts, begins, currency=of.currency)
    end = marks_before(family.accounts, ends, currency=of.currency)
    return Statement(
        customer=family.survivor,
        period=period,
        currency=of.currency,
        opening=_sum(start, of.currency),
        closing=_sum(end, of.currency),
        available=None if of.available is None else Money(of.available, of.currency),
        count=count_between(start, end),
        start=start,
        end=end,
    )


def statement_page(statement: Statement, *, after: UUID | None, limit: int) -> tuple[list[Row], UUID | None] | None:
    """The next rows, the oldest first, and the id to go on from; None where `after` is no posting of it."""
    start = statement.start
    if after is not None:
        reached = marks_through(list(statement.end), after, currency=statement.currency)
        if reached is None or not _is_between(statement, reached):
            return None
        start = reached
    cards = cards_between(start, statement.end, limit=limit + 1)
    rows = list(_rows(statement, start, cards[:limit]))
    return rows, cards[limit - 1].id if len(cards) > limit else None


def rows_from(statement: Statement) -> Iterator[Row]:
    """All rows, the oldest first, while only some are in memory."""
    start = dict(statement.start)
    while cards := cards_between(start, statement.end, limit=AT_ONCE):
        yield from _rows(statement, start, cards)
        for card in cards:
            start[card.owner] = Mark(card.seq, _balance(card))


def sums_of(statement: Statement) -> Sums | None:
    """What the postings of the period come to by what they were; None where there are too many to add up for a page."""
    if statement.count > MOST_ADDED_UP:
        return None
    return Sums(*(Money(each, statement.currency) for each in sums_between(statement.start, statement.end)))


def balance_as_of(number: int, moment: datetime, *, at: datetime) -> Money | None:
    """What a customer's family owed at a moment, with what was posted at it; None where it has no account.

    Raises NotYet.
    """
    if moment > at:
        raise NotYet
    family = standing_of(number, door=Door.OFFICE, at=at)
    if family is None:
        return None
    currency = family.standing.currency
    return _sum(marks_at(family.accounts, moment, currency=currency), currency)


def _is_between(statement: Statement, marks: Mapping[UUID, Mark]) -> bool:
    return all(statement.start[owner].seq <= marks[owner].seq <= mark.seq for owner, mark in statement.end.items())


def _rows(statement: Statement, start: Mapping[UUID, Mark], cards: list[PostingCard]) -> Iterator[Row]:
    balance = _sum(start, statement.currency)
    done = count_between(statement.start, start)
    for place, card in enumerate(cards, start=done + 1):
        balance += card.amount
        yield Row(place, card, balance)


def _balance(card: PostingCard) -> int:
    assert card.balance is not None, "a customer's account keeps its balance"
    return card.balance.minor


def _sum(marks: Mapping[UUID, Mark], currency: str) -> Money:
    return Money(sum(mark.balance_minor for mark in marks.values()), currency)
