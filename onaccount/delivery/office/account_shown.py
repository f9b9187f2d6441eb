"""A customer's account in the words and figures in which staff read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from babel.numbers import format_currency
from django.utils.translation import get_language, gettext_lazy, to_locale
from django.utils.translation import gettext as _

from onaccount.domain.accounts.queries import AccountCard, AskCard, RiseCard
from onaccount.domain.accounts.rules import Exposure, Standing
from onaccount.domain.ledger.queries import PostingCard
from onaccount.domain.ledger.rules import REVERSIBLE, Reason
from onaccount.domain.ledger.rules.receipts import receipt_code
from onaccount.foundation.money import Money

REASON_LABELS = {
    Reason.CHARGE: gettext_lazy("Charge"),
    Reason.DEPOSIT: gettext_lazy("Deposit"),
    Reason.WITHDRAWAL: gettext_lazy("Withdrawal"),
    Reason.REFUND: gettext_lazy("Refund"),
    Reason.REVERSAL: gettext_lazy("Reversal"),
    Reason.ADJUSTMENT: gettext_lazy("Adjustment"),
    Reason.INVOICE: gettext_lazy("Invoice"),
    Reason.CREDIT_NOTE: gettext_lazy("Credit note"),
}


def in_figures(amount: Money | None) -> str:
    """£37.50, as people read it; blank for none."""
    if amount is None:
        return ""
    locale = to_locale(get_language() or "en")
    return format_currency(Decimal(str(amount)), amount.currency, locale="en_GB" if locale == "en" else locale)


@dataclass(frozen=True, slots=True)
class ShownBalance:
    """A balance without its sign, and in words whose money it is."""

    figures: str
    words: str


def shown_balance(balance: Money) -> ShownBalance:
    if balance.minor < 0:
        return ShownBalance(in_figures(-balance), _("the customer's own money"))
    return ShownBalance(in_figures(balance), _("owed") if balance.minor else "")


@dataclass(frozen=True, slots=True)
class ShownAccount:
    """What stands at the top: `owed` or `own` is what the balance says, whichever it is."""

    number: int
    currency: str
    is_allowed: bool
    is_unlimited: bool
    limit: str
    limit_typed: str
    has_limit: bool
    owed: str
    own: str
    available: str
    is_over: bool
    rise: str
    holds: str
    leases: str
    uncounted: str
    version: int
    is_prepaid: bool
    is_suspended: bool = False


def shown_account(card: AccountCard) -> ShownAccount:
    of = card.standing.standing
    balance = card.balance

    def some(minor: int) -> str:
        return in_figures(Money(minor, of.currency)) if minor else ""

    return ShownAccount(
        number=card.number,
        currency=of.currency,
        is_allowed=card.is_allowed,
        is_unlimited=card.limit is None,
        limit=in_figures(card.limit),
        limit_typed="" if card.limit is None else str(card.limit),
        has_limit=bool(card.limit),
        owed=in_figures(balance) if balance.minor >= 0 else "",
        own=in_figures(-balance) if balance.minor < 0 else "",
        available=in_figures(card.available),
        is_over=card.available is not None and card.available.minor < 0,
        rise=some(of.rise),
        holds=some(of.holds),
        leases=some(of.leases),
        uncounted=_uncounted(of),
        version=card.version,
        is_prepaid=of.is_prepaid and card.limit != Money(0, of.currency),
        is_suspended=of.is_suspended,
    )


def _uncounted(of: Standing) -> str:
    """What of the reserved amounts the business does not count as used, in words."""
    holds = of.holds and Exposure.HOLDS not in of.counts
    leases = of.leases and Exposure.LEASES not in of.counts
    if (holds and leases) or (holds and not of.leases) or (leases and not of.holds):
        return _("does not count as used")
    if holds:
        return _("only what is lent to tills counts as used")
    return _("only reservations count as used") if leases else ""


@dataclass(frozen=True, slots=True)
class ShownPosting:
    id: UUID
    at: datetime
    label: str
    note: str
    receipt: str
    by: str
    approved_by: str
    debit: str
    credit: str
    balance: str
    is_reversed: bool
    may_be_reversed: bool
    may_be_refunded: bool


def shown_posting(card: PostingCard, names: Mapping[str, str]) -> ShownPosting:
    amount = card.amount
    approver = card.approved_by.partition(":")[2]
    is_open = not card.is_reversed
    return ShownPosting(
        id=card.id,
        at=card.posted_at,
        label=str(REASON_LABELS[card.reason]),
        note=card.note,
        receipt=receipt_code(card.id, card.hash),
        by=names.get(card.by_key, card.by_kind),
        approved_by=names.get(approver, ""),
        debit=in_figures(amount) if amount.minor > 0 else "",
        credit=in_figures(-amount) if amount.minor < 0 else "",
        balance=in_figures(card.balance),
        is_reversed=card.is_reversed,
        may_be_reversed=is_open and card.reason in REVERSIBLE,
        may_be_refunded=is_open and card.reason is Reason.CHARGE,
    )


def shown_rise(card: RiseCard, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": card.id,
        "amount": in_figures(card.amount),
        "starts_at": card.starts_at,
        "ends_at": card.ends_at,
        "why": card.why,
        "by": names.get(card.by_key, card.by_kind),
    }


def shown_ask(card: AskCard, names: Mapping[str, str], *, is_own: bool) -> dict[str, Any]:
    """A higher limit that waits for a second person; `is_own` where whoever looks asked for it."""
    return {
        "id": card.id,
        "amount": in_figures(card.amount),
        "ends_at": card.ends_at,
        "why": card.why,
        "by": names.get(card.by_key, card.by_kind),
        "at": card.at,
        "is_own": is_own,
    }
