"""Numbers that others gave a customer: our predecessor's id, the tax office's, the register's."""

import operator
import re

import stdnum.eu.vat
import stdnum.exceptions
import stdnum.gb.vat

from onaccount.domain.customers.rules.cells import FLOAT, SCIENTIFIC, unwrapped
from onaccount.domain.customers.rules.unusable import Remark, Warned
from onaccount.foundation.text import shorten, tidy

SEPARATORS = re.compile(r"[\s.\-/\u2010-\u2015]+")
# Prefixes whose check digits are known. A tax id without one may be of any country, and is not judged.
CHECKED = "AT BE BG CY CZ DE DK EE EL ES FI FR GB GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI"
BRITISH = re.compile(r"GB\d{9}", re.ASCII)
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 1)
REGISTER_CANONICAL = re.compile(r"(?!.{41})[A-Z0-9]++")
TAX_CANONICAL = re.compile(rf"(?!.{{41}})(?!{CHECKED.replace(' ', '|')})(?!\d++E\d)[A-Z0-9]++")
ID_CANONICAL = re.compile(r"(?!.{81})(?!\d+\.0$)[A-Za-z0-9](?:[A-Za-z0-9_./:#-]*[A-Za-z0-9])?")

FROM_A_FLOAT = (
    '"{value}" looks like a whole number that a spreadsheet has turned into a decimal one; it is kept as it is.'
)
DIGITS_LOST = '"{value}" looks like a number whose last digits a spreadsheet has lost; it is kept as it is.'
CHECK_DIGIT = "The check digit of tax id {value} is not right; it is kept as typed."


def clean_external_id(text: str) -> str:
    """The customer's id in the system it comes from, to the letter: leading zeros and case tell customers apart."""
    return with_doubts(tidy(unwrapped(text)))


def with_doubts(value: str) -> str:
    if FLOAT.fullmatch(value):
        return Warned(value, Remark(FROM_A_FLOAT, value=value))
    if SCIENTIFIC.fullmatch(value):
        return Warned(value, Remark(DIGITS_LOST, value=value))
    return value


def clean_registration_number(text: str) -> str:
    text = tidy(unwrapped(text))
    if SCIENTIFIC.fullmatch(text):
        return with_doubts(text)
    return joined(text)


def clean_tax_id(text: str) -> str:
    """Upper case without separators. A wrong check digit is a remark: it may be our list of rules that is old."""
    if BRITISH.fullmatch(text) and is_british(text):
        return text
    text = tidy(unwrapped(text))
    if SCIENTIFIC.fullmatch(text):
        return with_doubts(text)
    text = joined(text)
    if text.startswith(tuple(CHECKED.split())) and not is_checked(text):
        return Warned(text, Remark(CHECK_DIGIT, value=shorten(text)))
    return text


def is_british(text: str) -> bool:
    """Whether GB and nine digits, the last two of them the check by 97, are right: the library is slow at so many."""
    check: int = sum(map(operator.mul, map(int, text[2:]), WEIGHTS))
    return check % 97 == 0


def joined(text: str) -> str:
    """Upper case without separators; tidied and unwrapped again, for letters that meet may have one spelling together,
    and an apostrophe may come to stand before a letter."""
    return tidy(unwrapped(SEPARATORS.sub("", text.upper())))


def is_checked(tax_id: str) -> bool:
    """Whether the check digits of a VAT number with its country's prefix are right."""
    try:
        if tax_id.startswith(("GB", "XI")):
            return bool(stdnum.gb.vat.is_valid(tax_id[2:]))
        return bool(stdnum.eu.vat.is_valid(tax_id))
    except (stdnum.exceptions.ValidationError, ValueError, IndexError):
        return False
