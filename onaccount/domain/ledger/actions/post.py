"""The only writer of money."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from onaccount.domain.history.actions import insert_row
from onaccount.domain.history.rules import Actor
from onaccount.domain.ledger.models import Line, Posting, PostingNote, new_id
from onaccount.domain.ledger.queries.heads import Head
from onaccount.domain.ledger.queries.postings import PostingCard, card_of
from onaccount.domain.ledger.rules import KeyOfAnother, Reason, chained, check_balanced, check_key


@dataclass(frozen=True, slots=True)
class Asked:
    """A key that whoever asks made and kept before asking, and a digest of what was asked for under it."""

    key: str
    digest: str

    @classmethod
    def of(cls, key: str, verb: str, **values: Any) -> "Asked":
        """The same key with other values is another digest, and so refused (check_same)."""
        text = json.dumps([verb, values], sort_keys=True, default=str, separators=(",", ":"))
        return cls(key, hashlib.sha256(text.encode()).hexdigest())


def check_same(asked: Asked, digest: str) -> None:
    """Refuse a key under which something else stands."""
    if asked.digest != digest:
        raise KeyOfAnother


def post(
    *,
    head: Head,
    lines: Mapping[UUID, int],
    reason: Reason,
    asked: Asked,
    by: Actor,
    at: datetime,
    booked_on: date,
    occurred_at: datetime | None = None,
    approved_by: Actor | None = None,
    reverses: UUID | None = None,
    refunds: UUID | None = None,
    source: str = "",
    verdict: Mapping[str, Any] | None = None,
) -> PostingCard:
    """Move money between accounts, once per key of the owner, whose head is given.

    `lines` are minor units by account, debits above nothing. The caller holds the owner's row, has read the head
    after that, and has looked under the key. Raises NotBalanced; whatever else cannot be, the triggers refuse.
    """
    check_key(asked.key)
    check_balanced(lines)
    posted_at = max(at, head.posted_at) if head.posted_at else at  # the order of the chain is the order of time
    amount = lines.get(head.account, 0)
    posting = Posting(
        id=new_id(),
        owner_id=head.account,
        seq=head.seq + 1,
        previous=head.hash,
        key=asked.key,
        digest=asked.digest,
        reason=reason.value,
        currency=head.currency,
        amount_minor=amount,
        balance_minor=None if head.balance_minor is None else head.balance_minor + amount,
        by_kind=by.kind,
        by_key=by.key,
        approved_by=f"{approved_by.kind}:{approved_by.key}" if approved_by else "",
        occurred_at=occurred_at or at,
        posted_at=posted_at,
        booked_on=booked_on,
        reverses=reverses,
        refunds=refunds,
        source=source,
        verdict=verdict,
    )
    posting.hash = chained(posting.links(lines))
    insert_row(*(Line(posting_id=posting.pk, account_id=account, amount_minor=amount, booked_on=booked_on)
                 for account, amount in lines.items()))  # fmt: skip
    insert_row(posting)
    return card_of(posting)


def write_note(posting: PostingCard, text: str) -> PostingCard:
    """Keep what somebody wrote to a posting, where it can be erased. Returns the posting with it."""
    if not text:
        return posting
    PostingNote.objects.create(posting=posting.id, text=text)
    return replace(posting, note=text)
