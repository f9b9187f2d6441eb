"""How a party comes to be written in more than one way: slips of fingers, ears and scanners, short forms, moves."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from onaccount.domain.customers.rules.normal.vocabulary import FULL_NAMES, SHORT, STREETS

Record = dict[str, str]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
BESIDE = {
    "a": "qsz", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "ry",
    "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip
HEARD = (
    ("ph", "f"),
    ("ck", "k"),
    ("ee", "ea"),
    ("y", "i"),
    ("c", "k"),
    ("s", "z"),
    ("ll", "l"),
    ("tt", "t"),
    ("v", "w"),
    ("h", ""),
)
SEEN = (("m", "rn"), ("l", "1"), ("o", "0"), ("s", "5"), ("b", "8"), ("i", "l"), ("g", "q"), ("cl", "d"))


@dataclass(frozen=True, slots=True)
class Careless:
    """How often which mistake is made, per field or record."""

    slip: float  # in a field
    several: float  # of the slips, how many are more than one
    lost: float  # a field is left empty
    other: float  # a field is of another value
    moved: float
    swapped: float
    short: float


CARE = {
    "office": Careless(0.06, 0.1, 0.06, 0.01, 0.06, 0.01, 0.15),
    "hurried": Careless(0.15, 0.25, 0.12, 0.02, 0.08, 0.03, 0.25),
    "scanned": Careless(0.3, 0.4, 0.08, 0.04, 0.02, 0.05, 0.1),
    "gathered": Careless(0.2, 0.3, 0.25, 0.04, 0.1, 0.08, 0.2),
}
NEVER_OTHER = {
    "national_id",
    "tax_id",
    "registration_number",
    "country",
    "name",
    "born_on",
    "region",
    "website",
    "city",
    "postcode",
}
PLACE = ("house_number", "line1", "line2", "city", "postcode")


def written_down(rng: random.Random, record: Record, care: Careless, other: Callable[[str], str]) -> Record:
    """The record as one writer left it."""
    new = {name: value for name, value in record.items() if name != "_locale"}
    if rng.random() < care.moved:
        _move(rng, new, other)
    for name in list(new):
        if not new[name] or name == "kind":
            continue
        if rng.random() < care.lost and name != "name":
            new[name] = ""
        elif name not in NEVER_OTHER and rng.random() < care.other:
            new[name] = other(name)
        else:
            new[name] = _field(rng, name, new[name], care)
    _swap(rng, new, care)
    return new


def _move(rng: random.Random, new: Record, other: Callable[[str], str]) -> None:
    new["line1"], new["house_number"] = other("line1"), other("house_number")
    if "postcode" in new:
        new["postcode"] = "".join(rng.choice("0123456789") if c.isdigit() else c for c in new["postcode"])
    if rng.random() < 0.5:
        new["city"] = other("city")
    if rng.random() < 0.3:
        new["phone"] = other("phone")


def _swap(rng: random.Random, new: Record, care: Careless) -> None:
    if rng.random() < care.swapped and "given_name" in new:
        new["given_name"], new["family_name"] = new["family_name"], new["given_name"]
    if rng.random() < care.swapped / 2 and new.get("line2"):
        new["line1"], new["line2"] = new["line2"], new["line1"]


def _field(rng: random.Random, name: str, value: str, care: Careless) -> str:
    if rng.random() < care.short:
        value = _shortened(rng, name, value)
    if name == "phone" and rng.random() < 0.12:
        value = value.split(" ", 1)[-1] if value.count(" ") > 1 else value
    if rng.random() < care.slip:
        for _ in range(rng.choice((2, 2, 3, 4)) if rng.random() < care.several else 1):
            value = slip(rng, name, value)
    if name in ("name", "city", "line1", "given_name", "family_name") and rng.random() < 0.2:
        value = rng.choice((value.upper(), value.lower()))
    return value


def _shortened(rng: random.Random, name: str, value: str) -> str:
    """A nickname or initial, an abbreviation, a name without its form or with its parent's before it."""
    words = value.split()
    if name == "given_name":
        known = [short for short, fulls in FULL_NAMES.items() if value.lower() in fulls and short != value.lower()]
        return rng.choice([*known, *known, value[0]]) if known or rng.random() < 0.5 else value
    if name == "line1":
        ways = [way for way, word in STREETS.items() if word == words[-1].lower()]
        return " ".join([*words[:-1], rng.choice([*ways, ""])]).strip() if ways else value
    if name != "name":
        return value
    kind = rng.random()
    if kind < 0.3 and len(words) > 2:
        return " ".join(words[:-1])
    if kind < 0.45 and len(words) > 2:
        gone = rng.randrange(1, len(words))
        return " ".join(words[:gone] + words[gone + 1 :])
    if kind < 0.65:
        return " ".join(_abbreviated(rng, word) for word in words)
    if kind < 0.78:
        return f"{rng.choice(('City', 'Northern', 'Catholic Charities', 'Regional Office', 'Group'))} {value}"
    if kind < 0.9:
        return f"{value} {rng.choice(('Branch', 'Main Office', 'East', 'Downtown', 'Center', 'of the City'))}"
    return " ".join([words[-1], *words[:-1]])


def _abbreviated(rng: random.Random, word: str) -> str:
    ways = [way for way, full in SHORT.items() if full == SHORT.get(word.lower(), word.lower())]
    return rng.choice(ways).capitalize() if ways else word


def slip(rng: random.Random, name: str, value: str) -> str:
    """One slip; dates also change by days, months, years, or have day and month the other way round."""
    if not value:
        return value
    if name == "born_on" and value.count("-") == 2 and value.replace("-", "").isdigit() and rng.random() < 0.5:
        return _date_slip(rng, value)
    at = rng.randrange(len(value))
    letter = value[at].lower()
    near = str(rng.randrange(10)) if letter.isdigit() else rng.choice(BESIDE.get(letter, LETTERS))
    kind = rng.random()
    if kind < 0.22:
        return value[:at] + value[at + 1 :]
    if kind < 0.42:
        return value[:at] + near + value[at:]
    if kind < 0.68:
        return value[:at] + near + value[at + 1 :]
    if kind < 0.85:
        return value[:at] + value[at + 1 : at + 2] + value[at] + value[at + 2 :]
    if kind < 0.91:
        return value[:at] + " " + value[at:] if " " not in value else value.replace(" ", "", 1)
    old, new = rng.choice(HEARD if kind < 0.96 else SEEN)
    return value.lower().replace(old, new, 1)


def _date_slip(rng: random.Random, value: str) -> str:
    year, month, day = (int(part) for part in value.split("-"))
    kind = rng.random()
    if kind < 0.3:
        month, day = (day, month) if day <= 12 else (month, day)
    elif kind < 0.6:
        day = max(1, min(28, day + rng.randrange(-5, 6)))
    elif kind < 0.8:
        month = max(1, min(12, month + rng.choice((-1, 1))))
    elif kind < 0.95:
        year += rng.choice((-1, 1, -10, 10))
    else:
        year, month, day = rng.randrange(1915, 2007), rng.randrange(1, 13), rng.randrange(1, 29)
    return f"{year}-{month:02}-{day:02}"
