"""Ways to pay at a till, and the menus they stand in (S2-11, S2-12). Pure."""

from collections.abc import Sequence
from enum import Enum
from typing import ClassVar, TypeVar

from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import tidy

LONGEST_NAME = 40
T = TypeVar("T")


class MethodType(Enum):
    """What becomes of the money. Only an account needs a customer who has one, only an invoice a customer at all."""

    CASH = "cash"  # in the till's own drawer
    CARD = "card"  # a terminal outside of the till
    VOUCHER = "voucher"
    INVOICE = "invoice"  # billed later
    ACCOUNT = "account"  # on the customer's account


NEEDS_CUSTOMER = frozenset({MethodType.INVOICE, MethodType.ACCOUNT})


class NoSuchMethod(Refused):
    code = "no_such_payment_method"
    sentence = "There is no such payment method."
    cure = "Look at the list of payment methods."
    status: ClassVar[int] = 404


class MethodNameTaken(Refused):
    code = "payment_method_taken"
    sentence = "There is a payment method {name} already."
    cure = "Choose another name."
    field = "name"


class TillNameMissing(Refused):
    code = "till_name_missing"
    sentence = "It needs a name of at most {longest} characters."
    cure = "Name it as it is called at the counter."
    field = "name"


class NoSuchMenu(Refused):
    code = "no_such_menu"
    sentence = "There is no such menu."
    cure = "Look at the list of menus."
    status: ClassVar[int] = 404


class MenuNameTaken(Refused):
    code = "menu_taken"
    sentence = "There is a menu {name} already."
    cure = "Choose another name."
    field = "name"


class MenuInUse(Refused):
    code = "menu_in_use"
    sentence = "{tills} use this menu."
    cure = "Give them another menu first."
    status: ClassVar[int] = 409


def named(text: str) -> str:
    """A name as it is kept. Raises TillNameMissing."""
    name = tidy(text)
    if not name or len(name) > LONGEST_NAME:
        raise TillNameMissing(longest=LONGEST_NAME)
    return name


def moved_to(order: Sequence[T], one: T, position: int) -> list[T]:
    """The order with one at a position from 0, put in if it was not there; beyond the end is the end."""
    rest = [each for each in order if each != one]
    at = max(0, min(position, len(rest)))
    return [*rest[:at], one, *rest[at:]]
