"""Customers' accounts, one and many."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from onaccount.domain.accounts.queries.standing import FamilyStanding, family_accounts, standing_of
from onaccount.domain.accounts.rules import Door
from onaccount.foundation.money import Money


@dataclass(frozen=True, slots=True)
class AccountCard:
    """A customer's account as its pages and the API show it. `limit` is None where it is unlimited."""

    customer: int
    number: int  # whose it is: a member's of the family where the survivor has none of its own
    ledger_account: UUID
    is_allowed: bool
    limit: Money | None
    balance: Money
    available: Money | None
    version: int
    standing: FamilyStanding


def account_of(number: int, *, at: datetime, door: Door = Door.OFFICE) -> AccountCard | None:
    """The account of a customer's family, or None."""
    family = standing_of(number, door=door, at=at)
    return card_of(family) if family else None


def card_of(family: FamilyStanding) -> AccountCard:
    of = family.standing
    return AccountCard(
        customer=family.survivor,
        number=family.number,
        ledger_account=family.head.account,
        is_allowed=of.is_allowed,
        limit=None if of.limit is None else Money(of.limit, of.currency),
        balance=Money(of.owed, of.currency),
        available=None if of.available is None else Money(of.available, of.currency),
        version=family.version,
        standing=family,
    )


def ledger_accounts_of(number: int) -> list[UUID]:
    """The ledger accounts of the whole family; their postings are the family's history."""
    return family_accounts(number)
