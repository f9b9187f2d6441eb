"""Match keys: what customers who may be one have in common, each as one number of 63 bits.

A customer has few of them, for they are stored. Whoever is looked for is looked for by many: a name that differs by an
edit has other segments. The segments are those of PassJoin (Li, Deng, Wang and Feng, "Pass-Join: a partition-based
method for similarity joins", VLDB 2011): a text cut in one more piece than there are edits has a piece that none of
them touched, and it stands at most as many places away as there are edits. Names are cut twice: in three for up to two
edits, and in two for one, because half a name is shared by few where a third of it is shared by thousands.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from itertools import combinations, permutations

from onaccount.domain.customers.rules.normal import name_words, own_host, phone_key, postcode_key, street_of
from onaccount.foundation.text import fold

RECIPE = 2  # to be raised with every change that the sample below does not show: all keys are then written anew
EDITS = 2  # letters added, left out or exchanged between two names that share a key for sure
SLIPS = (1, EDITS)  # for so many edits each, names are cut in one piece more
SOURCES = ("name", "phone", "mobile", "email", "website", "line1", "city", "postcode")  # what keys are made of
FIRST, LAST = 0, 2**63 - 1
MOST_WORDS = 6  # of a name that is looked for by its parts
TURNED = 3  # words that are looked for in every order
COMMON = frozenset(
    "the and of for in und der die das le la les de du des et y e i store stores shop shops cafe restaurant hotel "
    "services service trading group holdings holding international uk".split()
)
NUMBER = re.compile(r"\d+[a-z]?")
WORD = re.compile(r"[^\W_]+")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SEVERAL = re.compile(r"[,;/\n]|\d\D+\d")  # parts of an address on one line, or two numbers


def match_keys(values: Mapping[str, str]) -> list[int]:
    """The keys of a customer of these fields, by the names of the field table; sorted, each once, FIRST to LAST."""
    words = name_words(values.get("name", ""))
    return _numbers({*_sets_of(words), *_whereabouts(values)}, set(_segments("".join(words))))


def sought_keys(values: Mapping[str, str], *, is_thorough: bool = False) -> list[int]:
    """The keys by which customers like this one are found.

    Their keys contain one of these if their name has the same words, or is EDITS or fewer away from this one's;
    likewise if telephone, place or host are the same. If `is_thorough`, in whatever order the words come, and where
    one has more words than the other.
    """
    words = name_words(values.get("name", ""))
    texts = {*_sets_of(words), *_whereabouts(values), *(_parts_of(words) if is_thorough else ())}
    orders = {"".join(order) for order in _orders(words, is_thorough)}
    return _numbers(texts, {segment for order in orders for segment in _near_segments(order)})


def is_of_a_piece(key: int) -> bool:
    """Whether it is a segment of a name: two names with one in common may still be far from each other."""
    return bool(key & 1)


@cache
def recipe() -> str:
    """What keys are made by. Another one than the stored keys were made by: they are made anew."""
    keys = [match_keys(values) for values in _sample()]
    return f"{RECIPE}-{blake2b(repr(keys).encode(), digest_size=8).hexdigest()}"


def _numbers(texts: Iterable[str], segments: Iterable[str]) -> list[int]:
    return sorted([_number(text) & ~1 for text in texts] + [_number(text) | 1 for text in segments])


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


# --- names ------------------------------------------------------------------------------------------------------------


def _sets_of(words: Sequence[str]) -> Iterator[str]:
    """All words, and of three or more the first two that tell most: in whatever order they stand."""
    if words:
        yield _set(words)
    if len(set(words)) > 2:
        telling = [word for word in dict.fromkeys(words) if word not in COMMON and len(word) > 1]
        if len(telling) > 1:
            yield _set(telling[:2])


def _set(words: Iterable[str]) -> str:
    return "w " + " ".join(sorted(set(words)))


def _parts_of(words: Sequence[str]) -> Iterator[str]:
    """Two or more of the words: another name may lack the others."""
    different = list(dict.fromkeys(words))[:MOST_WORDS]
    for count in range(2, len(different)):
        yield from map(_set, combinations(different, count))


def _orders(words: Sequence[str], is_thorough: bool) -> Iterable[Sequence[str]]:
    if is_thorough and len(words) <= TURNED:
        return permutations(words)
    return {tuple(words), tuple(reversed(words))} if len(words) == 2 else [words]


def _segments(name: str) -> Iterator[str]:
    """Each piece with the name's length and its own place in it."""
    for edits in SLIPS:
        for place, (start, length) in enumerate(_cuts(len(name), edits) if name else ()):
            yield f"{edits} {len(name)} {place} {name[start : start + length]}"


@cache
def _cuts(length: int, edits: int) -> tuple[tuple[int, int], ...]:
    """(start, length) of edits + 1 pieces as even as they can be, the longer ones last. Short names have empty ones."""
    pieces = edits + 1
    short, longer = divmod(length, pieces)
    cuts, start = [], 0
    for place in range(pieces):
        size = short + (place >= pieces - longer)
        cuts.append((start, size))
        start += size
    return tuple(cuts)


def _near_segments(name: str) -> Iterator[str]:
    """The pieces that a name of EDITS or fewer away may have in common with this one."""
    for edits in SLIPS:
        for length, place, start, end in _windows(len(name), edits) if name else ():
            yield f"{edits} {length} {place} {name[start:end]}"


@cache
def _windows(own: int, edits: int) -> tuple[tuple[int, int, int, int], ...]:
    """(length of the other name, place of its piece, start and end in ours) of all that need be looked for.

    Of the edits, those left of a piece shift it and those right of it make up the lengths: so a piece is looked for
    only where neither side would need more edits than are left for it (section 4.2 of the paper).
    """
    windows = []
    for length in range(max(1, own - edits), own + edits + 1):
        longer = own - length
        for place, (at, size) in enumerate(_cuts(length, edits)):
            left, right = place, edits - place
            low = max(0, at - left, at + longer - right)
            high = min(own - size, at + left, at + longer + right)
            windows += [(length, place, start, start + size) for start in range(low, high + 1)]
    return tuple(windows)


# --- where somebody is reached ----------------------------------------------------------------------------------------


def _whereabouts(values: Mapping[str, str]) -> Iterator[str]:
    for name in ("phone", "mobile"):
        if number := phone_key(values.get(name, "")):
            yield f"p {number}"
    for name in ("email", "website"):
        if host := own_host(values.get(name, "")):
            yield f"h {host}"
    if place := _place(values):
        yield place


def _place(values: Mapping[str, str]) -> str:
    """Postcode and house number; without a postcode the town, and the first word of the street."""
    line = values.get("line1", "")
    if SEVERAL.search(line):  # a flat before the house, a town behind the street: only then worth the longer reading
        found = street_of(line)
        line = f"{found.number} {found.words}"
    words = WORD.findall(fold(line))
    house = next((word for word in words if NUMBER.fullmatch(word)), "").rstrip(LETTERS)
    street = next((word for word in words if not NUMBER.fullmatch(word)), "")
    if postcode := postcode_key(values.get("postcode", "")):
        return f"a {postcode} {house or street}" if words else ""
    town = fold(values.get("city", ""))
    return f"t {town} {house} {street}" if town and house and street else ""


def _sample() -> Iterator[dict[str, str]]:
    """What shows a change of how names, numbers and places are read."""
    for name in (
        "Graham's Widgets Ltd", "GRAHAMS WIDGETS LIMITED", "Müller & Söhne GmbH & Co. KG", "Société Générale S.A.",
        "J.R. Smith Bros Intl Inc.", "Аcme Trading", "Smith, John Jr.", "The Fry & Hob Co", "Łódź Sp. z o.o.",
        "ООО Ромашка", "St. Mary's Univ. Hosp. 2nd Dept", "3M", "Żabka Polska S.A.", "Istanbul Tic. A.Ş.",
        "株式会社トヨタ", "Dr Anna Weir",
    ):  # fmt: skip
        yield {"name": name}
    for phone in ("+44 (0)20 7946 0018", "020 7946 0018 ext. 4", "(212) 555-0100", "12345"):
        yield {"phone": phone}
    for line, postcode in (("17a High Street", "LS1 4DY"), ("Flat 2, 3 Quay St.", "LS1 4DZ"), ("Hauptstr. 5", "10115")):
        yield {"line1": line, "postcode": postcode, "city": "St. Leeds"}
    for reach in ("anna@weir.example.org", "bob@gmail.com", "https://www.weir.example.org/shop"):
        yield {"email": reach}
