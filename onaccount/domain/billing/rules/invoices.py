"""Invoices and credit notes: each from exactly one source, numbered when issued, and never changed. Pure."""

from datetime import date
from enum import Enum
from typing import ClassVar

from onaccount.foundation.refusals import Refused


class InvoiceKind(Enum):
    INVOICE = "invoice"
    COLLECTIVE = "collective"  # of a period's charges, which are posted already: it posts nothing
    CREDIT_NOTE = "credit_note"


class Paid(Enum):
    """How an invoice stands: it follows from paid, credited and due, and is kept nowhere."""

    OPEN = "open"
    PART = "part"
    PAID = "paid"
    CREDITED = "credited"
    OVERDUE = "overdue"


class NoSuchInvoice(Refused):
    code = "no_such_invoice"
    sentence = "There is no such invoice."
    status: ClassVar[int] = 404


class QuoteNotAccepted(Refused):
    code = "quote_not_accepted"
    sentence = "An invoice is made from an accepted quote, and this one is {now}."
    cure = "Have it accepted first."
    status: ClassVar[int] = 409


class NothingToInvoice(Refused):
    code = "nothing_to_invoice"
    sentence = "This comes to nothing."
    cure = "An invoice is of an amount above nothing."


class NotToBeCredited(Refused):
    code = "not_to_be_credited"
    sentence = "Only an invoice is corrected by a credit note, and this is a {kind}."
    cure = "Open the invoice that is wrong."
    status: ClassVar[int] = 409


class CreditedMore(Refused):
    code = "credited_more"
    sentence = "{left} of line {place} are left to credit."
    cure = "Credit at most that."
    status: ClassVar[int] = 409


class CreditsNothing(Refused):
    code = "credits_nothing"
    sentence = "This credit note takes nothing back."
    cure = "Say how much of which line is wrong."


class CreditNeedsWords(Refused):
    code = "credit_needs_words"
    sentence = "A credit note says why."
    cure = "Write what was wrong, as the customer is to read it."
    field = "words"


class SellerUnnamed(Refused):
    code = "seller_unnamed"
    sentence = "An invoice names who sends it, and your address is not settled."
    cure = "Settle name, address and tax id in Settings, Billing."
    status: ClassVar[int] = 409


def stands(*, total: int, paid: int, credited: int, due_on: date, today: date) -> Paid:
    """What is said of an invoice: paid + credited + due = total, always (I18)."""
    due = total - paid - credited
    if not due:
        return Paid.CREDITED if credited == total else Paid.PAID
    if today > due_on:
        return Paid.OVERDUE
    return Paid.PART if paid or credited else Paid.OPEN
