"""Postings of an account, one and many."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum

from onaccount.domain.ledger.models import Line, Posting, PostingNote
from onaccount.domain.ledger.rules import Reason
from onaccount.foundation.money import Money


@dataclass(frozen=True, slots=True)
class PostingCard:
    """A posting as people and machines see it. `amount` is by how much more its owner owes."""

    id: UUID
    owner: UUID
    seq: int
    hash: str
    key: str
    digest: str
    reason: Reason
    amount: Money
    balance: Money | None
    by_kind: str
    by_key: str
    approved_by: str
    occurred_at: datetime
    posted_at: datetime
    booked_on: date
    reverses: UUID | None
    refunds: UUID | None
    source: str
    verdict: Mapping[str, Any] | None
    reversed_by: UUID | None = None
    note: str = ""

    @property
    def is_reversed(self) -> bool:
        return self.reversed_by is not None


def with_more() -> QuerySet[Posting]:
    """Postings, each with what is kept beside it: its note, and what took it back."""
    reversal: Any = Posting.objects.filter(owner=OuterRef("owner"), reverses=OuterRef("pk")).values("pk")
    note: Any = PostingNote.objects.filter(posting=OuterRef("pk")).values("text")
    return Posting.objects.annotate(reversed_by=Subquery(reversal), note=Subquery(note))


def card_of(row: Any) -> PostingCard:
    """From a row; what only `with_more` asks is empty of one that was just written."""
    balance = None if row.balance_minor is None else Money(row.balance_minor, row.currency)
    return PostingCard(
        id=row.pk,
        owner=row.owner_id,
        seq=row.seq,
        hash=row.hash,
        key=row.key,
        digest=row.digest,
        reason=Reason(row.reason),
        amount=Money(row.amount_minor, row.currency),
        balance=balance,
        by_kind=row.by_kind,
        by_key=row.by_key,
        approved_by=row.approved_by,
        occurred_at=row.occurred_at,
        posted_at=row.posted_at,
        booked_on=row.booked_on,
        reverses=row.reverses,
        refunds=row.refunds,
        source=row.source,
        verdict=row.verdict,
        reversed_by=getattr(row, "reversed_by", None),
        note=getattr(row, "note", None) or "",
    )


def posting_of(posting: UUID) -> PostingCard | None:
    """One posting, by its id."""
    row = with_more().filter(pk=posting).first()
    return card_of(row) if row else None


def postings_of(owner: UUID, *, before: int | None = None, limit: int = 50) -> list[PostingCard]:
    """The newest first; `before` is the seq to go on from."""
    rows = with_more().filter(owner=owner).order_by("-seq")
    if before is not None:
        rows = rows.filter(seq__lt=before)
    return [card_of(row) for row in rows[:limit]]


def postings_page(
    owners: Collection[UUID], *, after: UUID | None, limit: int
) -> tuple[list[PostingCard], UUID | None] | None:
    """The newest first, of all these accounts; `after` is the posting to go on from, and None is answered where it is
    on none of them. With the postings comes the last one's id where more follow.
    """
    rows = with_more().filter(owner__in=owners).order_by("-posted_at", "-seq", "-pk")
    if after is not None:
        last = Posting.objects.filter(pk=after, owner__in=owners).first()
        if last is None:
            return None
        earlier = Q(seq__lt=last.seq) | Q(seq=last.seq, pk__lt=last.pk)
        rows = rows.filter(Q(posted_at__lt=last.posted_at) | earlier, posted_at__lte=last.posted_at)
    found = [card_of(row) for row in rows[: limit + 1]]
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def lines_of(posting: UUID) -> dict[UUID, int]:
    """The amounts of a posting's lines, by account."""
    return dict(Line.objects.filter(posting=posting).values_list("account_id", "amount_minor"))


def is_reversed(posting: PostingCard) -> bool:
    return Posting.objects.filter(owner=posting.owner, reverses=posting.id).exists()


def refunded_of(charge: PostingCard) -> Money:
    """How much of a charge was given back, without the refunds that were reversed."""
    reversal: Any = Posting.objects.filter(owner=OuterRef("owner"), reverses=OuterRef("pk"))
    refunds = Posting.objects.filter(~Exists(reversal), owner=charge.owner, refunds=charge.id)
    return Money(-(refunds.aggregate(sum=Sum("amount_minor"))["sum"] or 0), charge.amount.currency)
