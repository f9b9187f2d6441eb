"""Records by columns: each column its distinct values and, per record, which of them it has."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from onaccount.domain.customers.rules.normal import (
    Named,
    Person,
    Street,
    email_key,
    named,
    own_host,
    person_named,
    person_of,
    phone_key,
    phone_tail,
    place_key,
    plain,
    postcode_key,
    street_of,
)

Records = Sequence[Mapping[str, str]]
Codes = NDArray[np.int32]
WORDS = 10  # of a name; the rarest of longer ones
COUNTED = 20_000  # values whose letters are counted at once
T = TypeVar("T")
NOTHING = frozenset("n/a na none null unknown nil - -- . ? tbc tba".split())
BRACKETS = re.compile(r"\(([^()]*)\)")
DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, eq=False)
class Column:
    """`values` are distinct, `codes` per record an index into them, -1 where there is nothing."""

    values: list[str]
    codes: Codes

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        return np.bincount(self.codes[self.codes >= 0], minlength=max(1, len(self.values)))

    @cached_property
    def texts(self) -> "NDArray[np.object_]":
        texts = np.full(max(1, len(self.values)), "", dtype=object)
        texts[: len(self.values)] = self.values
        return texts

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        return np.fromiter(map(len, self.texts), dtype=np.int64, count=len(self.texts))

    @cached_property
    def letters(self) -> NDArray[np.uint64]:
        """How often each letter is in a value, in unary: as many bits differ between two values as letters at least."""
        return letters_of(self.texts.tolist())

    @cached_property
    def sorted_letters(self) -> "NDArray[np.object_]":
        letters = np.full(max(1, len(self.values)), "", dtype=object)
        letters[: len(self.values)] = ["".join(sorted(value)) for value in self.values]
        return letters

    @property
    def empty(self) -> bool:
        return not self.values

    def mapped(self, change: Callable[[str], str]) -> "Column":
        """The column of changed values: each distinct one is changed once."""
        column = coded(change(value) for value in self.values)
        return Column(column.values, _through(column.codes, self.codes))


def coded(texts: Iterable[str]) -> Column:
    places: dict[str, int] = {"": -1}
    codes = np.fromiter((places.setdefault(text, len(places) - 1) for text in texts), dtype=np.int32)
    del places[""]
    return Column(list(places), codes)


def letters_of(texts: Sequence[str]) -> NDArray[np.uint64]:
    """Two words of 64 bits for each text: 32 sorts of letters, of each up to four."""
    pieces = [_letters_of(texts[start : start + COUNTED]) for start in range(0, len(texts), COUNTED)]
    return np.concatenate(pieces) if pieces else np.zeros((0, 2), dtype=np.uint64)


def _letters_of(texts: Sequence[str]) -> NDArray[np.uint64]:
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    spelt = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    sorts = np.repeat(np.arange(len(texts)), lengths) * 32 + spelt % 32
    counts = np.bincount(sorts, minlength=len(texts) * 32).reshape(len(texts), 2, 16)
    unary = (np.uint64(1) << np.minimum(counts, 4).astype(np.uint64)) - np.uint64(1)
    letters: NDArray[np.uint64] = (unary << np.arange(0, 64, 4, dtype=np.uint64)).sum(axis=2, dtype=np.uint64)
    return letters


def _through(table: Codes, codes: Codes) -> Codes:
    if not len(table):
        return np.full(len(codes), -1, dtype=np.int32)
    return np.where(codes >= 0, table[codes], np.int32(-1)).astype(np.int32)


@dataclass(slots=True)
class Names:
    """Names of parties as bags of words. `words[place of a distinct name]` are codes of words, -1 for none."""

    column: Column  # the words in their order, one blank between
    words: NDArray[np.int32]
    vocabulary: Column  # per distinct name and place of a word, flat: only its values and counts are read
    numbers: Column
    forms: Column
    squeezed: "NDArray[np.object_]" = field(repr=False)
    ordered: "NDArray[np.object_]" = field(repr=False)
    lengths: NDArray[np.int64] = field(repr=False)  # with their blanks
    letters: NDArray[np.uint64] = field(repr=False)  # as a column's


class Columns:
    """The columns of a list, or of two lists one behind the other, made when they are first asked for."""

    def __init__(self, records: Records, *, counted: bool = True):
        self.records = records
        self.counted = counted  # whether how often a value is listed says how common it is
        self.size = len(records)
        self.fields = frozenset().union(*records)
        self._remembered: dict[str, Any] = {}

    def remembered(self, what: str, make: Callable[[], T]) -> T:
        """What is told of distinct values, made once for all the pieces of a long list."""
        if what not in self._remembered:
            self._remembered[what] = make()
        found: T = self._remembered[what]
        return found

    def raw(self, *fields: str) -> Column:
        """The first of these fields that is filled."""
        fields = tuple(name for name in fields if name in self.fields)
        if not fields:
            return self._nothing
        if len(fields) == 1:
            name = fields[0]
            return coded(record.get(name) or "" for record in self.records)
        return coded(next((text for name in fields if (text := record.get(name))), "") for record in self.records)

    @cached_property
    def _nothing(self) -> Column:
        return Column([], np.full(self.size, -1, dtype=np.int32))

    def _key(self, key: Callable[[str], str], *fields: str) -> Column:
        return self.raw(*fields).mapped(lambda text: "" if text.strip().lower() in NOTHING else key(text))

    # --- persons ------------------------------------------------------------------------------------------------------

    @cached_property
    def _persons(self) -> list[Person | None]:
        if self.fields.isdisjoint(("kind", "given_name", "family_name")):
            return [None] * self.size
        return [_person(record) for record in self.records]

    @cached_property
    def is_person(self) -> NDArray[np.bool_]:
        return np.fromiter((person is not None for person in self._persons), dtype=bool, count=self.size)

    def _of_person(self, part: Callable[[Person], str]) -> Column:
        if not self.is_person.any():
            return self._nothing
        return coded(part(person) if person else "" for person in self._persons)

    @cached_property
    def given(self) -> Column:
        return self._of_person(lambda person: person.given)

    @cached_property
    def family(self) -> Column:
        return self._of_person(lambda person: person.family)

    @cached_property
    def generation(self) -> Column:
        return self._of_person(lambda person: person.generation)

    @cached_property
    def born_on(self) -> Column:
        return self._key(born_key, "date_of_birth", "born_on")

    @cached_property
    def national_id(self) -> Column:
        return self._key(id_key, "national_id")

    # --- parties by one name ------------------------------------------------------------------------------------------

    @cached_property
    def names(self) -> Names:
        towns = {*self.city.values, *self.region.values}
        raw = coded(_without_town(_whole_name(record), towns) for record in self.records)
        return _names([named(value) for value in raw.values], raw.codes)

    # --- where --------------------------------------------------------------------------------------------------------

    @cached_property
    def _streets(self) -> tuple[list[Street], Codes]:
        if self.fields.isdisjoint(("line1", "house_number")):
            return [], self._nothing.codes
        raw = coded(_address_line(record) for record in self.records)
        return [street_of(*value.split("\0")) for value in raw.values], raw.codes

    def _of_street(self, part: Callable[[Street], str]) -> Column:
        streets, codes = self._streets
        column = coded(part(street) for street in streets)
        return Column(column.values, _through(column.codes, codes))

    @cached_property
    def street(self) -> Column:
        return self._of_street(lambda street: street.words)

    @cached_property
    def house(self) -> Column:
        return self._of_street(lambda street: street.number)

    @cached_property
    def unit(self) -> Column:
        return self._of_street(lambda street: street.unit)

    @cached_property
    def direction(self) -> Column:
        return self._of_street(lambda street: street.direction)

    @cached_property
    def locality(self) -> Column:
        return self._key(place_key, "line2", "line3")

    @cached_property
    def city(self) -> Column:
        return self._key(place_key, "city")

    @cached_property
    def region(self) -> Column:
        return self._key(place_key, "region")

    @cached_property
    def postcode(self) -> Column:
        return self._key(postcode_key, "postcode")

    @cached_property
    def country(self) -> Column:
        return self._key(place_key, "country")

    # --- how they are reached -----------------------------------------------------------------------------------------

    @cached_property
    def phone(self) -> Column:
        return self._key(phone_key, "phone", "mobile")

    @cached_property
    def mobile(self) -> Column:
        return self._key(phone_key, "mobile")

    @cached_property
    def phone_tail(self) -> Column:
        return self.phone.mapped(phone_tail)

    @cached_property
    def email(self) -> Column:
        return self._key(email_key, "email", "login_email")

    @cached_property
    def local(self) -> Column:
        return self.email.mapped(lambda email: email.rpartition("@")[0])

    @cached_property
    def host(self) -> Column:
        return self.email.mapped(own_host)

    @cached_property
    def website(self) -> Column:
        return self._key(own_host, "website")

    # --- identifiers --------------------------------------------------------------------------------------------------

    @cached_property
    def tax_id(self) -> Column:
        return self._key(id_key, "tax_id")

    @cached_property
    def registration_number(self) -> Column:
        return self._key(id_key, "registration_number")

    @cached_property
    def external_id(self) -> Column:
        return self._key(str.strip, "external_id")

    @cached_property
    def number(self) -> Column:
        return self._key(str.strip, "number")


def _person(record: Mapping[str, str]) -> Person | None:
    """The person that a record tells of; a company's contact is not the party."""
    given, family, name = record.get("given_name") or "", record.get("family_name") or "", record.get("name") or ""
    kind = record.get("kind") or ""
    if kind == "company":
        return None
    if given or family:
        person = person_named(given, family)
        if name and kind != "individual":
            spelt = set(plain(name).replace("-", " ").split())
            if not spelt & {*person.given.split(), *person.family.split()}:
                return None
        return person
    return person_of(name) if kind == "individual" and name else None


def _whole_name(record: Mapping[str, str]) -> str:
    if name := record.get("name"):
        return name
    given, family = record.get("given_name"), record.get("family_name")
    return f"{given} {family}" if given and family else given or family or ""


def _without_town(name: str, towns: set[str]) -> str:
    """Without a town in brackets behind it: "Spago (Los Angeles)"."""
    if "(" not in name:
        return name
    found = BRACKETS.search(name)
    return BRACKETS.sub(" ", name, count=1) if found and place_key(found[1]) in towns else name


def _address_line(record: Mapping[str, str]) -> str:
    line, house = record.get("line1") or "", record.get("house_number") or ""
    return f"{line}\0{house}" if line or house else ""


def born_key(text: str) -> str:
    """Year, month and day in eight digits, as far as that can be told."""
    found: list[str] = DIGITS.findall(text.partition("T")[0])
    if len(found) == 1 and len(found[0]) == 8:
        digits = found[0]
        return digits if digits[:2] in ("18", "19", "20") else digits[4:] + digits[2:4] + digits[:2]
    if len(found) < 3:
        return "".join(found)
    first, second, third = found[:3]
    if len(first) == 4:
        return first + second.zfill(2) + third.zfill(2)
    day, month = (second, first) if int(second) > 12 else (first, second)
    return third + month.zfill(2) + day.zfill(2)


def id_key(text: str) -> str:
    """Letters and digits of an identifier; "" for what is none, as one sign repeated, or a word: whatever a register
    gives out has digits, and "pending", "exempt" or "Einzelunternehmen" stand in many rows.
    """
    key = "".join(letter for letter in plain(text) if letter.isalnum())
    is_none = len(set(key)) < 2 or len(key) < 4 or not any(map(str.isdigit, key))
    return "" if is_none else key


# Numbers of German registers, which each court counts by itself: HRB 777 is one company in Berlin and another in Köln.
OF_A_COURT = re.compile(r"(hr[ab]|gnr|vr|pr|gsr)\d{1,7}[a-z]{0,2}")


def _names(parts: list[Named], codes: Codes) -> Names:
    column = coded(" ".join((*part.words, *part.numbers)) for part in parts)
    numbers, forms = coded(" ".join(part.numbers) for part in parts), coded(part.form for part in parts)
    bags = [value.split() for value in column.values]
    vocabulary = coded(word for bag in bags for word in dict.fromkeys(bag))
    by_name = _through(column.codes, codes)
    per_word = np.bincount(vocabulary.codes, minlength=max(1, len(vocabulary.values)))
    squeezed, ordered = (np.full(max(1, len(bags)), "", dtype=object) for _ in range(2))
    squeezed[: len(bags)] = ["".join(bag) for bag in bags]
    ordered[: len(bags)] = [" ".join(sorted(bag)) for bag in bags]
    return Names(
        Column(column.values, by_name),
        _padded(bags, vocabulary.codes, per_word),
        vocabulary,
        Column(numbers.values, _through(numbers.codes, codes)),
        Column(forms.values, _through(forms.codes, codes)),
        squeezed,
        ordered,
        np.fromiter(map(len, ordered), dtype=np.int64, count=len(ordered)),
        letters_of(squeezed.tolist()),
    )


def _padded(bags: list[list[str]], flat: Codes, per_word: NDArray[np.int64]) -> NDArray[np.int32]:
    lengths = np.fromiter((len(dict.fromkeys(bag)) for bag in bags), dtype=np.int64, count=len(bags))
    words = np.full((max(1, len(bags)), min(WORDS, lengths.max(initial=1))), -1, dtype=np.int32)
    if not len(flat):
        return words
    owner = np.repeat(np.arange(len(bags)), lengths)
    order = np.lexsort((per_word[flat], owner))  # the rarest first, so that long names lose their commonest words
    owner, flat = owner[order], flat[order]
    place = np.arange(len(flat)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    kept = place < words.shape[1]
    words[owner[kept], place[kept]] = flat[kept]
    return words
