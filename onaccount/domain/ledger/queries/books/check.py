"""All of the ledger is computed anew and compared with what stands there.

Nothing is locked, and no moment of the whole is needed: chains only grow, a posting comes with its lines, and what is
asked of several rows at once is asked by one statement.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from onaccount.domain.ledger.models import Hold
from onaccount.domain.ledger.queries.books.moment import settled_moment
from onaccount.domain.ledger.queries.books.postings import all_postings
from onaccount.domain.ledger.queries.books.relations import first_wrong_relation
from onaccount.domain.ledger.queries.guards import first_wrong_guard
from onaccount.domain.ledger.rules.books import Difference, Heads, HeadsDigest, Link, difference_of

Tell = Callable[[int, int], None]  # postings done, postings in all


@dataclass(slots=True)
class Counts:
    accounts: int = 0
    postings: int = 0
    lines: int = 0
    holds: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found: the first difference, or none and the digest of all heads."""

    counts: Counts = field(default_factory=Counts)
    difference: Difference | None = None
    digest: HeadsDigest | None = None


def check_books(*, against: HeadsDigest | None = None, tell: Tell = lambda _done, _all: None) -> Checked:
    """Go through all of the ledger, in the memory that a thousand postings take. `against` is an earlier digest."""
    counts, heads = Counts(holds=Hold.objects.count()), Heads(settled_moment())
    then = Heads(against.until) if against else None
    wrong = first_wrong_guard() or _first_wrong_posting(counts, heads, then, tell) or first_wrong_relation()
    if wrong:
        return Checked(counts, wrong)
    if against and then and then.digest() != against:
        moment = against.moment.isoformat(sep=" ", timespec="milliseconds")
        return Checked(counts, Difference("history_rewritten", {"moment": moment}))
    return Checked(counts, digest=heads.digest())


def _first_wrong_posting(counts: Counts, heads: Heads, then: Heads | None, tell: Tell) -> Difference | None:
    before = Link()
    for found in all_postings(tell):
        if isinstance(found, Difference):
            return found
        of = found.links
        if of.owner != before.owner:
            before = Link(of.owner)
            counts.accounts += 1
        if wrong := difference_of(found, before):
            return wrong
        before = Link(of.owner, of.seq, found.hash, found.balance or 0, of.posted_at)
        counts.postings += 1
        counts.lines += len(found.lines)
        heads.pass_by(of, found.hash)
        if then:
            then.pass_by(of, found.hash)
    return None
