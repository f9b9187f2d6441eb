"""All postings of some accounts between two moments, with no more of each than a replay asks."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from onaccount.domain.ledger.models import Posting, PostingNote
from onaccount.domain.ledger.rules import Reason

AT_ONCE = 2000  # rows that are in memory
REASONS = {reason.value: reason for reason in Reason}
Moved = tuple[UUID, datetime, Reason, int, UUID | None]  # id, when, why, by how much more is owed, what it undoes


def moves_between(owners: Collection[UUID], since: datetime, until: datetime, *, currency: str) -> Iterator[Moved]:
    """In the order of time, before the second moment, of all the accounts together. One statement, read as it is gone
    through.
    """
    rows = Posting.objects.filter(owner__in=owners, currency=currency, posted_at__gte=since, posted_at__lt=until)
    ordered = rows.order_by("posted_at", "seq", "pk")
    columns = ordered.values_list("pk", "posted_at", "reason", "amount_minor", "reverses", "refunds")
    for key, at, reason, change, reverses, refunds in columns.iterator(chunk_size=AT_ONCE):
        yield key, at, REASONS[reason], change, reverses or refunds


def notes_of(postings: Collection[UUID]) -> dict[UUID, str]:
    """What was written to these, where anything was."""
    return dict(PostingNote.objects.filter(posting__in=postings).values_list("posting", "text"))
