"""When the books do not hold: what can be wrong with them, and the digest that a later look is held against. Pure."""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from onaccount.domain.ledger.rules.chain import GENESIS, Links, chained
from onaccount.domain.ledger.rules.postings import Reason
from onaccount.foundation.refusals import Refused

# What is wrong, by a code for machines; doors translate the sentence before they fill it.
SENTENCES = {
    "guard_missing": "The trigger {name} does not stand: rows of the ledger could be changed unseen. "
    "Run: onaccount migrate",
    "guard_altered": "The trigger {name} is not as OnAccount makes it. Run: onaccount migrate",
    "unreadable": "What follows posting {seq} of account {owner} cannot be read: {why}.",
    "seq_gap": "Posting {seq} of account {owner} is missing, or stands there twice.",
    "previous_differs": "Posting {seq} of account {owner} does not follow the one before it.",
    "hash_differs": "Posting {seq} of account {owner} is not what was posted: its hash is not that of what it says.",
    "time_goes_back": "Posting {seq} of account {owner} is older than the one before it.",
    "line_end": "Posting {seq} of account {owner} has a line end in one of its values.",
    "not_balanced": "The lines of posting {seq} of account {owner} come to {sum} and not to nothing.",
    "too_few_lines": "Posting {seq} of account {owner} has fewer than two lines.",
    "currencies_mixed": "Posting {seq} of account {owner} has a line of another currency.",
    "day_differs": "Posting {seq} of account {owner} has a line of another day.",
    "line_of_another": "Posting {seq} of account {owner} has a line on another customer's account.",
    "amount_differs": "The amount of posting {seq} of account {owner} is {found}, and its own line says {expected}.",
    "balance_differs": "The balance at posting {seq} of account {owner} is {found}, and its lines say {expected}.",
    "wrong_way": "Posting {seq} of account {owner} is a {reason} and moves money the wrong way.",
    "line_without_posting": "A line on account {owner} belongs to posting {posting}, which is not there.",
    "posting_without_account": "Posting {seq} is of account {owner}, which is not there.",
    "reversal_of_nothing": "Posting {seq} of account {owner} reverses what is not there, not of this account, "
    "or no posting before it that may be reversed.",
    "reversed_twice": "Posting {seq} of account {owner} reverses what was reversed before.",
    "not_opposite": "Posting {seq} of account {owner} is not the opposite of what it reverses.",
    "refund_of_nothing": "Posting {seq} of account {owner} refunds what is no charge of this account before it.",
    "past_the_charge": "More was given back of posting {seq} of account {owner} than was charged.",
    "hold_without_posting": "Hold {hold} of account {owner} says that it was posted, and there is no such charge.",
    "past_the_hold": "Hold {hold} of account {owner} was posted for more than it held, or after it had run out.",
    "posted_twice": "Hold {hold} of account {owner} names a posting that another hold became.",
    "history_rewritten": "The books as of {moment} are not those that this digest was made of: history was rewritten.",
}
# Which way each reason moves a customer's balance.
RISES = {Reason.CHARGE.value: 1, Reason.WITHDRAWAL.value: 1, Reason.DEPOSIT.value: -1, Reason.REFUND.value: -1}


@dataclass(frozen=True, slots=True)
class Difference:
    """Something in the books that cannot be."""

    code: str
    values: Mapping[str, Any]

    @property
    def template(self) -> str:
        return SENTENCES[self.code]

    def __str__(self) -> str:
        return self.template.format(**self.values)


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line as it stands, with what it says of its account."""

    account: UUID
    amount: int
    booked_on: date
    currency: str
    is_customer: bool


@dataclass(frozen=True, slots=True)
class ReadPosting:
    """A posting as it stands, beside what its hash speaks of."""

    links: Links
    hash: str
    amount: int
    balance: int | None
    is_customer: bool
    currency_of_owner: str
    lines: Collection[ReadLine]


@dataclass(frozen=True, slots=True)
class Link:
    """What the next posting of an owner has to follow."""

    owner: UUID | None = None
    seq: int = 0
    hash: str = GENESIS
    balance: int = 0
    posted_at: datetime | None = None


def difference_of(found: ReadPosting, before: Link) -> Difference | None:
    """What is wrong with a posting by itself and behind the one before it of the same owner, or None."""
    code, more = _wrong(found, before)
    if not code:
        return None
    seq = before.seq + 1 if code == "seq_gap" else found.links.seq
    return Difference(code, {"owner": str(found.links.owner), "seq": seq, **more})


def _wrong(found: ReadPosting, before: Link) -> tuple[str, dict[str, Any]]:
    """The code and the values of the first difference; the most telling ones come first."""
    of, total = found.links, sum(line.amount for line in found.lines)
    own = of.lines.get(of.owner, 0)
    balance = before.balance + own if found.is_customer else None
    checks: tuple[tuple[bool, str], ...] = (
        (of.seq != before.seq + 1, "seq_gap"),
        (len(found.lines) < 2, "too_few_lines"),
        (total != 0, "not_balanced"),
        (any(line.currency != of.currency for line in found.lines), "currencies_mixed"),
        (found.currency_of_owner != of.currency, "currencies_mixed"),
        (any(line.booked_on != of.booked_on for line in found.lines), "day_differs"),
        (any(line.is_customer and line.account != of.owner for line in found.lines), "line_of_another"),
        (found.amount != own, "amount_differs"),
        (found.balance != balance, "balance_differs"),
        (of.previous != before.hash, "previous_differs"),
        (before.posted_at is not None and of.posted_at < before.posted_at, "time_goes_back"),
        ("\n" in f"{of.key}{of.source}{of.by}{of.approved_by}{of.digest}{of.currency}", "line_end"),
        (found.is_customer and own * RISES.get(of.reason, 0) < 0, "wrong_way"),
    )
    code = next((code for is_so, code in checks if is_so), "")
    if not code and chained(of) != found.hash:
        code = "hash_differs"
    values: dict[str, dict[str, Any]] = {
        "not_balanced": {"sum": total},
        "amount_differs": {"found": found.amount, "expected": own},
        "balance_differs": {"found": found.balance, "expected": balance},
        "wrong_way": {"reason": of.reason},
    }
    return code, values.get(code, {})


# --- the digest of all heads ------------------------------------------------------------------------------------------


class NotADigest(Refused):
    code = "not_a_digest"
    sentence = '"{text}" is no digest of the books.'
    cure = "Give one that check-books printed, such as 20261122T093000.000Z-9f86..."


WRITTEN = re.compile(r"(\d{8}T\d{6})\.(\d{3})Z-([0-9a-f]{64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class HeadsDigest:
    """The SHA-256 of where all chains stood at a moment, which it names: docs/ledger-format.md."""

    until: int  # milliseconds since 1970: all postings whose id was made before
    sha256: str

    @property
    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.until // 1000, UTC).replace(microsecond=self.until % 1000 * 1000)

    def __str__(self) -> str:
        return f"{self.moment:%Y%m%dT%H%M%S}.{self.until % 1000:03}Z-{self.sha256}"

    @classmethod
    def read(cls, text: str) -> "HeadsDigest":
        """Raises NotADigest."""
        if found := WRITTEN.fullmatch(text.strip()):
            try:
                moment = datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
            except ValueError:
                raise NotADigest(text=text[:100]) from None
            return cls(int(moment.timestamp()) * 1000 + int(found[2]), found[3])
        raise NotADigest(text=text[:100])


class Heads:
    """The digest of heads while postings go by, in the order of owner and seq."""

    def __init__(self, until: int) -> None:
        self.until, self._head = until, ""
        self._sum = hashlib.sha256(f"onaccount heads 1\n{until}\n".encode())
        self._owner: UUID | None = None

    def pass_by(self, posting: Links, own_hash: str) -> None:
        if posting.owner != self._owner:
            self._close()
            self._owner = posting.owner
        if millisecond_of(posting.id) < self.until:
            self._head = f"{posting.owner} {posting.seq} {own_hash}\n"

    def _close(self) -> None:
        self._sum.update(self._head.encode())
        self._head = ""

    def digest(self) -> HeadsDigest:
        """After the last posting."""
        self._close()
        return HeadsDigest(self.until, self._sum.hexdigest())


def millisecond_of(made: UUID) -> int:
    """When an id was made, which is while its owner's account was held (RFC 9562, version 7)."""
    return made.int >> 80
