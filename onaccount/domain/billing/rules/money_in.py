"""Money that came in, and what it pays: never more than there is, never more than is due. Pure."""

from collections.abc import Sequence
from enum import Enum
from typing import ClassVar

from onaccount.domain.ledger.rules import House
from onaccount.foundation.refusals import Refused


class FundsKind(Enum):
    """What a customer has to its credit."""

    PAYMENT = "payment"
    CREDIT_NOTE = "credit_note"
    CREDIT = "credit"  # given out of goodwill, or for something that went wrong


class Method(Enum):
    BANK = "bank"
    CASH = "cash"
    CARD = "card"
    CHEQUE = "cheque"
    DIRECT_DEBIT = "direct_debit"
    ONLINE = "online"


# Where the money is then: a terminal's and a provider's is not in the bank yet.
HOUSE_OF = {
    Method.BANK: House.BANK,
    Method.CASH: House.CASH,
    Method.CARD: House.CARDS,
    Method.CHEQUE: House.BANK,
    Method.DIRECT_DEBIT: House.BANK,
    Method.ONLINE: House.CARDS,
}


class NoSuchFunds(Refused):
    code = "no_such_funds"
    sentence = "There is no such payment or credit."
    status: ClassVar[int] = 404


class MoreThanIsDue(Refused):
    code = "more_than_is_due"
    sentence = "{due} of invoice {invoice} are due, and this is more."
    cure = "Allocate at most that; the rest stays the customer's credit."
    status: ClassVar[int] = 409
    field = "amount"


class MoreThanIsLeft(Refused):
    code = "more_than_is_left"
    sentence = "{left} of this are left to allocate."
    cure = "Take it from another invoice first, or allocate at most that."
    status: ClassVar[int] = 409
    field = "amount"


class WasReversed(Refused):
    code = "was_reversed"
    sentence = "This was reversed, and pays nothing."
    cure = "Record what came in instead."
    status: ClassVar[int] = 409


class OnlyPaymentsAreReversed(Refused):
    code = "only_payments_are_reversed"
    sentence = "A credit note is not reversed."
    cure = "Make a new invoice from its source, or give and take credit."
    status: ClassVar[int] = 409


class CreditNeedsReason(Refused):
    code = "credit_needs_reason"
    sentence = "A credit says what it is given for."
    cure = "Write it in a few words."
    field = "words"


class NotAMethod(Refused):
    code = "not_a_method"
    sentence = "There is no such way to pay."
    cure = "Choose one of those on the page."
    field = "method"


def oldest_first(amount: int, dues: Sequence[int]) -> list[int]:
    """How much of an amount goes to each of what is due, the oldest first; what is left over is the customer's."""
    parts = []
    for due in dues:
        part = min(amount, due)
        parts.append(part)
        amount -= part
    return parts


def method_of(text: str) -> Method:
    try:
        return Method(text)
    except ValueError:
        raise NotAMethod from None
