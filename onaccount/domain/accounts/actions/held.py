"""What every posting on a customer's account begins with: the family's accounts are held, then read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from onaccount.domain.accounts.queries.standing import ACCOUNTS, FamilyStanding, for_person, standing_of
from onaccount.domain.accounts.rules import Door, NoAccount
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.status import NoSuchCustomer
from onaccount.domain.history.queries import planned_once
from onaccount.domain.history.rules import Actor
from onaccount.domain.ledger.actions import Asked, booking_day, check_same
from onaccount.domain.ledger.queries import Head, PostingCard, head_of, posting_of
from onaccount.domain.ledger.rules import KeyOfAnother, NoSuchPosting
from onaccount.foundation.money import Money
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
    def balance(self) -> Money:
        """What the family owed right after it; of a replay, what was told the first time."""
        after = self._after
        return Money(after["balance"], after["currency"])

    @property
    def available(self) -> Money | None:
        """What was left to spend right after it; None of an unlimited account."""
        after = self._after
        return None if after["available"] is None else Money(after["available"], after["currency"])

    @property
    def _after(self) -> Mapping[str, Any]:
        assert self.posting.verdict, "postings on customers' accounts say what they led to"
        after: Mapping[str, Any] = self.posting.verdict["after"]
        return after


def held(number: int, *, door: Door, at: datetime, key: str = "", by: Actor | None = None) -> FamilyStanding:
    """Hold the accounts of a customer's family to the end of the transaction, and read how they stand.

    Two tills and one limit: the second waits here. Somebody who was merged into the family meanwhile brings an account
    that is not held yet, so it is held and read again. `by` is who spends, where a person's day limit is to count.
    Raises NoSuchCustomer, NoAccount.
    """
    for _ in range(TRIES):
        locked = _locked(number)
        found = standing_of(number, door=door, at=at, key=key)
        if found is None:
            if not Customer.objects.filter(number=number).exists():
                raise NoSuchCustomer(customer=number)
            raise NoAccount(door=door, customer=number)
        if locked is None or found.accounts <= locked:
            return for_person(found, by, at=at) if by else found
    raise FamilyChanging(customer=number)


def _locked(number: int) -> frozenset[UUID] | None:
    """The accounts that are held now. On SQLite the whole transaction is the only writer, and nothing is asked."""
    if connection.vendor == "sqlite":
        return None
    with planned_once() as cursor:
        cursor.execute(LOCK, {"number": number})
        return frozenset(key for (key,) in cursor.fetchall())


def done_already(family: FamilyStanding, asked: Asked) -> Posted | None:
    """What stands under the key already. Asked before "may it?", or a retry would be refused for its own first try.

    Raises KeyOfAnother where something else stands there, or a hold was placed with it.
    """
    if family.done is None:
        if family.has_hold:
            raise KeyOfAnother
        return None
    found = posting_of(family.done)
    assert found is not None, "it was read in this transaction"
    check_same(asked, found.digest)
    return Posted(found, is_replay=True, before=family)


def led_to(family: FamilyStanding, change: Money, *, holds: int = 0, leases: int = 0) -> dict[str, Any]:
    """How the family's account stands after a posting that ends so much of its holds. It is kept with the posting, so
    that a retry is told what the first was, whatever came between. What is posted on an account that was merged, in
    another currency, changes nothing of it (D-18).
    """
    of = family.standing
    if change.currency == of.currency:
        of = replace(of, owed=of.owed + change.minor, holds=of.holds - holds, leases=of.leases - leases)
    return {"after": {"currency": of.currency, "balance": of.owed, "available": of.available}}


def head_on(family: FamilyStanding, account: UUID) -> Head:
    """Where the chain of one of the family's accounts stands: most are the one that is posted to."""
    return family.head if account == family.head.account else head_of(account)


def posting_of_family(family: FamilyStanding, key: UUID) -> PostingCard:
    """A posting on one of the family's accounts; a stranger's is as absent as one that is not there."""
    found = posting_of(key)
    if found is None or found.owner not in family.accounts:
        raise NoSuchPosting
    return found


def booked(family: FamilyStanding, *, occurred_at: datetime, at: datetime) -> date:
    """The day that a posting counts to."""
    return booking_day(occurred_at=occurred_at, at=at, zone=family.zone, closed=family.closed)
