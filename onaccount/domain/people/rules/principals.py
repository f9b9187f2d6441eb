"""Whoever can act, and what is refused of them. Pure."""

from enum import Enum
from typing import ClassVar

from onaccount.foundation.refusals import Refused


class Kind(Enum):
    """What a principal stands for."""

    STAFF = "staff"
    LOGIN = "login"  # a location's login, shared by its named people
    PERSON = "person"  # one of those people; its password is a PIN, which lets nobody in by itself
    PARTNER = "partner"  # somebody of a dealer's, in the portal
    TOKEN = "token"  # noqa: S105 - a machine that calls the API
    TILL = "till"  # a device at the counter; whoever sells there acts in their own name


class Role(Enum):
    """The groups that there are at the start; a business makes its own beside them."""

    ADMINISTRATOR = "administrator"
    OFFICE = "office"
    READER = "reader"
    MANAGER = "manager"
    CLERK = "clerk"


class NotAllowed(Refused):
    code = "right_missing"
    sentence = "{name} has no right to {right}."
    cure = "Ask an administrator for it."
    status: ClassVar[int] = 403


class EmailTaken(Refused):
    code = "email_taken"
    sentence = "{email} already logs in here."
    cure = "Use another address."


class Nameless(Refused):
    code = "staff_incomplete"
    sentence = "A member of staff needs a name and an e-mail address."
    cure = "Give both: the address is what the person logs in with."
