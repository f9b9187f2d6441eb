"""What a posting is for, between which accounts, and when it is refused. Pure."""

import re
from collections.abc import Mapping
from enum import Enum
from uuid import UUID, uuid5

from onaccount.foundation.money import Money, OtherCurrency
from onaccount.foundation.refusals import Refused

HOUSE_ACCOUNTS = UUID("6f1a9f0e-1f0a-5c1e-9d5e-0a0c0f0e1b01")  # a namespace of ours for the ids below
KEY = re.compile(r"[\x21-\x7e]{1,100}")  # printable ASCII without blanks: a line end in it could forge the chain


class Reason(Enum):
    """Why money moved. The customer's account owes more by a charge and less by a deposit."""

    CHARGE = "charge"  # paid with the account
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    REFUND = "refund"  # of one charge
    REVERSAL = "reversal"  # of one posting, all of it
    ADJUSTMENT = "adjustment"  # an opening balance, a write-off
    INVOICE = "invoice"  # of the billing desk: corrected by a credit note, never refunded or reversed
    CREDIT_NOTE = "credit_note"
    SALE = "sale"  # at a till, of what no customer owes: cash, cards; or given back of it


# What may be taken back by its opposite. A reversal is not reversed: post what was meant instead.
REVERSIBLE = frozenset(Reason) - {Reason.REVERSAL, Reason.INVOICE, Reason.CREDIT_NOTE}


class House(Enum):
    """The accounts of the business itself that customers' accounts are posted against, one per currency."""

    SALES = "sales"
    CASH = "cash"
    BANK = "bank"
    ADJUSTMENTS = "adjustments"
    TAX = "tax"  # of invoices: the state's
    CARDS = "cards"  # what a card terminal took and the bank has not paid yet
    VOUCHERS = "vouchers"
    TO_INVOICE = "to_invoice"
    UNSETTLED = "unsettled"  # sold, and not booked as it was meant: a person decides


def house_id(code: str, currency: str) -> UUID:
    """The id of a house account: it follows from what it is, so that nobody needs to look it up."""
    return uuid5(HOUSE_ACCOUNTS, f"{code} {currency}")


class NotBalanced(Refused):
    """A defect of ours, not of what somebody typed."""

    code = "not_balanced"
    sentence = "Debits and credits of this posting differ by {over}."
    status = 500


class KeyOfAnother(Refused):
    code = "key_of_another"
    sentence = "This key was used for another posting on this account."
    cure = "Send a new key with a new posting, and the same one only with the same."
    status = 422


class KeyUnusable(Refused):
    code = "key_unusable"
    sentence = "A key is 1 to 100 printable characters without blanks."
    cure = "A UUID is good."


class NoSuchPosting(Refused):
    code = "no_such_posting"
    sentence = "There is no such posting."
    cure = "Look at the account's postings."
    status = 404


class AlreadyReversed(Refused):
    code = "already_reversed"
    sentence = "This posting was reversed already."
    cure = "Nothing more is to be done: a posting is reversed at most once."
    status = 409


class NotToBeReversed(Refused):
    code = "not_to_be_reversed"
    sentence = "A {reason} is not reversed."
    cure = "Post what was meant anew."
    status = 409


class RefundedInPart(Refused):
    code = "refunded_in_part"
    sentence = "{refunded} {currency} of this charge were given back already."
    cure = "Reverse those refunds first, or refund the rest."
    status = 409


class NotACharge(Refused):
    code = "not_a_charge"
    sentence = "Only a charge is refunded, and this is a {reason}."
    cure = "Name the charge that is given back."
    status = 409


class PastTheCharge(Refused):
    code = "past_the_charge"
    sentence = "{left} {currency} of this charge are left to refund."
    cure = "Refund at most that."
    status = 409
    field = "amount"


def check_balanced(lines: Mapping[UUID, int]) -> None:
    """Refuse lines (minor units by account) that are not two or more, are nothing, or do not come to nothing."""
    if len(lines) < 2 or not all(lines.values()) or sum(lines.values()) != 0:
        raise NotBalanced(over=sum(lines.values()))


def check_key(key: str) -> None:
    if not KEY.fullmatch(key):
        raise KeyUnusable


def check_reversal(reason: Reason, *, is_reversed: bool, refunded: Money) -> None:
    """Refuse to take back what is taken back already, in whole or in part."""
    if is_reversed:
        raise AlreadyReversed
    if reason not in REVERSIBLE:
        raise NotToBeReversed(reason=reason.value)
    if refunded.minor:
        raise RefundedInPart(refunded=str(refunded), currency=refunded.currency)


def check_refund(reason: Reason, *, charged: Money, refunded: Money, amount: Money, is_reversed: bool) -> None:
    """Refuse to give back what is no charge, or more of it than was charged."""
    if reason is not Reason.CHARGE:
        raise NotACharge(reason=reason.value)
    if is_reversed:
        raise AlreadyReversed
    if amount.currency != charged.currency:
        raise OtherCurrency(given=amount.currency, kept=charged.currency)
    left = charged - refunded
    if amount > left:
        raise PastTheCharge(left=str(left), currency=left.currency)
