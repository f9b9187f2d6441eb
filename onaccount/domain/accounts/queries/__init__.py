"""Reads of customers' accounts."""

from onaccount.domain.accounts.queries.accounts import AccountCard, account_of, ledger_accounts_of
from onaccount.domain.accounts.queries.policy import Policy, account_policy
from onaccount.domain.accounts.queries.rehearsals import RehearsedLimit, rehearsed_limit
from onaccount.domain.accounts.queries.rises import AskCard, RiseCard, rises_of, waiting_ask
from onaccount.domain.accounts.queries.standing import FamilyStanding, currency_of, family_accounts, standing_of
from onaccount.domain.accounts.queries.statements import (
    Row,
    Statement,
    Sums,
    balance_as_of,
    rows_from,
    statement_of,
    statement_page,
    sums_of,
)

__all__ = [
    "AccountCard",
    "AskCard",
    "FamilyStanding",
    "Policy",
    "RehearsedLimit",
    "RiseCard",
    "Row",
    "Statement",
    "Sums",
    "account_of",
    "account_policy",
    "balance_as_of",
    "currency_of",
    "family_accounts",
    "ledger_accounts_of",
    "rehearsed_limit",
    "rises_of",
    "rows_from",
    "standing_of",
    "statement_of",
    "statement_page",
    "sums_of",
    "waiting_ask",
]
