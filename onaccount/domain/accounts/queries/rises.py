"""Limits that are higher for a time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from onaccount.domain.accounts.models import LimitAsk, Rise
from onaccount.foundation.money import Money


@dataclass(frozen=True, slots=True)
class RiseCard:
    id: UUID
    amount: Money
    starts_at: datetime
    ends_at: datetime
    why: str
    by_kind: str
    by_key: str


@dataclass(frozen=True, slots=True)
class AskCard:
    """A higher limit that waits for a second person: `amount` is the limit, None for none; with `ends_at` by how much
    it is to be higher until then.
    """

    id: UUID
    amount: Money | None
    ends_at: datetime | None
    why: str
    by_kind: str
    by_key: str
    at: datetime


def waiting_ask(number: int) -> AskCard | None:
    """What waits for a second person on an account."""
    row = LimitAsk.objects.select_related("account__ledger_account").filter(account=number, state="open").first()
    if row is None:
        return None
    amount = None if row.amount_minor is None else Money(row.amount_minor, row.account.ledger_account.currency)
    return AskCard(row.pk, amount, row.ends_at, row.why, row.by_kind, row.by_key, row.at)


def rises_of(number: int, *, at: datetime) -> list[RiseCard]:
    """Those of an account that run now or are still to come, the first to end first."""
    rows = Rise.objects.filter(account=number, ended_at=None, ends_at__gt=at).order_by("ends_at", "pk")
    return [
        RiseCard(
            row.pk,
            Money(row.amount_minor, row.account.ledger_account.currency),
            row.starts_at,
            row.ends_at,
            row.why,
            row.by_kind,
            row.by_key,
        )
        for row in rows.select_related("account__ledger_account")
    ]
