"""All postings with their lines, owner after owner, some at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import F
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan

from onaccount.domain.ledger.models import LedgerAccount, Line, Posting
from onaccount.domain.ledger.rules import Links
from onaccount.domain.ledger.rules.books import Difference, ReadLine, ReadPosting

AT_ONCE = 1_000
COLUMNS = (
    "owner_id", "seq", "previous", "id", "key", "digest", "reason", "currency", "by_kind", "by_key", "approved_by",
    "occurred_at", "posted_at", "booked_on", "reverses", "refunds", "source", "verdict",
    "hash", "amount_minor", "balance_minor", "owner__kind", "owner__currency",
)  # fmt: skip


def all_postings(tell: Callable[[int, int], None]) -> Iterator[ReadPosting | Difference]:
    """In the order of owner and seq; where something cannot be read, that is the last that comes."""
    done, total = 0, Posting.objects.count()
    after: tuple[UUID, int] = (UUID(int=0), 0)
    while True:
        try:
            found = _some_after(*after)
        except ValueError as error:  # on SQLite, a value that is not of its column's kind
            yield Difference("unreadable", {"owner": str(after[0]), "seq": after[1], "why": str(error)})
            return
        yield from found
        if not found:
            return
        after = (found[-1].links.owner, found[-1].links.seq)
        done += len(found)
        tell(done, max(done, total))


def _some_after(owner: UUID, seq: int) -> list[ReadPosting]:
    following: Any = TupleGreaterThan(Tuple(F("owner"), F("seq")), (owner, seq))
    rows = list(Posting.objects.filter(following).order_by("owner", "seq").values_list(*COLUMNS)[:AT_ONCE])
    lines = _lines_of([row[3] for row in rows])
    return [_read(*row, lines=lines[row[3]]) for row in rows]


def _lines_of(postings: list[UUID]) -> dict[UUID, list[ReadLine]]:
    columns = ("posting_id", "account_id", "amount_minor", "booked_on", "account__currency", "account__kind")
    lines: dict[UUID, list[ReadLine]] = defaultdict(list)
    for posting, account, amount, day, currency, kind in Line.objects.filter(posting__in=postings).values_list(
        *columns
    ):
        lines[posting].append(ReadLine(account, amount, day, currency, kind == LedgerAccount.CUSTOMER))
    return lines


def _read(
    owner: UUID, seq: int, previous: str, key: UUID, name: str, digest: str, reason: str, currency: str, by_kind: str,
    by_key: str, approved_by: str, occurred_at: Any, posted_at: Any, booked_on: Any, reverses: UUID | None,
    refunds: UUID | None, source: str, verdict: Any, own_hash: str, amount: int, balance: int | None, kind: str,
    currency_of_owner: str, *, lines: list[ReadLine],
) -> ReadPosting:  # fmt: skip
    amounts = {line.account: line.amount for line in lines}
    links = Links(
        owner, seq, previous, key, name, digest, reason, currency, amounts, f"{by_kind}:{by_key}", approved_by,
        occurred_at, posted_at, booked_on, reverses, refunds, source, verdict,
    )  # fmt: skip
    return ReadPosting(links, own_hash, amount, balance, kind == LedgerAccount.CUSTOMER, currency_of_owner, lines)
