"""Telephone numbers: international ones in one spelling (E.164), all others as typed."""

import re

import phonenumbers

from onaccount.domain.customers.rules.cells import SCIENTIFIC, pieces_of, unwrapped
from onaccount.domain.customers.rules.unusable import Remark, Warned
from onaccount.foundation.text import shorten, tidy

# Country codes whose subscriber number never starts with 0, so that digits alone are E.164. Others go to the library.
COUNTRY = (
    r"(?:2[07]|3[0-46]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]"
    r"|(?:2[1-689]|3[578]|42|50|59|67|68|80|85|87|88|96|97|99)\d)"
)
INTERNATIONAL = rf"\+(?:1[2-9]\d{{9}}|7[3-9]\d{{9}}|{COUNTRY}[1-9]\d{{5,10}})"
E164 = re.compile(INTERNATIONAL, re.ASCII)
# Country codes after which people write the 0 of a call from inside the country, in brackets: +44 (0)20 7946 0958.
TRUNK = r"2[07]|3[1-3]|4[013469]|5[18]|6[02346]|84|9[0-58]|35[358]|38[0-35-79]"
TRUNK_ZERO = re.compile(rf"(\+(?:{TRUNK})) ?\(0\)", re.ASCII)
LOCAL = r"(?!00)(?!.{61})\(?\d++\)?(?:[ ./-]\(?\d++\)?)*+"
CANONICAL = re.compile(rf"{INTERNATIONAL}|{LOCAL}", re.ASCII)

WITH_BLANKS = re.compile(r"\+\d[\d ().-]{5,30}", re.ASCII)  # one number, and no extension
LOOKS_INTERNATIONAL = re.compile(r"(?:\+|00)[\d(]")
PUNCTUATION = re.compile(r"[\s().\-/\u2010-\u2015]+")
EXTENSION = re.compile(r"[\s,;]*(?:ext(?:ension|n)?\.?|x|#|durchwahl|poste)[\s:.=]*(\d{1,8})\Z", re.IGNORECASE)
SEPARATORS = re.compile(r"[;,|\r\n]+|\*\*|:::|\s+/\s+|\s+(?:or|and|oder|und|ou|et|o|y)\s+", re.IGNORECASE)
# Words before a number that say whose it is. A fax is none that anybody calls.
LABEL = re.compile(
    r"(?<!\w)(fax|telefax|phone|telephone|tel\.?|telefon|mobile|mobil|mob\.?|cell|handy|work|home|office|other|main)\s*:\s*",
    re.IGNORECASE,
)
FEWEST_DIGITS = 5  # less is an extension or a part of a number, not a second number

SEVERAL = "Several telephone numbers are in one cell; {kept} is used, not {others}."
NO_DIGITS = '"{value}" has no digit, so it is no telephone number; it is left out.'
SHORTENED = '"{value}" looks like a number whose last digits a spreadsheet has lost.'


def clean_phone(text: str) -> str:
    """One number. With + or 00 it becomes E.164 (and "ext. 12"); a local number stays as typed."""
    if WITH_BLANKS.fullmatch(text) and (joined := without_punctuation(text)):
        return joined
    numbers = numbers_in(text)
    if not numbers:
        return ""
    first = clean_number(numbers[0])
    if len(numbers) > 1:
        return Warned(first, Remark(SEVERAL, kept=shorten(first), others=shorten(", ".join(numbers[1:]), 200)))
    return first


def numbers_in(text: str) -> list[str]:
    """The numbers of a cell. A separator separates only when whole numbers stand on both sides of it."""
    if ":" in text and (labelled := numbers_with_labels(text)):
        return labelled
    pieces = pieces_of(text, SEPARATORS)
    if len(pieces) > 1 and all(count_digits(piece) >= FEWEST_DIGITS for piece in pieces):
        return pieces
    if text.lstrip().startswith("[") and pieces:
        return pieces
    whole = tidy(unwrapped(text))
    return [whole] if whole else []


def numbers_with_labels(text: str) -> list[str]:
    """The numbers of "Phone: (555) 010-1234 Mobile: (555) 010-9999", without a fax; none where it is otherwise."""
    before, *parts = LABEL.split(text)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    numbers = [tidy(value).rstrip(",; ") for label, value in pairs if "fax" not in label.lower()]
    return [number for number in numbers if number] if not before.strip() else []


def count_digits(text: str) -> int:
    return sum(letter.isdigit() for letter in text)


def clean_number(number: str) -> str:
    if not count_digits(number):
        return Warned("", Remark(NO_DIGITS, value=shorten(number)))
    if SCIENTIFIC.fullmatch(number):
        return Warned(number, Remark(SHORTENED, value=number))
    if LOOKS_INTERNATIONAL.match(number):
        return international(number)
    return number


def international(number: str) -> str:
    """The number in E.164 where that is possible, else as typed."""
    extension = EXTENSION.search(number)
    base = number[: extension.start()] if extension else number
    spelled = e164(base)
    if not spelled:
        return number
    return f"{spelled} ext. {extension[1]}" if extension else spelled


def e164(number: str) -> str:
    number = "+" + number[2:] if number.startswith("00") else number
    if joined := without_punctuation(number):
        return joined
    try:
        found = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(found):
        return ""
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def without_punctuation(number: str) -> str:
    """The number in E.164, if leaving out its punctuation is all there is to do; the library is slow at so many."""
    number = TRUNK_ZERO.sub(r"\1", number) if "(0)" in number else number
    digits = PUNCTUATION.sub("", number)
    return digits if "(0)" not in number and E164.fullmatch(digits) else ""
