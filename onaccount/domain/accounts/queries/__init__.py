"""Reads of customers' accounts."""

from onaccount.domain.accounts.queries.accounts import AccountCard, account_of, ledger_accounts_of
from onaccount.domain.accounts.queries.rises import RiseCard, rises_of
from onaccount.domain.accounts.queries.standing import FamilyStanding, currency_of, family_accounts, standing_of

__all__ = [
    "AccountCard",
    "FamilyStanding",
    "RiseCard",
    "account_of",
    "currency_of",
    "family_accounts",
    "ledger_accounts_of",
    "rises_of",
    "standing_of",
]
