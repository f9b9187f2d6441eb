"""E-mail addresses as they stand in spreadsheets: mended where there is one way to read them, refused otherwise."""

import re

import email_validator

from onaccount.domain.customers.rules.cells import pieces_of, unwrapped
from onaccount.domain.customers.rules.unusable import Remark, Unusable, Warned
from onaccount.foundation.text import shorten, tidy

ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# Plain addresses, which is nearly all of them. A leading apostrophe is a spreadsheet's; xn-- is read by the library.
PLAIN = re.compile(
    rf"(?!')(?=[^@]{{1,64}}@)(?=.{{6,254}}$)(?!.*@(?:.*\.)?xn--){ATOM}(?:\.{ATOM})*@(?:{LABEL}\.)+[a-z]{{2,63}}"
)
ANGLED = re.compile(r"<\s*(?:mailto:)?([^<>\s]+@[^<>\s]+)\s*>", re.IGNORECASE)
SEPARATORS = re.compile(r"[;,|\r\n]+|\*\*|:::|\s+/\s+|\s+(?=\S*@)")
AROUND_THE_AT = re.compile(r"\s*@\s*")
MAILTO = re.compile(r"\Amailto:", re.IGNORECASE)


class NotAnEmail(Unusable):
    code = "email"
    sentence = '"{value}" is not a whole e-mail address.'
    cure = "Write it as name@company.com."


class NoAt(NotAnEmail):
    cure = "Add the @ and what comes after it."


class NoDot(NotAnEmail):
    cure = "Add what comes after the @ and the dot."


SEVERAL = "Several e-mail addresses are in one cell; {kept} is used, not {others}."


def clean_email(text: str) -> str:
    """One address, its domain in lower case. Nobody is asked whether it exists; line breaks never come through."""
    found = addresses_in(text)
    if not found:
        return ""
    if not all(is_address(other) for other in found[1:]):
        raise NotAnEmail(text)
    first = clean_address(found[0])
    if len(found) > 1:
        return Warned(first, Remark(SEVERAL, kept=shorten(first), others=shorten(", ".join(found[1:]), 200)))
    return first


def addresses_in(text: str) -> list[str]:
    """The addresses of a cell, as typed: one as a rule, several where people put several."""
    if angled := ANGLED.findall(text):
        return list(angled)
    whole = MAILTO.sub("", tidy(unwrapped(text)).rstrip(";, "))
    if "\n" not in text and is_address(whole):
        return [whole]
    pieces = pieces_of(text, SEPARATORS)
    if sum("@" in piece for piece in pieces) > 1:
        return [MAILTO.sub("", piece) for piece in pieces]
    return [MAILTO.sub("", AROUND_THE_AT.sub("@", " ".join(pieces)))] if pieces else []


def is_address(text: str) -> bool:
    try:
        return bool(clean_address(text))
    except Unusable:
        return False


def clean_address(text: str) -> str:
    local, at, domain = text.strip("'").rpartition("@")
    plain = f"{local}@{domain.lower().rstrip('.')}"
    if PLAIN.fullmatch(plain):
        return plain
    if not at or not local:
        raise NoAt(text)
    if "." not in domain.strip("."):
        raise NoDot(text)
    return clean_unusual(plain, text)


def clean_unusual(address: str, typed: str) -> str:
    """Addresses beyond plain ASCII, read by the library, which knows the RFCs. No DNS."""
    try:
        found = email_validator.validate_email(
            address, check_deliverability=False, allow_quoted_local=True, globally_deliverable=False
        )
    except (email_validator.EmailNotValidError, ValueError, IndexError):
        raise NotAnEmail(typed) from None
    return beyond_ascii_lower(found.normalized)


def beyond_ascii_lower(address: str) -> str:
    """Letters beyond ASCII in lower case: SQLite knows no other spelling of them, and one address is one login."""
    return "".join(letter if letter.isascii() else letter.lower() for letter in address)
