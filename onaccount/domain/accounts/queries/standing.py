"""How a family's account stands now: all that a verdict and a posting ask, by one statement.

A charge holds the account first and asks this after that: what it reads then nobody changes before it is done.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from onaccount.domain.accounts.rules import Door, Exposure, OverLimitPolicy, Standing
from onaccount.domain.customers.queries import day_limit_of
from onaccount.domain.customers.rules.status import Stage, Status
from onaccount.domain.history.queries import planned_once
from onaccount.domain.history.rules import Actor
from onaccount.domain.ledger.queries import Head, held_by
from onaccount.domain.ledger.rules import GENESIS
from onaccount.domain.people.rules import Kind
from onaccount.foundation.dates import beginning_of

# The survivor of a number, and all who were merged into it (customers/queries/family.py says why this is flat).
SURVIVOR = "(SELECT COALESCE(merged_into_id, number) FROM customers_customer WHERE number = %(number)s)"
FAMILY = f"""SELECT number FROM customers_customer WHERE number = {SURVIVOR}
    UNION ALL SELECT number FROM customers_customer WHERE merged_into_id = {SURVIVOR}"""  # noqa: S608 - ours
ACCOUNTS = f"""SELECT ledger_account_id FROM accounts_customeraccount
    WHERE customer_id IN ({FAMILY})"""  # noqa: S608 - ours

CURRENCY = f"""SELECT l.currency FROM accounts_customeraccount a JOIN ledger_account l ON l.id = a.ledger_account_id
    WHERE a.customer_id IN ({FAMILY})
    ORDER BY CASE a.customer_id WHEN {SURVIVOR} THEN 0 ELSE 1 END, a.customer_id LIMIT 1"""  # noqa: S608 - ours

STANDING = f"""
SELECT a.customer_id = c.number, c.number, c.status, c.stage, a.customer_id,
    a.is_allowed, a.is_unlimited, a.limit_minor, a.suspended_at IS NOT NULL, a.version,
    l.id, l.currency, p.seq, p.hash, p.balance_minor, p.posted_at,
    (SELECT COALESCE(SUM(amount_minor), 0) FROM accounts_rise r WHERE r.account_id = a.customer_id
        AND r.starts_at <= %(at)s AND r.ends_at > %(at)s AND r.ended_at IS NULL),
    (SELECT COALESCE(SUM(CASE h.kind WHEN 'reservation' THEN amount_minor ELSE 0 END), 0) FROM ledger_hold h
        WHERE h.account_id = l.id AND h.state = 'open' AND (h.expires_at IS NULL OR h.expires_at > %(at)s)),
    (SELECT COALESCE(SUM(CASE h.kind WHEN 'lease' THEN amount_minor ELSE 0 END), 0) FROM ledger_hold h
        WHERE h.account_id = l.id AND h.state = 'open' AND (h.expires_at IS NULL OR h.expires_at > %(at)s)),
    COALESCE(k.id, e.posting), o.id, s.through, b.time_zone, y.counts, y.over_limit_in_app, y.over_limit_in_office
FROM customers_customer c
LEFT JOIN accounts_customeraccount a ON a.customer_id IN ({FAMILY})
LEFT JOIN ledger_account l ON l.id = a.ledger_account_id
LEFT JOIN ledger_posting p ON p.owner_id = l.id
    AND p.seq = (SELECT seq FROM ledger_posting WHERE owner_id = l.id ORDER BY seq DESC LIMIT 1)
LEFT JOIN ledger_posting k ON k.owner_id = l.id AND k.key = %(key)s
LEFT JOIN ledger_hold o ON o.account_id = l.id AND o.key = %(key)s
LEFT JOIN accounts_postedelsewhere e ON e.customer_id = %(number)s AND e.key = %(key)s
LEFT JOIN ledger_closing s ON s.id = 1
LEFT JOIN business_business b ON b.id = 1
LEFT JOIN accounts_accountpolicy y ON y.id = 1
WHERE c.number = {SURVIVOR}
ORDER BY a.customer_id
"""  # noqa: S608 - names of ours


@dataclass(frozen=True, slots=True)
class FamilyStanding:
    """A family's account: the survivor's own where it has one, else the oldest of those that were merged into it.

    `accounts` are the ledger accounts of all of them; what is posted goes to `head`'s. `done` is the posting that
    stands under the key that was asked for, on any of them; `has_hold` is whether a hold was placed with that key.
    """

    survivor: int
    number: int  # whose account it is
    accounts: frozenset[UUID]
    head: Head
    standing: Standing
    version: int
    over_limit: OverLimitPolicy
    zone: str
    closed: date | None
    done: UUID | None
    has_hold: bool = False


def family_accounts(number: int) -> list[UUID]:
    """The ledger accounts of a customer's whole family."""
    with connection.cursor() as cursor:
        cursor.execute(ACCOUNTS, {"number": number})
        return [_uuid(key) for (key,) in cursor.fetchall()]


def currency_of(number: int) -> str | None:
    """The currency that the account of a customer's family is kept in, which never changes; None where it has none."""
    with planned_once() as cursor:
        cursor.execute(CURRENCY, {"number": number})
        found = cursor.fetchone()
    return found[0] if found else None


def standing_of(number: int, *, door: Door, at: datetime, key: str = "") -> FamilyStanding | None:
    """How the account of a customer's family stands, or None where nobody of it has one."""
    with planned_once() as cursor:
        when = connection.ops.adapt_datetimefield_value(at)
        cursor.execute(STANDING, {"number": number, "at": when, "key": key})
        rows = [Row(*row) for row in cursor.fetchall()]
    rows = [row for row in rows if row.account is not None]
    return standing_from(rows, door) if rows else None


def for_person(family: FamilyStanding, by: Actor, *, at: datetime) -> FamilyStanding:
    """The same with what whoever acts may still spend today, where it is a named person with a limit (D-05).

    Today is the business's. What was reserved and given back since was not spent.
    """
    limit = day_limit_of(int(by.key)) if by.kind == Kind.PERSON.value else None
    if limit is None:
        return family
    since = beginning_of(at.astimezone(ZoneInfo(family.zone)).date(), family.zone)
    left = limit - held_by(by, accounts=family.accounts, since=since)
    return replace(family, standing=replace(family.standing, day_left=left))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of STANDING."""

    is_own: bool
    survivor: int
    status: str
    stage: str
    number: int
    is_allowed: bool
    is_unlimited: bool
    limit: int
    is_suspended: bool
    version: int
    account: Any
    currency: str
    seq: int | None
    hash: str | None
    balance: int | None
    posted_at: Any
    rise: int
    holds: int
    leases: int
    done: Any
    hold: Any
    closed: Any
    zone: str | None
    counts: Any
    over_limit_in_app: str | None
    over_limit_in_office: str | None


def standing_from(rows: Collection[Row], door: Door) -> FamilyStanding:
    row = next((row for row in rows if row.is_own), None) or next(iter(rows))
    alike = [each for each in rows if each.currency == row.currency]  # currencies never mix (D-18)
    standing = Standing(
        status=Status(row.status),
        stage=Stage(row.stage),
        door=door,
        currency=row.currency,
        is_allowed=bool(row.is_allowed),
        is_suspended=any(each.is_suspended for each in rows),
        limit=None if row.is_unlimited else row.limit,
        rise=int(row.rise),
        owed=sum(each.balance or 0 for each in alike),
        holds=int(sum(each.holds for each in alike)),
        leases=int(sum(each.leases for each in alike)),
        counts=_counts(row.counts),
    )
    policy = row.over_limit_in_app if door is Door.APP else row.over_limit_in_office
    return FamilyStanding(
        survivor=row.survivor,
        number=row.number,
        accounts=frozenset(_uuid(each.account) for each in rows),
        head=Head(
            _uuid(row.account), row.currency, is_house=False, seq=row.seq or 0, hash=row.hash or GENESIS,
            balance_minor=row.balance or 0, posted_at=_moment(row.posted_at),
        ),
        standing=standing,
        version=row.version,
        over_limit=OverLimitPolicy(policy or OverLimitPolicy.NO.value),
        zone=row.zone or "Europe/London",
        closed=date.fromisoformat(row.closed) if isinstance(row.closed, str) else row.closed,
        done=next((_uuid(each.done) for each in rows if each.done), None),
        has_hold=any(each.hold for each in rows),
    )  # fmt: skip


def _counts(kept: Any) -> frozenset[Exposure]:
    if kept is None:
        return frozenset(Exposure)
    return frozenset(map(Exposure, json.loads(kept) if isinstance(kept, str) else kept))


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _moment(value: Any) -> datetime | None:
    """SQLite has moments in UTC and without an offset."""
    moment: datetime | None = value
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
