"""Rows of one file with one key are one customer: they are folded into the first before anything is decided (D-12)."""

import itertools
from collections.abc import Iterator
from typing import Any

from onaccount.domain.customers.actions.known import PERSON, Person
from onaccount.domain.customers.rules.fields import FIELDS, Part
from onaccount.domain.imports.actions.compare import key_of_place, same_email, same_name
from onaccount.domain.imports.actions.row import (
    EMAIL,
    PHONE,
    Row,
    names_company,
    place_of,
    reads_as_person,
    row_of,
    take_for_contact,
)
from onaccount.domain.imports.actions.stage import Stage
from onaccount.domain.imports.rules.packing import COLUMNS
from onaccount.domain.imports.rules.rows import merge_repeated
from onaccount.domain.imports.rules.said import Said, pack, unpack
from onaccount.foundation.text import shorten

REPEATED = "The same customer as in row {first}; what is new in it is added there."
DIFFERENT = "Not taken from it, for row {first} says otherwise: {fields}."
CONTACT_FIELDS = frozenset(f"contact_{name}" for name in PERSON)
# Of places and persons a customer may have several, of these one.
TAKEN_ONCE = tuple(name for name, field in FIELDS.items() if field.part is Part.CUSTOMER and name != "kind")
NAMED_WITHIN = 1_000  # rows of one customer; more are not held at a time
NOTHING_NEW = (None,) * (len(COLUMNS) + 1)
GROUPS = """
    SELECT row, line, key_kind, key, vals, more, is_contact FROM whole
    WHERE outcome = 'create' AND (is_contact, key_kind, key) IN (
        SELECT is_contact, key_kind, key FROM records WHERE outcome = 'create'
        GROUP BY is_contact, key_kind, key HAVING COUNT(*) > 1)
    ORDER BY is_contact, key_kind, key, row
"""


def fold_rows(stage: Stage) -> None:
    """Fold every group of repeated rows. What comes of it is put aside until all groups are read."""
    stage.db.execute("CREATE INDEX records_by_key ON records (is_contact, key_kind, key)")
    names = (*COLUMNS, "more")
    stage.db.execute(
        f"CREATE TEMPORARY TABLE folded (row INTEGER PRIMARY KEY, into_row INTEGER, {', '.join(names)}, said TEXT)"
    )
    records = itertools.chain.from_iterable(stage.each(GROUPS))
    for _, group in itertools.groupby(records, key=lambda record: (record[6], record[2], record[3])):
        stage.add("folded", list(folded_group(row_of(record[:6]) for record in group)))
    stage.db.execute(f"""
        UPDATE records SET {", ".join(f"{name} = f.{name}" for name in names)}
        FROM folded f WHERE f.row = records.row AND f.into_row IS NULL""")
    stage.db.execute("""
        UPDATE records SET outcome = 'repeated', into_row = f.into_row, said = f.said
        FROM folded f WHERE f.row = records.row AND f.into_row IS NOT NULL""")


def folded_group(rows: Iterator[Row]) -> Iterator[tuple[Any, ...]]:
    """What becomes of each row of a group: the others are repeated, the first has what they knew."""
    rows = with_persons_as_contacts(rows)
    first = next(rows)
    same = pack([Said("", REPEATED, "", {"first": first.row})])
    for row in rows:
        add_to(first, row)
        lost = not_taken(first, row)
        yield row.row, first.row, *NOTHING_NEW, pack([*unpack(same), lost]) if lost else same
    yield first.row, None, *first.parts, first.more(), ""


def with_persons_as_contacts(rows: Iterator[Row]) -> Iterator[Row]:
    """Of several rows of one company some name only somebody who works there, be it before the company is named."""
    begun = list(itertools.islice(rows, NAMED_WITHIN))
    of_company = any(map(names_company, begun))
    for row in itertools.chain(begun, rows):
        if of_company and reads_as_person(row):
            take_for_contact(row)
        yield row


def add_to(first: Row, other: Row) -> None:
    own = {name: value for name, value in other.values.items() if name not in CONTACT_FIELDS}
    give_contact_its_own(other, first)
    first.values, _ = merge_repeated(first.values, own)
    first.nameless = first.nameless and other.nameless
    add_places(first, other)
    add_contacts(first, other)


def not_taken(first: Row, other: Row) -> Said | None:
    """What a repeated row says otherwise than the first, and what has no place beside it."""
    persons = {text.casefold() for person in first.contacts for text in person}
    different = [
        f"{FIELDS[name].label} {shorten(value)}"
        for name in TAKEN_ONCE
        if (value := other.values.get(name, ""))
        and value.casefold() != first.values.get(name, "").casefold()
        and value.casefold() not in persons
    ]
    return Said("", DIFFERENT, "", {"first": first.row, "fields": ", ".join(different)}) if different else None


def give_contact_its_own(other: Row, first: Row) -> None:
    """An e-mail or a phone that is not the customer's any more belongs to the person beside whom it stands."""
    if len(other.contacts) != 1:
        return
    person = list(other.contacts[0])
    for at, name in ((EMAIL, "email"), (PHONE, "phone")):
        mine, theirs = first.values.get(name, ""), other.values.get(name, "")
        if theirs and mine and theirs.casefold() != mine.casefold() and not person[at]:
            person[at] = theirs
    other.contacts = [tuple(person)]


def add_places(first: Row, other: Row) -> None:
    """A place that the first row does not have becomes a further address, be it the other's main or delivery one."""
    own = place_of(first.values), place_of(first.values, "delivery_")
    stand = {key_of_place(place) for place in (*own, *first.further)}
    for place in (place_of(other.values), place_of(other.values, "delivery_"), *other.further):
        if any(place) and (key := key_of_place(place)) not in stand:
            stand.add(key)
            first.further = [*first.further, place]


def add_contacts(first: Row, other: Row) -> None:
    contacts = list(first.contacts)
    for person in other.contacts:
        same = next((index for index, each in enumerate(contacts) if is_same(person, each)), None)
        if same is None:
            contacts.append(person)
        else:
            contacts[same] = tuple(mine or theirs for mine, theirs in zip(contacts[same], person, strict=True))
    if contacts:
        first.contacts = contacts
        names = (f"contact_{name}" for name in PERSON)
        first.values = {**first.values, **dict(zip(names, contacts[0], strict=True))}


def is_same(one: Person, other: Person) -> bool:
    """By e-mail; by name only where one of them has no e-mail, for two Smiths with one each are two."""
    return same_email(one, other) or (same_name(one, other) and not (one[EMAIL] and other[EMAIL]))


def reject_repeated_of_rejected(stage: Stage) -> None:
    """What was folded into a row that cannot be taken in goes back with it, or mending that row alone would lose it."""
    stage.db.execute("""
        UPDATE records SET outcome = 'reject', said = f.said FROM records f
        WHERE records.outcome = 'repeated' AND records.into_row = f.row AND f.outcome = 'reject'""")
    stage.db.execute("""
        INSERT OR IGNORE INTO left_out SELECT r.row FROM left_out l JOIN records f ON f.row = l.row
        JOIN records r ON r.into_row = f.row WHERE r.outcome = 'reject'""")
