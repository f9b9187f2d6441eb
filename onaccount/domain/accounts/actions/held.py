"""What every posting on a customer's account begins with: the family's accounts are held, then read."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from onaccount.domain.accounts.queries.standing import ACCOUNTS, FamilyStanding, standing_of
from onaccount.domain.accounts.rules import Door, NoAccount
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.status import NoSuchCustomer
from onaccount.domain.ledger.actions import Asked, booking_day, check_same
from onaccount.domain.ledger.queries import Head, PostingCard, head_of, posting_of
from onaccount.domain.ledger.rules import NoSuchPosting
from onaccount.foundation.refusals import Refused

LOCK = f"""SELECT id FROM ledger_account WHERE id IN ({ACCOUNTS}) ORDER BY id FOR NO KEY UPDATE"""
TRIES = 5


class FamilyChanging(Refused):
    code = "family_changing"
    sentence = "No. {customer} is being merged or taken apart just now."
    cure = "Send it again in a moment."
    status = 503


@dataclass(frozen=True, slots=True)
class Posted:
    """What a use case answers: its posting, whether it was there before, and how the account stood before it."""

    posting: PostingCard
    is_replay: bool
    before: FamilyStanding

    @property
    def balance(self) -> int:
        """What the family owes after it, in minor units; of a replay, as the account's own chain had it then."""
        return self.before.standing.owed if self.is_replay else self.before.standing.owed + self.posting.amount.minor


def held(number: int, *, door: Door, at: datetime, key: str = "") -> FamilyStanding:
    """Hold the accounts of a customer's family to the end of the transaction, and read how they stand.

    Two tills and one limit: the second waits here. Somebody who was merged into the family meanwhile brings an account
    that is not held yet, so it is held and read again. Raises NoSuchCustomer, NoAccount.
    """
    for _ in range(TRIES):
        locked = _locked(number)
        found = standing_of(number, door=door, at=at, key=key)
        if found is None:
            if not Customer.objects.filter(number=number).exists():
                raise NoSuchCustomer(customer=number)
            raise NoAccount(customer=number)
        if locked is None or found.accounts <= locked:
            return found
    raise FamilyChanging(customer=number)


def _locked(number: int) -> frozenset[UUID] | None:
    """The accounts that are held now. On SQLite the whole transaction is the only writer, and nothing is asked."""
    if connection.vendor == "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute(LOCK, {"number": number})
        return frozenset(key for (key,) in cursor.fetchall())


def done_already(family: FamilyStanding, asked: Asked) -> Posted | None:
    """What stands under the key already. Asked before "may it?", or a retry would be refused for its own first try.

    Raises KeyOfAnother where something else stands there.
    """
    if family.done is None:
        return None
    found = posting_of(family.done)
    assert found is not None, "it was read in this transaction"
    check_same(asked, found.digest)
    return Posted(found, is_replay=True, before=family)


def head_on(family: FamilyStanding, account: UUID) -> Head:
    """Where the chain of one of the family's accounts stands: most are the one that is posted to."""
    return family.head if account == family.head.account else head_of(account)


def posting_of_family(family: FamilyStanding, key: UUID) -> PostingCard:
    """A posting on one of the family's accounts; a stranger's is as absent as one that is not there."""
    found = posting_of(key)
    if found is None or found.owner not in family.accounts:
        raise NoSuchPosting
    return found


def booked(family: FamilyStanding, *, occurred_at: datetime) -> date:
    """The day that a posting counts to."""
    return booking_day(occurred_at=occurred_at, zone=family.zone, closed=family.closed)
