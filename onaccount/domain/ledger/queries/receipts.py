"""What the books say of a receipt, to whoever holds it: no names, no account."""

from dataclasses import dataclass
from datetime import datetime

from onaccount.domain.ledger.models import Line, Posting
from onaccount.domain.ledger.rules import GENESIS, Reason, chained
from onaccount.domain.ledger.rules.receipts import NotAReceipt, read_receipt
from onaccount.foundation.money import Money


@dataclass(frozen=True, slots=True)
class Receipt:
    """`ok` is whether the posting still says what it said when it was chained, and follows on the one before."""

    amount: Money
    reason: Reason
    at: datetime
    seq: int
    ok: bool
    is_reversed: bool


def receipt_of(code: str) -> Receipt:
    """The posting that a code names. Raises NotAReceipt for a code that is none, or names nothing that is here."""
    key, piece = read_receipt(code)
    posting = Posting.objects.filter(pk=key).first()
    if posting is None or not posting.hash.startswith(piece):
        raise NotAReceipt
    return Receipt(
        amount=Money(abs(posting.amount_minor), posting.currency),
        reason=Reason(posting.reason),
        at=posting.posted_at,
        seq=posting.seq,
        ok=_holds(posting),
        is_reversed=Posting.objects.filter(owner=posting.owner_id, reverses=posting.pk).exists(),
    )


def _holds(posting: Posting) -> bool:
    lines = dict(Line.objects.filter(posting=posting.pk).values_list("account_id", "amount_minor"))
    before = Posting.objects.filter(owner=posting.owner_id, seq=posting.seq - 1).values_list("hash", flat=True).first()
    return posting.hash == chained(posting.links(lines)) and (before or GENESIS) == posting.previous
