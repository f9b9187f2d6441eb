"""What is left of an address when it is only to be known again: its street, house number, flat and place apart."""

import re
from functools import lru_cache
from typing import NamedTuple

from onaccount.domain.customers.rules.normal.letters import WORD, plain
from onaccount.domain.customers.rules.normal.vocabulary import DIRECTIONS, NEAR, NUMBERS, PLACES, SORTS, STREETS, UNITS

BRACKETS = re.compile(r"\([^)]*\)?")
PIECES = re.compile(r"[,;\n]+")
HOUSE = re.compile(r"(\d+)([a-z]?)\Z")
RANGE = re.compile(r"(\d+)\s*[-–]\s*\d+")
ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)\Z")
UNIT_SLASH = re.compile(r"\A\s*(\d+[a-z]?)\s*/\s*(\d+)", re.IGNORECASE)
ENDS_IN_STREET = re.compile(r"(\w{3,}?)(strasse|straat|str)\Z")
AT = re.compile(r"\bat\b")


class Street(NamedTuple):
    """An address line taken apart: the street's telling words, the house number, the flat, the direction."""

    words: str
    number: str
    unit: str
    direction: str


NOWHERE = Street("", "", "", "")


def postcode_key(postcode: str) -> str:
    return "".join(WORD.findall(plain(postcode))) if postcode else ""


def place_key(place: str) -> str:
    """A town, region or country without case, accents, abbreviations and a part in brackets."""
    if not place:
        return ""
    found = WORD.findall(BRACKETS.sub(" ", plain(place)) if "(" in place else plain(place))
    found = [PLACES.get(word, word) for word in found if word != "the"]
    if len(found) > 1 and found[-1] == "city":
        found.pop()
    return " ".join(found)


@lru_cache(1 << 14)
def street_of(line: str, number: str = "") -> Street:
    """An address line, perhaps with a house number in a cell of its own; town and postcode after a comma are left."""
    if not line and not number:
        return NOWHERE
    text = BRACKETS.sub(" ", plain(line)) if "(" in line else plain(line)
    unit = ""
    pieces = [piece for piece in PIECES.split(text) if piece.strip()]
    if len(pieces) > 1:
        text, unit = _telling_piece(pieces)
    if slash := UNIT_SLASH.match(text):
        unit, text = slash[1], text[slash.start(2) :]
    spelt = WORD.findall(RANGE.sub(r"\1", text))
    spelt, found_unit = _without_unit(_before_the_way(spelt))
    house, spelt = _house(spelt, number)
    street, direction = _street(spelt)
    return Street(" ".join(street), house, unit or found_unit, direction)


def _telling_piece(pieces: list[str]) -> tuple[str, str]:
    """Of "Flat 2, 17 High Street, Leeds": the street's piece and the flat. The number may be a piece of its own."""
    for at, piece in enumerate(pieces):
        spelt = WORD.findall(piece)
        if spelt and spelt[0] not in UNITS and any(word[0].isdigit() for word in spelt):
            unit = _without_unit(WORD.findall(pieces[at - 1]))[1] if at else ""
            alone = len(spelt) == 1 and at + 1 < len(pieces)
            return (f"{piece} {pieces[at + 1]}" if alone else piece), unit
    return pieces[0], ""


def _before_the_way(spelt: list[str]) -> list[str]:
    """Without "near Hudson St." or "at 6th St." behind the street."""
    for at, word in enumerate(spelt):
        if at > 1 and (word in NEAR or word == "at"):
            return spelt[:at]
    return spelt


def _without_unit(spelt: list[str]) -> tuple[list[str], str]:
    """Without "Flat 3", "Rm. 287", "2nd floor"; "ste" and "fl" are units only beside something with a digit."""
    for at, word in enumerate(spelt):
        if word not in UNITS or (at == 0 and len(spelt) == 1):
            continue
        after = spelt[at + 1] if at + 1 < len(spelt) else ""
        if after and (after[0].isdigit() or len(after) == 1) and (at > 0 or len(spelt) > 2):
            return spelt[:at] + spelt[at + 2 :], after
        if at > 1 and spelt[at - 1][0].isdigit():
            return spelt[: at - 1] + spelt[at + 1 :], spelt[at - 1]
    return spelt, ""


def _house(spelt: list[str], number: str) -> tuple[str, list[str]]:
    if number.strip():
        own = re.search(r"\d+", number)
        return (own[0].lstrip("0") if own else plain(number)), spelt
    for at in (0, len(spelt) - 1):
        if len(spelt) > 1 and (found := HOUSE.match(spelt[at])):
            return found[1].lstrip("0") or "0", spelt[:at] + spelt[at + 1 :]
    if len(spelt) > 2 and (found := HOUSE.match(spelt[1])) and spelt[0] in ("no", "number", "nr"):
        return found[1], spelt[2:]
    return "", spelt


def _street(spelt: list[str]) -> tuple[list[str], str]:
    """The telling words, and the direction that stands before or behind them."""
    found = [piece for word in spelt for piece in _word(word)]
    kept = [word for word in found if word not in SORTS]
    if not kept or (len(kept) == 1 and kept[0] in DIRECTIONS and len(found) == 1):
        return found, ""
    kept = [DIRECTIONS.get(word, word) for word in kept]
    direction = ""
    while len(kept) > 1 and kept[0] in DIRECTIONS:
        direction = direction or kept[0]
        kept = kept[1:]
    while len(kept) > 1 and kept[-1] in DIRECTIONS:
        direction = direction or kept[-1]
        kept = kept[:-1]
    return kept, direction


def _word(word: str) -> tuple[str, ...]:
    if ordinal := ORDINAL.match(word):
        return (ordinal[1],)
    if word in STREETS:
        return (STREETS[word],)
    if found := ENDS_IN_STREET.match(word):
        return (found[1], "strasse")
    return (NUMBERS.get(word, word),)
