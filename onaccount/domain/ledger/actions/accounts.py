"""Accounts are opened, and held by whoever is about to post."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from onaccount.domain.ledger.models import LedgerAccount
from onaccount.domain.ledger.queries.heads import Head, head_of
from onaccount.domain.ledger.rules import House, house_id


def open_customer_account(*, currency: str, at: datetime) -> UUID:
    """An account of a customer, and those of the house that it is posted against. The caller is in a transaction."""
    ensure_house([house.value for house in House], currency=currency, at=at)
    return LedgerAccount.objects.create(kind=LedgerAccount.CUSTOMER, currency=currency, opened_at=at).pk


def ensure_house(codes: Collection[str], *, currency: str, at: datetime) -> None:
    """The house's accounts of these codes, made where they are not there yet: two who do so at once meet at the key."""
    LedgerAccount.objects.bulk_create(
        [
            LedgerAccount(
                pk=house_id(code, currency), kind=LedgerAccount.HOUSE, code=code, currency=currency, opened_at=at
            )
            for code in codes
        ],
        ignore_conflicts=True,
    )


def locked_head(account: UUID) -> Head:
    """Where an account's chain stands, held to the end of the transaction: for one that owns few postings."""
    LedgerAccount.objects.select_for_update(no_key=True).get(pk=account)
    return head_of(account)
