"""A row between reading and deciding, as it waits in the stage."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onaccount.domain.customers.actions.known import PERSON, PLACE, Key, Person, Place
from onaccount.domain.imports.rules.packing import packed, unpacked
from onaccount.domain.imports.rules.states import Outcome
from onaccount.foundation.text import fold

GIVEN, FAMILY, EMAIL = PERSON.index("given_name"), PERSON.index("family_name"), PERSON.index("email")


@dataclass(slots=True)
class Row:
    """One row with its cleaned values, and with what the repeated rows of the same key added to it.

    `nameless` is the refusal of a row without a name: it stands only if the row finds nobody by its key.
    """

    row: int
    line: int
    key: Key
    value: str  # of the key
    values: dict[str, str]
    kind_is_said: bool = False
    nameless: str = ""
    further: list[Place] = field(default_factory=list)
    contacts: list[Person] = field(default_factory=list)


def as_record(row: Row, outcome: Outcome = Outcome.CREATE, *, is_contact: bool = False) -> tuple[Any, ...]:
    """The row as it is put into the stage's table of records."""
    about = row.row, row.line, outcome.value, int(is_contact), None, None
    return *about, row.key.value, row.value, packed(row.values), more_of(row), ""


def more_of(row: Row) -> str:
    """What most rows have nothing of, as JSON or as nothing."""
    if not (row.kind_is_said or row.nameless or row.further or len(row.contacts) > 1):
        return ""
    return json.dumps([row.kind_is_said, row.nameless, row.further, row.contacts])


def row_of(record: Sequence[Any]) -> Row:
    """From (row, line, key_kind, key, vals, more) of the stage."""
    number, line, kind, value, text, more = record
    row = Row(number, line, Key(kind), value, unpacked(text))
    if more:
        row.kind_is_said, row.nameless, further, contacts = json.loads(more)
        row.further, row.contacts = list(map(tuple, further)), list(map(tuple, contacts))
    if not row.contacts and can_stand(person := person_of(row.values)):
        row.contacts = [person]
    return row


def place_of(values: Mapping[str, str], prefix: str = "") -> Place:
    return tuple([values.get(prefix + name, "") for name in PLACE])


def person_of(values: Mapping[str, str]) -> Person:
    return tuple([values.get(f"contact_{name}", "") for name in PERSON])


def can_stand(person: Person) -> bool:
    """Whether there is anything to know the person by."""
    return bool(person[GIVEN] or person[FAMILY] or person[EMAIL])


def folded_name(person: Person) -> str:
    return fold(f"{person[GIVEN]} {person[FAMILY]}")
