"""Full names taken apart: title, given names, family name."""

from dataclasses import dataclass

from onaccount.domain.imports.rules.contents import SALUTATIONS
from onaccount.foundation.text import fold

PARTICLES = frozenset(
    "van von de der den del della di da dos das do du des la le ten ter te zu zum zur af av bin ibn al el "
    "vom st mac".split()
)
SUFFIXES = frozenset("jr sr jnr snr ii iii iv phd md esq mba dds cpa".split())
AMBIGUOUS = frozenset({"m", "don", "sr", "fr", "pan", "hon", "ing", "sig", "lady", "lord", "sir", "hr"})


@dataclass(frozen=True, slots=True)
class Person:
    title: str
    given_name: str
    family_name: str


def split_name(text: str) -> Person:
    """A full name at its last blank; "Gute, Claire" at its comma. "van Dam" and "Smith Jr" stay together.

    One word alone is nobody's given or family name for sure: both are blank, and the caller keeps the whole.
    """
    words = text.split()
    titles = 0
    while titles < len(words) - 1 and is_title(words[titles]):
        titles += 1
    title, rest = " ".join(words[:titles]), words[titles:]
    if len(rest) < 2:
        return Person(title, "", rest[0] if title and rest else "")
    family, comma, given = " ".join(rest).partition(", ")
    if comma and given and fold(given).strip(".") not in SUFFIXES:
        return Person(title, given, family)
    start = family_start(rest)
    return Person(title, " ".join(rest[:start]), " ".join(rest[start:]))


def is_title(word: str) -> bool:
    plain = fold(word)
    return plain.rstrip(".") in SALUTATIONS and (plain.endswith(".") or plain not in AMBIGUOUS)


def family_start(words: list[str]) -> int:
    """Where the family name begins; there is always a given name before it."""
    start = len(words) - 1
    while start > 1 and fold(words[start]).strip(".,") in SUFFIXES:
        start -= 1
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    return start
