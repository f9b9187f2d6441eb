"""The chain: each posting of an owner carries the hash of all before it, so that none can be changed unseen.

The form that is hashed is described in docs/ledger-format.md and never changes without a new version word in it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

FORM = "onaccount posting 1"
GENESIS = "0" * 64  # what the first posting of an owner follows


@dataclass(frozen=True, slots=True)
class Links:
    """What of a posting is chained: all of it, and what it follows."""

    owner: UUID
    seq: int
    previous: str
    id: UUID
    key: str
    digest: str  # of what was asked for under the key
    reason: str
    currency: str
    lines: Mapping[UUID, int]  # minor units by account
    by: str  # "kind:key" of who did it
    approved_by: str  # of whose code allowed it, or ""
    occurred_at: datetime
    posted_at: datetime
    booked_on: date
    reverses: UUID | None
    refunds: UUID | None
    source: str
    verdict: Mapping[str, Any] | None


def chained(links: Links) -> str:
    """The posting's own hash: SHA-256, 64 hexadecimal digits, of one line per value in a fixed order.

    Values cannot hold a line end (keys, reasons and sources are checked), so no two postings are written alike.
    """
    lines = [f"{account} {links.lines[account]}" for account in sorted(links.lines)]
    values = [
        FORM,
        links.previous,
        str(links.owner),
        str(links.seq),
        str(links.id),
        links.key,
        links.digest,
        links.reason,
        links.currency,
        links.by,
        links.approved_by,
        _instant(links.occurred_at),
        _instant(links.posted_at),
        links.booked_on.isoformat(),
        str(links.reverses or ""),
        str(links.refunds or ""),
        links.source,
        _tree(links.verdict),
        *lines,
    ]
    return hashlib.sha256("\n".join(values).encode()).hexdigest()


def _tree(verdict: Mapping[str, Any] | None) -> str:
    """As JSON of one form, whatever order an engine keeps the names in; nothing where there is none."""
    return "" if verdict is None else json.dumps(verdict, sort_keys=True, separators=(",", ":"))


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
