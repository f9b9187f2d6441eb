"""Limits that are higher for a time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from onaccount.domain.accounts.models import Rise
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


def rises_of(number: int, *, at: datetime) -> list[RiseCard]:
    """Those of an account that run now or are still to come, the first to end first."""
    rows = Rise.objects.filter(account=number, ended_at=None, ends_at__gt=at).order_by("ends_at")
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
