"""What is kept of what was done and of what was refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from onaccount.domain.accounts.models import KeptVerdict, PostedElsewhere
from onaccount.domain.accounts.queries.standing import FamilyStanding
from onaccount.domain.accounts.rules import Verdict, VerdictRefused
from onaccount.domain.history.actions import record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.ledger.queries import PostingCard


def tell(event: str, family: FamilyStanding, *, by: Actor, at: datetime) -> None:
    """The fact, in the transaction of what happened. Amounts stand in the ledger."""
    record(event, Subject("account", str(family.survivor)), by=by, at=at)


def remember(posting: PostingCard, family: FamilyStanding, customer: int) -> None:
    """Where one number of a family asked and another's account was posted on, the key is known by both: they may come
    apart before a retry does.
    """
    if customer != family.number:
        PostedElsewhere.objects.create(customer_id=customer, key=posting.key, posting=posting.id)


def refused_by(found: Verdict, *, customer: int, verb: str, by: Actor, at: datetime) -> VerdictRefused:
    """The verdict's refusal, which leaves the verdict behind when all else is taken back."""
    assert found.refusal is not None, "it is no yes"
    found.refusal.trace = lambda: keep_verdict(found, customer=customer, verb=verb, by=by, at=at)
    return found.refusal


@contextmanager
def kept_if_refused(family: FamilyStanding, *, verb: str, by: Actor, at: datetime) -> Iterator[None]:
    """What is refused in here leaves its verdict behind, as a charge's does."""
    try:
        yield
    except VerdictRefused as refusal:
        raise refused_by(refusal.verdict, customer=family.survivor, verb=verb, by=by, at=at) from None


def keep_verdict(found: Verdict, *, customer: int, verb: str, by: Actor, at: datetime) -> UUID:
    """Write down what was answered and what it stood on."""
    kept = KeptVerdict.objects.create(
        customer_id=customer,
        door=found.standing.door.value,
        verb=verb,
        answer=found.answer.value,
        code=found.code,
        inputs=found.inputs,
        by_kind=by.kind,
        by_key=by.key,
        at=at,
    )
    return kept.pk
