"""How alike pairs are, field by field: a level for each pair, and how rare is what they share. Whole columns of pairs
at once: equal values by their codes, others by rapidfuzz; nothing in Python is done pair by pair."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Indel, JaroWinkler
from rapidfuzz.process import cpdist

from onaccount.domain.customers.rules.normal import full_names
from onaccount.domain.matching.rules.scoring.columns import Column, Columns, Names
from onaccount.domain.matching.rules.scoring.commonness import share_of_each, shares_with_misspelt

MISSING = -1
NEIGHBOURS = 5.0  # bits
PARTLY = 0.78  # from here names are partly alike by their letters
SMALLEST = 400  # records: in a shorter list a name that is there twice is not common for that
Pairs = NDArray[np.int64]
Floats = NDArray[np.float32]
# The levels of each comparison, from "another" upwards. Their weights stand in weights.csv.
LEVELS: dict[str, tuple[str, ...]] = {
    "given": ("other", "rough", "alike", "short", "same"),
    "family": ("other", "rough", "alike", "same"),
    "order": ("kept", "swapped"),
    "generation": ("other", "one", "same"),
    "name": ("other", "little", "partly", "within", "alike", "same"),
    "name_number": ("other", "one", "same"),
    "form": ("other", "one", "same"),
    "street": ("other", "rough", "alike", "same"),
    "house": ("other", "alike", "same"),
    "unit": ("other", "same"),
    "locality": ("other", "alike", "same"),
    "city": ("other", "alike", "same"),
    "region": ("other", "same"),
    "postcode": ("other", "alike", "same"),
    "country": ("other", "same"),
    "phone": ("other", "alike", "tail", "same"),
    "email": ("other", "host", "rough", "alike", "same"),
    "website": ("other", "same"),
    "born_on": ("other", "near", "partly", "alike", "same"),
    "national_id": ("other", "alike", "same"),
    "tax_id": ("other", "same"),
    "registration_number": ("other", "same"),
    "external_id": ("other", "same"),
    "number": ("other", "same"),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """`level` per pair, -1 where either has nothing; `rarity` in bits, of what they share, NaN where that says
    nothing more than the level does."""

    level: NDArray[np.int8]
    rarity: Floats | None = None


def bits_of(columns: Columns, kind: str, column: Column) -> Floats:
    """Of each distinct value, how rare it is."""
    return columns.remembered(
        f"bits of {kind}", lambda: -np.log2(share_of_each(kind, column, columns.counted)).astype(np.float32)
    )


class Comparison:
    """The pairs (a[i], b[i]) of records of these columns."""

    def __init__(self, columns: Columns, a: Pairs, b: Pairs):
        self.columns, self.a, self.b = columns, a, b

    def compared(self, names: Iterable[str] = LEVELS) -> dict[str, Compared]:
        """By the names of LEVELS; comparisons that say nothing of any pair are left out."""
        found = {name: getattr(self, name) for name in names}
        return {name: each for name, each in found.items() if each is not None and (each.level != MISSING).any()}

    # --- the tools ----------------------------------------------------------------------------------------------------

    def _codes(self, column: Column) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        return column.codes[self.a], column.codes[self.b]

    def _level(self, column: Column, top: int) -> tuple[NDArray[np.int8], NDArray[np.intp], NDArray[np.int32]]:
        """Levels with equal values at `top` and others at 0, the places of the others, and the codes of a."""
        one, other = self._codes(column)
        level = np.where((one < 0) | (other < 0), MISSING, np.where(one == other, top, 0)).astype(np.int8)
        return level, np.flatnonzero(level == 0), one

    def _exactly(self, kind: str) -> Compared | None:
        column: Column = getattr(self.columns, kind)
        if column.empty:
            return None
        level, _, one = self._level(column, 1)
        return Compared(level, self._rarity(kind, column, one, level == 1))

    def _nearly(
        self, kind: str, top: int, near: Callable[[Any, Any], NDArray[np.int8]]
    ) -> tuple[NDArray[np.int8], NDArray[np.int32]] | None:
        """Levels below `top` come from `near`, which is given the texts of both sides."""
        column: Column = getattr(self.columns, kind)
        if column.empty:
            return None
        level, others, one = self._level(column, top)
        if len(others):
            a, b = column.codes[self.a[others]], column.codes[self.b[others]]
            pairs, where = np.unique(a.astype(np.int64) * len(column.values) + b, return_inverse=True)
            texts = column.texts
            level[others] = near(texts[pairs // len(column.values)], texts[pairs % len(column.values)])[where]
        return level, one

    def _slip(self, kind: str, top: int, shortest: int) -> tuple[NDArray[np.int8], NDArray[np.int32]] | None:
        """Level 1 for values of at least `shortest` letters that are one slip apart."""
        column: Column = getattr(self.columns, kind)
        if column.empty:
            return None
        level, others, one = self._level(column, top)
        a, b = column.codes[self.a[others]], column.codes[self.b[others]]
        long = np.minimum(column.lengths[a], column.lengths[b]) >= shortest
        near = np.flatnonzero(long & (letters_apart(column, a, b) <= 2))
        texts = column.texts
        level[others[near]] = _edits(texts[a[near]], texts[b[near]], 1) <= 1
        return level, one

    def _texts(self, column: Column, places: NDArray[np.intp]) -> tuple[Any, Any]:
        texts = column.texts
        return texts[column.codes[self.a[places]]], texts[column.codes[self.b[places]]]

    def _rarity(self, kind: str, column: Column, codes: NDArray[np.int32], same: NDArray[np.bool_]) -> Floats:
        bits = bits_of(self.columns, kind, column)
        rarity = np.full(len(codes), np.nan, dtype=np.float32)
        rarity[same] = bits[codes[same]]
        return rarity

    # --- persons ------------------------------------------------------------------------------------------------------

    @cached_property
    def both_persons(self) -> NDArray[np.bool_]:
        return self.columns.is_person[self.a] & self.columns.is_person[self.b]

    @cached_property
    def _crossed(self) -> tuple[Compared, Compared, Compared] | None:
        """Given name, family name and their order: whichever way round they agree better."""
        columns = self.columns
        if not self.both_persons.any():
            return None
        straight = self._given(columns.given), self._family(columns.family)
        agree = (straight[0].level >= 2).astype(np.int8) + (straight[1].level >= 2)
        order = np.where(agree > 0, 0, MISSING).astype(np.int8)  # of names that do not agree, no order can be told
        doubtful = np.flatnonzero(self.both_persons & (agree < 1))
        if len(doubtful):
            first, last = Comparison(columns, self.a[doubtful], self.b[doubtful])._across()
            better = ((first >= 2) | (last >= 2)) & ((first >= 2) | (first < 0)) & ((last >= 2) | (last < 0))
            at = doubtful[better]
            order[at] = 1
            # The names agree, but are weighed without their rarity: given and family names have each their own.
            straight[0].level[at], straight[1].level[at] = first[better], last[better]
        return straight[0], straight[1], Compared(order)

    def _across(self) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
        given, family = self.columns.given, self.columns.family
        one = given.texts[given.codes[self.a]], family.texts[family.codes[self.b]]
        other = family.texts[family.codes[self.a]], given.texts[given.codes[self.b]]
        first = np.where(one[0] == one[1], 4, _names_alike(*one))
        last = np.where(other[0] == other[1], 3, _names_alike(*other))
        first[(given.codes[self.a] < 0) | (family.codes[self.b] < 0)] = MISSING
        last[(family.codes[self.a] < 0) | (given.codes[self.b] < 0)] = MISSING
        return first.astype(np.int8), last.astype(np.int8)

    def _given(self, mine: Column) -> Compared:
        level, others, one = self._level(mine, 4)
        if len(others):
            texts = self._texts(mine, others)
            level[others] = np.maximum(_names_alike(*texts), _short(*texts))
            self._shuffled(mine, level)
        return Compared(level, self._rarity("given", mine, one, level == 4))

    def _shuffled(self, column: Column, level: NDArray[np.int8]) -> None:
        """Names of the same letters in another order are roughly alike."""
        places = np.flatnonzero(level == 0)
        if len(places):
            letters = column.sorted_letters
            one, other = letters[column.codes[self.a[places]]], letters[column.codes[self.b[places]]]
            level[places] = _ratio(one, other) >= 0.86

    def _family(self, mine: Column) -> Compared:
        level, others, one = self._level(mine, 3)
        if len(others):
            level[others] = _names_alike(*self._texts(mine, others))
            self._shuffled(mine, level)
        return Compared(level, self._rarity("family", mine, one, level == 3))

    @property
    def given(self) -> Compared | None:
        return self._crossed and self._crossed[0]

    @property
    def family(self) -> Compared | None:
        return self._crossed and self._crossed[1]

    @property
    def order(self) -> Compared | None:
        return self._crossed and self._crossed[2]

    @property
    def generation(self) -> Compared | None:
        return self._told_by(self.columns.generation, self.both_persons)

    def _told_by(self, column: Column, where: NDArray[np.bool_]) -> Compared | None:
        """Both alike, one of them, or two that differ; missing where neither tells."""
        if column.empty:
            return None
        one, other = self._codes(column)
        level = np.where(one == other, 2, np.where((one < 0) | (other < 0), 1, 0)).astype(np.int8)
        level[((one < 0) & (other < 0)) | ~where] = MISSING
        return Compared(level)

    # --- parties by one name ------------------------------------------------------------------------------------------

    @cached_property
    def name(self) -> Compared | None:
        names = self.columns.names
        if names.column.empty:
            return None
        one, other = self._codes(names.column)
        level = np.where((one < 0) | (other < 0) | self.both_persons, MISSING, np.where(one == other, 5, 0))
        level = level.astype(np.int8)
        rarity = np.full(len(level), np.nan, dtype=np.float32)
        bits = self._word_bits
        whole = self._name_bits
        same = level == 5
        rarity[same] = whole[one[same]]
        others = np.flatnonzero(level == 0)
        for start in range(0, len(others), 100_000):
            places = others[start : start + 100_000]
            level[places], rarity[places] = _bags_alike(self.columns, bits, one[places], other[places])
        return Compared(level, rarity)

    @property
    def _word_bits(self) -> Floats:
        words = self.columns.names.vocabulary
        return bits_of(self.columns, "word", words)

    @property
    def _name_bits(self) -> Floats:
        """How rare a whole name is: its words', or the name's own where it is listed often."""
        return self.columns.remembered("bits of whole names", self._made_name_bits)

    def _made_name_bits(self) -> Floats:
        names = self.columns.names
        padded = np.append(self._word_bits, np.float32(0))
        of_words: Floats = np.where(names.words >= 0, padded[names.words], np.float32(0)).sum(axis=1)
        if self.columns.counted:
            shares = np.maximum(names.column.counts - 1, 0.2) / (self.columns.size + SMALLEST)
            of_words = np.minimum(of_words, -np.log2(shares).astype(np.float32))
        return of_words

    @property
    def name_number(self) -> Compared | None:
        column = self.columns.names.numbers
        found = self._told_by(column, ~self.both_persons)
        if found is not None:
            # "3" and "3 2012" do not contradict each other: only one of them says more.
            others = np.flatnonzero(found.level == 0)
            texts = self._texts(column, others)
            level = np.fromiter(
                (0 if _disjoint(a, b) else 1 for a, b in zip(*texts, strict=True)), np.int8, len(others)
            )
            found.level[others] = level
        return found

    @property
    def form(self) -> Compared | None:
        column = self.columns.names.forms
        found = self._told_by(column, ~self.both_persons)
        return found and Compared(found.level, self._rarity("form", column, column.codes[self.a], found.level == 2))

    # --- where --------------------------------------------------------------------------------------------------------

    @property
    def street(self) -> Compared | None:
        found = self._nearly("street", 3, _streets_alike)
        if found is None:
            return None
        level, one = found
        self._directions(level)
        return Compared(level, self._rarity("street", self.columns.street, one, level == 3))

    def _directions(self, level: NDArray[np.int8]) -> None:
        """North and South Ogden Avenue are two streets of one name."""
        one, other = self._codes(self.columns.direction)
        level[(level > 1) & (one >= 0) & (other >= 0) & (one != other)] = 1

    @property
    def house(self) -> Compared | None:
        found = self._slip("house", 2, 2)
        return found and Compared(found[0], self._rarity("house", self.columns.house, found[1], found[0] == 2))

    @property
    def unit(self) -> Compared | None:
        column = self.columns.unit
        return None if column.empty else Compared(self._level(column, 1)[0])

    @property
    def locality(self) -> Compared | None:
        return self._place("locality")

    @property
    def city(self) -> Compared | None:
        return self._place("city")

    def _place(self, kind: str) -> Compared | None:
        found = self._nearly(kind, 2, _places_alike)
        if found is None:
            return None
        column = getattr(self.columns, kind)
        rarity = self._rarity(kind, column, found[1], found[0] == 2)
        if self.columns.counted:  # a misspelt town is as common as the town
            alike = np.flatnonzero(found[0] == 1)
            bits = self.columns.remembered(
                f"bits of misspelt {kind}", lambda: -np.log2(shares_with_misspelt(kind, column)).astype(np.float32)
            )
            one, other = self._codes(column)
            rarity[alike] = np.minimum(bits[one[alike]], bits[other[alike]])
        return Compared(found[0], rarity)

    @property
    def region(self) -> Compared | None:
        return self._exactly("region")

    @property
    def country(self) -> Compared | None:
        return self._exactly("country")

    @property
    def postcode(self) -> Compared | None:
        found = self._slip("postcode", 2, 4)
        if found is None:
            return None
        rarity = self._rarity("postcode", self.columns.postcode, found[1], found[0] >= 1)
        # Each postcode has its neighbours: some thirty in a slip's reach, the fewer the longer they are.
        rarity[found[0] == 1] -= NEIGHBOURS
        return Compared(found[0], rarity)

    # --- how they are reached -----------------------------------------------------------------------------------------

    @property
    def phone(self) -> Compared | None:
        columns = self.columns
        found = self._slip("phone", 3, 7)
        if found is None:
            return None
        level, one = found
        tails = self._codes(columns.phone_tail)
        shorter = columns.phone.lengths < 9
        ends_alike = (level < 2) & (level >= 0) & (tails[0] == tails[1]) & (tails[0] >= 0)
        a, b = self._codes(columns.phone)
        level[ends_alike & (shorter[a] | shorter[b])] = 2
        rarity = self._rarity("phone", columns.phone, one, level == 3)
        if not columns.mobile.empty:  # the one's phone may be the other's mobile
            self._mobiles(level, rarity)
        return Compared(level, rarity)

    def _mobiles(self, level: NDArray[np.int8], rarity: Floats) -> None:
        columns = self.columns
        phones = columns.phone
        mobile = columns.remembered("mobiles as phones", lambda: _as_codes_of(columns.mobile, phones))
        bits = bits_of(columns, "phone", phones)
        for one, other in ((phones.codes, mobile), (mobile, phones.codes), (mobile, mobile)):
            a, b = one[self.a], other[self.b]
            same = (a >= 0) & (a == b) & (level != 3)
            level[same], rarity[same] = 3, bits[a[same]]

    @property
    def email(self) -> Compared | None:
        columns = self.columns
        if columns.email.empty:
            return None
        level, others, one = self._level(columns.email, 4)
        if len(others):
            host, local = columns.host.codes, columns.local.codes
            a, b = self.a[others], self.b[others]
            alike = _emails_alike(*self._texts(columns.email, others))
            own = columns.remembered("own local parts", lambda: _own_local_parts(columns.local))
            alike = np.where((local[a] == local[b]) & (local[a] >= 0) & own[local[a]], 3, alike)
            level[others] = np.where(alike >= 2, alike, (host[a] >= 0) & (host[a] == host[b]))
        return Compared(level, self._rarity("email", columns.email, one, level == 4))

    @property
    def website(self) -> Compared | None:
        return self._exactly("website")

    # --- what is one party's alone ------------------------------------------------------------------------------------

    @property
    def born_on(self) -> Compared | None:
        found = self._nearly("born_on", 4, _dates_alike)
        return found and Compared(found[0], self._rarity("born_on", self.columns.born_on, found[1], found[0] == 4))

    @property
    def national_id(self) -> Compared | None:
        found = self._slip("national_id", 2, 6)
        return found and Compared(
            found[0], self._rarity("national_id", self.columns.national_id, found[1], found[0] == 2)
        )

    @property
    def tax_id(self) -> Compared | None:
        return self._exactly("tax_id")

    @property
    def registration_number(self) -> Compared | None:
        return self._exactly("registration_number")

    @property
    def external_id(self) -> Compared | None:
        return self._exactly("external_id")

    @property
    def number(self) -> Compared | None:
        return self._exactly("number")


def _as_codes_of(column: Column, other: Column) -> NDArray[np.int32]:
    """Per record, the other column's code of this one's value."""
    of = {value: code for code, value in enumerate(other.values)}
    table = np.array([of.get(value, -1) for value in column.values], dtype=np.int32)
    return np.where(column.codes >= 0, table[column.codes], np.int32(-1))


# --- texts that are not equal -----------------------------------------------------------------------------------------


def letters_apart(column: Column, a: NDArray[np.int32], b: NDArray[np.int32]) -> NDArray[np.int64]:
    """At least so many letters are in one of the two values and not in the other."""
    letters = column.letters
    return apart(letters[a], letters[b])


def apart(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> NDArray[np.int64]:
    letters: NDArray[np.int64] = np.bitwise_count(one ^ other).sum(axis=1, dtype=np.int64)
    return letters


def _jaro_winkler(one: Any, other: Any) -> Floats:
    similar: Floats = cpdist(one, other, scorer=JaroWinkler.normalized_similarity, dtype=np.float32)
    return similar


def _ratio(one: Any, other: Any, least: float = 0.0) -> Floats:
    """0 below `least`."""
    similar: Floats = cpdist(
        one, other, scorer=Indel.normalized_similarity, dtype=np.float32, score_cutoff=least or None
    )
    return similar


def _edits(one: Any, other: Any, most: int) -> NDArray[np.int32]:
    edits: NDArray[np.int32] = cpdist(one, other, scorer=OSA.distance, dtype=np.int32, score_cutoff=most)
    return edits


def _lengths(texts: Any) -> NDArray[np.int32]:
    return np.fromiter(map(len, texts), dtype=np.int32, count=len(texts))


def _names_alike(one: Any, other: Any) -> NDArray[np.int8]:
    """0 another, 1 roughly alike, 2 alike."""
    similar, edits = _jaro_winkler(one, other), _edits(one, other, 2)
    shortest = np.minimum(_lengths(one), _lengths(other))
    alike = (similar >= 0.92) | ((edits == 1) & (shortest >= 3)) | ((edits == 2) & (shortest >= 7))
    return np.where(alike, 2, (similar >= 0.82) | ((edits == 2) & (shortest >= 5))).astype(np.int8)


def _short(one: Any, other: Any) -> NDArray[np.int8]:
    """3 where a given name is short for the other, an initial of it, or one of its two names; else 0."""
    return np.fromiter((3 if _is_short(a, b) else 0 for a, b in zip(one, other, strict=True)), np.int8, len(one))


def _is_short(one: str, other: str) -> bool:
    first, second = one.partition(" ")[0], other.partition(" ")[0]
    if first == second:
        return True
    if first[0] != second[0]:
        return not full_names(first).isdisjoint(full_names(second))
    if len(first) == 1 or len(second) == 1:
        return True
    return not full_names(first).isdisjoint(full_names(second))


def _disjoint(one: str, other: str) -> bool:
    return set(one.split()).isdisjoint(other.split())


def _streets_alike(one: Any, other: Any) -> NDArray[np.int8]:
    similar = _ratio(one, other)
    shorter = np.fromiter((_begins(a, b) for a, b in zip(one, other, strict=True)), bool, len(one))
    jaro = _jaro_winkler(one, other)
    level = np.where((similar >= 0.82) | (jaro >= 0.9), 2, (similar >= 0.65) | (jaro >= 0.8)).astype(np.int8)
    level[shorter & (level < 2)] = 2
    return level


def _begins(one: str, other: str) -> bool:
    """One is the other with something behind it, as a town in the same cell."""
    short, long = (one, other) if len(one) < len(other) else (other, one)
    return len(short) >= 3 and long.startswith(short) and not long[len(short)].isalnum()


def _places_alike(one: Any, other: Any) -> NDArray[np.int8]:
    similar, edits = _jaro_winkler(one, other), _edits(one, other, 2)
    return np.asarray((similar >= 0.9) | (edits == 1)).astype(np.int8)


def _emails_alike(one: Any, other: Any) -> NDArray[np.int8]:
    similar, edits = _jaro_winkler(one, other), _edits(one, other, 2)
    ratio = _ratio(one, other)
    alike = (edits <= 2) | (similar >= 0.95)
    return np.where(alike, 3, np.where((ratio >= 0.8) | (similar >= 0.9), 2, 0)).astype(np.int8)


def _own_local_parts(column: Column) -> NDArray[np.bool_]:
    return np.array([len(value) >= 6 and value not in ROLES for value in column.values] or [False])


ROLES = frozenset(
    "accounts office contact enquiries enquiry support billing invoices reception hello orders purchasing "
    "finance".split()
)


def _dates_alike(one: Any, other: Any) -> NDArray[np.int8]:
    """3 for one digit that differs, or day and month the other way round; 2 for two of year, month and day alike or a
    month apart; 1 for at most a year apart."""
    if not len(one):
        return np.zeros(0, dtype=np.int8)
    edits = _edits(one, other, 2)
    a, b = (np.array([text.ljust(8)[:8] for text in texts], dtype="U8") for texts in (one, other))
    first, second = (np.stack([_cut(t, 0, 4), _cut(t, 4, 6), _cut(t, 6, 8)]) for t in (a, b))
    turned = (first[0] == second[0]) & (first[1] == second[2]) & (first[2] == second[1])
    parts = (first == second).sum(axis=0)
    days = np.abs(_days(first) - _days(second))
    return np.where(
        (edits <= 1) | turned, 3, np.where((parts >= 2) | (days <= 31), 2, (days <= 400) | (edits <= 2))
    ).astype(np.int8)


def _days(parts: "NDArray[np.str_]") -> NDArray[np.int64]:
    """About so many days; far from all others where it is no date."""
    year, month, day = (np.where(np.char.isdigit(part), part, "0").astype(np.int64) for part in parts)
    return np.where(year > 0, year * 365 + month * 30 + day, -1_000_000_000 * (day + 1))


def _cut(texts: "NDArray[np.str_]", start: int, end: int) -> "NDArray[np.str_]":
    letters = texts.view("U1").reshape(len(texts), 8)[:, start:end]
    return np.ascontiguousarray(letters).view(f"U{end - start}").ravel()


def _bags_alike(
    columns: Columns, bits: Floats, one: NDArray[np.int32], other: NDArray[np.int32]
) -> tuple[NDArray[np.int8], Floats]:
    """Levels of names that differ, and the rarity in bits of the words that they share."""
    names = columns.names
    a, b = names.words[one], names.words[other]
    padded = np.append(bits, np.float32(0))
    equal = (a[:, :, None] == b[:, None, :]) & (a >= 0)[:, :, None]
    weight_a, weight_b = padded[a], padded[b]
    met = equal.any(axis=2)
    shared, in_common = (weight_a * met).sum(axis=1), met.sum(axis=1)
    total_a, total_b = weight_a.sum(axis=1), weight_b.sum(axis=1)
    cover = shared / np.maximum(1e-6, np.maximum(total_a, total_b))
    within = shared / np.maximum(1e-6, np.minimum(total_a, total_b))
    ratio = _letters_alike(names, one, other)
    level = np.zeros(len(one), dtype=np.int8)
    level[(cover >= 0.25) | (within >= 0.5)] = 1
    level[((in_common >= 2) & ((cover >= 0.5) | (within >= 0.75))) | (ratio >= PARTLY)] = 2
    level[(within >= 0.95) & (shared >= 8)] = 3
    level[(cover >= 0.85) | (ratio >= 0.9)] = 4
    level[cover >= 0.999] = 5  # in another order
    rarity = np.where(ratio >= PARTLY, np.maximum(shared, 0.7 * ratio * np.minimum(total_a, total_b)), shared)
    return level, rarity.astype(np.float32)


def _letters_alike(names: Names, one: NDArray[np.int32], other: NDArray[np.int32]) -> Floats:
    """Whichever of both is more alike, the names without blanks or with their words in order; 0 below PARTLY."""
    ratio = np.zeros(len(one), dtype=np.float32)
    lengths = names.lengths[one] + names.lengths[other]
    near = np.flatnonzero(apart(names.letters[one], names.letters[other]) <= (1 - PARTLY) * lengths + 1e-6)
    if len(near):
        one, other = one[near], other[near]
        ratio[near] = np.maximum(
            _ratio(names.squeezed[one], names.squeezed[other], PARTLY),
            _ratio(names.ordered[one], names.ordered[other], PARTLY),
        )
    return ratio
