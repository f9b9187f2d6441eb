"""Where an account's chain stands now: its last posting, which carries the balance."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from onaccount.domain.ledger.models import LedgerAccount, Posting
from onaccount.domain.ledger.rules import GENESIS


@dataclass(frozen=True, slots=True)
class Head:
    """What the next posting of an account follows. `balance_minor` is None of an account of the house."""

    account: UUID
    currency: str
    is_house: bool
    seq: int = 0
    hash: str = GENESIS
    balance_minor: int | None = 0
    posted_at: datetime | None = None


def heads_of(accounts: Collection[UUID]) -> dict[UUID, Head]:
    """The heads of these accounts. Whoever is about to post holds their rows before asking."""
    last: Any = Posting.objects.filter(owner=OuterRef("pk")).order_by("-seq")
    columns = {name: Subquery(last.values(name)[:1]) for name in ("seq", "hash", "balance_minor", "posted_at")}
    last_of: Any = {f"last_{name}": found for name, found in columns.items()}
    rows: Any = LedgerAccount.objects.filter(pk__in=accounts).annotate(**last_of)
    return {
        row.pk: Head(
            row.pk,
            row.currency,
            is_house=(is_house := row.kind == LedgerAccount.HOUSE),
            seq=row.last_seq or 0,
            hash=row.last_hash or GENESIS,
            balance_minor=None if is_house else row.last_balance_minor or 0,
            posted_at=row.last_posted_at,
        )
        for row in rows
    }


def head_of(account: UUID) -> Head:
    return heads_of([account])[account]
