"""A stretch of several accounts' chains: from what they came to at one moment to what they came to at another.

Postings are only ever added, so that two marks on each chain say for good what lies between them, whoever posts
meanwhile; and because `seq` has no gaps, how many they are is known without counting.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum

from onaccount.domain.ledger.models import LedgerAccount, Posting
from onaccount.domain.ledger.queries.postings import PostingCard, card_of, with_more
from onaccount.domain.ledger.rules import Reason


@dataclass(frozen=True, slots=True)
class Mark:
    """How far an account's chain had come: its last posting by then, and its balance in minor units."""

    seq: int = 0
    balance_minor: int = 0


Marks = Mapping[UUID, Mark]  # of each account


def marks_before(owners: Collection[UUID], moment: datetime, *, currency: str) -> dict[UUID, Mark]:
    """How far those of these accounts that are kept in a currency had come before a moment. One statement."""
    return _marks(owners, Q(posted_at__lt=moment), currency=currency)


def marks_at(owners: Collection[UUID], moment: datetime, *, currency: str) -> dict[UUID, Mark]:
    """The same with what was posted at the moment itself."""
    return _marks(owners, Q(posted_at__lte=moment), currency=currency)


def marks_through(owners: Collection[UUID], posting: UUID, *, currency: str) -> dict[UUID, Mark] | None:
    """How far they had come with a posting of one of them, in the order of `cards_between`; None where it is none."""
    last = Posting.objects.filter(pk=posting, owner__in=owners, currency=currency).first()
    if last is None:
        return None
    at_once = Q(seq__lt=last.seq) | Q(seq=last.seq, pk__lte=last.pk)
    until = Q(posted_at__lte=last.posted_at) & (Q(posted_at__lt=last.posted_at) | at_once)
    return _marks(owners, until, currency=currency)


def _marks(owners: Collection[UUID], until: Q, *, currency: str) -> dict[UUID, Mark]:
    last: Any = Posting.objects.filter(until, owner=OuterRef("pk")).order_by("-posted_at", "-seq")
    columns: Any = {name: Subquery(last.values(name)[:1]) for name in ("seq", "balance_minor")}
    rows: Any = LedgerAccount.objects.filter(pk__in=owners, currency=currency)
    found = rows.annotate(**columns).values_list("pk", "seq", "balance_minor")
    return {owner: Mark(seq or 0, balance or 0) for owner, seq, balance in found}


def count_between(start: Marks, end: Marks) -> int:
    return sum(end[owner].seq - start[owner].seq for owner in end)


def cards_between(start: Marks, end: Marks, *, limit: int) -> list[PostingCard]:
    """The first postings after `start` and up to `end`, the oldest first: at most `limit` of them.

    Each account is asked by itself, and only if it has any, so that one with a million is read no further than needed.
    """
    chains = [_chain(owner, start[owner], end[owner], limit) for owner in end if end[owner].seq > start[owner].seq]
    return list(islice(merge(*chains, key=lambda card: (card.posted_at, card.seq, card.id)), limit))


def _chain(owner: UUID, start: Mark, end: Mark, limit: int) -> Iterator[PostingCard]:
    rows = with_more().filter(owner=owner, seq__gt=start.seq, seq__lte=end.seq).order_by("seq")
    return map(card_of, rows[:limit])


def sums_between(start: Marks, end: Marks) -> tuple[int, int, int]:
    """What was added to the balances and what was taken from them, both in minor units and above nothing; and by how
    much more is owed for what was reversed, which is neither.
    """
    back = Q(reason=Reason.REVERSAL.value)
    of = {"up": ~back & Q(amount_minor__gt=0), "down": ~back & Q(amount_minor__lt=0), "back": back}
    sums = _between(start, end).aggregate(**{name: Sum("amount_minor", filter=which) for name, which in of.items()})
    return int(sums["up"] or 0), -int(sums["down"] or 0), int(sums["back"] or 0)


def _between(start: Marks, end: Marks) -> QuerySet[Posting]:
    """Of all these accounts at once."""
    stretches = Q(pk=None)
    for owner, mark in end.items():
        stretches |= Q(owner=owner, seq__gt=start[owner].seq, seq__lte=mark.seq)
    return Posting.objects.filter(stretches)
