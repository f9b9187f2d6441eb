"""A row between reading and deciding, as it waits in the stage."""

import json
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from onaccount.domain.customers.actions.known import PERSON, PLACE, Key, Person, Place
from onaccount.domain.imports.rules.kinds import COMPANY, INDIVIDUAL
from onaccount.domain.imports.rules.packing import BETWEEN, KEPT, spread
from onaccount.domain.imports.rules.states import Outcome
from onaccount.foundation.text import fold

GIVEN, FAMILY = PERSON.index("given_name"), PERSON.index("family_name")
EMAIL, PHONE = PERSON.index("email"), PERSON.index("phone")
KEYS = {key.value: key for key in Key}
KIND_IS_SAID = "k"
OF_A_PERSON = frozenset({"kind", "name", "mobile", *PERSON})


AT = {name: index for index, name in enumerate(KEPT)}
PERSON_OF = itemgetter(*(AT[f"contact_{name}"] for name in PERSON))


class Row:
    """One row with its cleaned values, and with what the repeated rows of the same key added to it.

    `parts` are the values in the order of KEPT; `value` is that of the key. `nameless` is the refusal of a row
    without a name: it stands only if nobody is found.
    """

    __slots__ = ("_values", "contacts", "further", "key", "kind_is_said", "line", "nameless", "parts", "row", "value")

    def __init__(self, row: int, line: int, key: Key, value: str, parts: list[str], more: str) -> None:
        self.row, self.line, self.key, self.value, self.parts = row, line, key, value, parts
        self._values: dict[str, str] | None = None
        self.kind_is_said, self.nameless = bool(more), ""
        self.further: Sequence[Place] = ()
        self.contacts: Sequence[Person] = ()
        if len(more) > len(KIND_IS_SAID):
            self.kind_is_said, self.nameless, further, contacts = json.loads(more)
            self.further, self.contacts = list(map(tuple, further)), list(map(tuple, contacts))
        if not self.contacts and can_stand(person := PERSON_OF(parts)):
            self.contacts = [person]

    @property
    def values(self) -> dict[str, str]:
        if self._values is None:
            self._values = dict(zip(KEPT, self.parts, strict=True))
        return self._values

    @values.setter
    def values(self, values: dict[str, str]) -> None:
        self._values = values
        self.parts = list(spread(values))

    def more(self) -> str:
        """What most rows have nothing of."""
        if self.nameless or self.further or len(self.contacts) > 1:
            return json.dumps([self.kind_is_said, self.nameless, self.further, self.contacts])
        return KIND_IS_SAID if self.kind_is_said else ""


class Pending(NamedTuple):
    """What of a row decides whom it is about. Most rows are new customers, of whom nothing more is asked in Python."""

    row: int
    line: int
    key: Key
    value: str
    more: str
    external_id: str
    email: str

    @property
    def nameless(self) -> str:
        return str(json.loads(self.more)[1]) if len(self.more) > len(KIND_IS_SAID) else ""


def pending_of(record: Sequence[Any]) -> Pending:
    """From (row, line, key_kind, key, more, external_id, email) of the stage."""
    number, line, kind, *others = record
    return Pending(number, line, KEYS[kind], *others)


def row_of(record: Sequence[Any]) -> Row:
    """From (row, line, key_kind, key, vals, more) of the stage."""
    number, line, kind, value, text, more = record
    return Row(number, line, KEYS[kind], value, text.split(BETWEEN), more)


def as_record(
    row: int,
    line: int,
    key: Key,
    value: str,
    values: Mapping[str, str],
    *,
    kind_is_said: bool = False,
    nameless: str = "",
    is_contact: bool = False,
    contacts: Sequence[Person] = (),
) -> tuple[Any, ...]:
    """A row as it is put into the stage's table of records, still to be decided."""
    more = KIND_IS_SAID if kind_is_said else ""
    if nameless or len(contacts) > 1:
        more = json.dumps([kind_is_said, nameless, [], list(contacts)])
    about = row, line, Outcome.CREATE.value, int(is_contact), None, None
    return *about, key.value, value, *spread(values), more, ""


def place_of(values: Mapping[str, str], prefix: str = "") -> Place:
    return tuple([values.get(prefix + name, "") for name in PLACE])


def person_of(values: Mapping[str, str]) -> Person:
    return tuple([values.get(f"contact_{name}", "") for name in PERSON])


def can_stand(person: Person) -> bool:
    """Whether there is anything to know the person by."""
    return bool(person[GIVEN] or person[FAMILY] or person[EMAIL])


def folded_name(person: Person) -> str:
    return fold(f"{person[GIVEN]} {person[FAMILY]}")


def reads_as_person(row: Row) -> bool:
    """Whether the row was taken for an individual only because it names a person and no company."""
    values = row.values
    is_person = values.get("kind") == INDIVIDUAL and bool(values.get("given_name") or values.get("family_name"))
    return is_person and not row.kind_is_said


def names_company(row: Row) -> bool:
    return row.values.get("kind") == COMPANY and bool(row.values.get("name"))


def take_for_contact(row: Row) -> None:
    """The person of a row becomes a contact: its key is that of a company, whose name the row leaves out."""
    values = row.values
    person = {name: values.get(name) or values.get(f"contact_{name}", "") for name in PERSON}
    person["phone"] = person["phone"] or values.get("mobile", "")
    row.contacts = [tuple(person.values())]
    row.values = {name: value for name, value in values.items() if name not in OF_A_PERSON}
