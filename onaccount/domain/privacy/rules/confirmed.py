"""Erasing cannot be taken back, so who does it says by name who is meant."""

from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import fold


class NotConfirmed(Refused):
    code = "erasure_not_confirmed"
    sentence = "Nothing is erased: the name that was typed is not that of No. {customer}."
    cure = "Type the name as it stands on this page."
    field = "name"


def check_named(typed: str, name: str, number: int) -> None:
    """Case, accents and blanks are forgiven."""
    if fold(typed) != fold(name):
        raise NotConfirmed(customer=number)
