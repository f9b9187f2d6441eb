"""Write many customers at once: a stage of ready rows in, statements over sets, counts out.

The stage is a group of SQLite tables. New rows are SELECTed out of it, in one text for both engines: SQLite has the
stage attached, PostgreSQL is sent the answer by COPY. What is compared with rows that are there already is within reach
of the database's connection too, under the same names. `seq` counts the new customers from 1 in the file's order; a row
about a customer that is there already has its `number`.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import IntegrityError, connection

from onaccount.domain.business.rules import Vetted
from onaccount.domain.customers.actions.add import tags_named
from onaccount.domain.customers.actions.amended import checked_of, fall_back_of_set
from onaccount.domain.customers.actions.known import OWN, PERSON, PLACE
from onaccount.domain.customers.actions.match_keys import (
    KeysOfSet,
    keys_of_new,
    remove_match_keys,
    rewrite_match_keys,
)
from onaccount.domain.customers.models import Address, Contact, Customer, Location, Tag, Unpublished
from onaccount.domain.customers.rules.status import Kind, Origin, Status
from onaccount.domain.customers.rules.vetted import stage_at_start
from onaccount.domain.history.actions import detail_set, record_set, take_back_set
from onaccount.domain.history.rules import Actor
from onaccount.foundation.refusals import Refused

TEXT, WHOLE, TIME, UUID, JSON = "text", "bigint", "timestamptz", "uuid", "jsonb"

# A stage as a caller fills it: the tables, their columns, and the columns' types on PostgreSQL.
STAGE: dict[str, dict[str, str]] = {
    "stage_customers": {
        "seq": WHOLE, "row": WHOLE, **dict.fromkeys(OWN, TEXT), "search_name": TEXT, "fingerprint": TEXT,
        "key_kind": TEXT, "event": UUID,
    },
    "stage_updates": {
        "number": WHOLE, "known_at": TIME, **dict.fromkeys(OWN, TEXT), "search_name": TEXT,
        "event": UUID, "changes": JSON, "row": WHOLE, "before": JSON,
    },
    "stage_addresses": {"seq": WHOLE, "number": WHOLE, "known": WHOLE, "place": TEXT, **dict.fromkeys(PLACE, TEXT)},
    "stage_contacts": {"seq": WHOLE, "number": WHOLE, "known": WHOLE, **dict.fromkeys(PERSON, TEXT)},
    "stage_logins": {"seq": WHOLE, "number": WHOLE, "login_email": TEXT, "login_key": TEXT},
    "stage_tags": {"seq": WHOLE, "number": WHOLE, "tag": TEXT},
}  # fmt: skip

OWNER = "COALESCE(s.number, %(before)s + s.seq)"
NEW = "s.seq BETWEEN %(low)s AND %(high)s"
LAST = 2**62  # a number above all
THERE = "s.number >= %(low)s AND s.number <= %(high)s"  # so written, both engines use the index of the numbers
UNCHANGED = "c.number = s.number AND c.changed_at = s.known_at"
CHANGED_MEANWHILE = "{count} of the customers to update have been changed or removed."
ID_TAKEN = "A customer with an external id of the file has been added."
LOGIN_TAKEN = "A login address of the file has been taken."


class TakenMeanwhile(Refused):
    """A row of the set is no longer what it was when the stage was made. The caller takes the transaction back."""

    code = "taken_meanwhile"
    sentence = "{what}"
    status = 409


class Source(Protocol):
    """A stage, as its owner brings it to this database."""

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query over the stage."""

    def note(self, table: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
        """Put a table of these rows beside the stage's, for the queries that follow."""

    def put(self, table: str, columns: Sequence[str], query: str, values: Mapping[str, Any]) -> int:
        """Add the rows of a query over the stage to a table; return how many. One that is there already is left out,
        or an IntegrityError."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What all rows of a set share. Its customers get the numbers after `before`, in their order."""

    source: Source
    key: uuid.UUID
    before: int
    status: Status
    vets: Vetted
    by: Actor
    at: datetime

    def parameters(self, low: int, high: int) -> dict[str, Any]:
        """For the statements below: a slice of the new ones by `seq`, or of those that are there by number."""
        return {
            "before": self.before,
            "low": low,
            "high": high,
            "batch": self.key.hex,
            "status": self.status.value,
            "stage_company": self._stage(Kind.COMPANY),
            "stage_individual": self._stage(Kind.INDIVIDUAL),
            "origin": Origin.IMPORT.value,
            "at": str(connection.ops.adapt_datetimefield_value(self.at)),
        }

    def _stage(self, kind: Kind) -> str:
        return stage_at_start(vets=self.vets, origin=Origin.IMPORT, kind=kind).value


def check_set() -> None:
    """Refuse a stage whose new keys or logins have been taken since it was made."""
    for what, statement in CONFLICTS.items():
        with connection.cursor() as cursor:
            cursor.execute(statement)
            if found := cursor.fetchone():
                raise TakenMeanwhile(what=f"{what} {found[0]} now belongs to No. {found[1]}.")


def _conflict(key: str, key_kind: str = "") -> str:
    """A customer that came meanwhile with the key of a new one. The condition is that of the index that finds it."""
    only = f"AND s.key_kind = '{key_kind}' " if key_kind else ""
    return (
        f"SELECT c.{key}, c.number FROM stage_customers s JOIN customers_customer c ON c.{key} = s.{key} "
        f"WHERE s.{key} <> '' AND NOT (c.{key} = '') {only}ORDER BY s.seq LIMIT 1"
    )


CONFLICTS = {
    "External id": _conflict("external_id"),
    "Tax id": _conflict("tax_id", "tax_id"),
    "The row of": _conflict("fingerprint", "fingerprint"),
    "E-mail": (
        "SELECT c.email, c.number FROM stage_customers s JOIN customers_customer c ON LOWER(c.email) = LOWER(s.email) "
        "WHERE s.key_kind = 'email' AND NOT (c.email = '') ORDER BY s.seq LIMIT 1"
    ),
    "Login address": (
        "SELECT l.login_email, l.customer_id FROM stage_logins s "
        "JOIN customers_location l ON LOWER(l.login_email) = s.login_key LIMIT 1"
    ),
}


def take_numbers(count: int, table: str = "customers_customer", key: str = "number") -> int:
    """Take a block of customer numbers, or of another table's keys, out of the engine's own sequence; return the
    number before its first.

    On SQLite the caller's transaction holds the sequence. On PostgreSQL it must be a short transaction of its own:
    whoever adds a customer waits for its end.
    """
    return (
        _take_from_sqlite(count, table) if connection.vendor == "sqlite" else _take_from_postgresql(count, table, key)
    )


def _take_from_postgresql(count: int, table: str, key: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, key])
        (sequence,) = cursor.fetchone()
        # Changes nothing, and is the only statement that holds a sequence: nextval() waits until the transaction ends.
        cursor.execute(f"ALTER SEQUENCE {sequence} INCREMENT BY 1")
        # A sequence that nobody has called says its first value with is_called false: then none is taken yet.
        cursor.execute(f"SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM {sequence}")
        (before,) = cursor.fetchone()
        cursor.execute("SELECT setval(%s, %s)", [sequence, before + count])
    return int(before)


def _take_from_sqlite(count: int, table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [count, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone()
    return int(last) - count


def name_tags(source: Source) -> None:
    """Make the tags of a stage that are not there yet, and note their keys beside it for `add_set`.

    Of several spellings the first row's is kept, as it is when the rows come one by one.
    """
    names = [
        name for (name,) in source.rows("SELECT tag FROM stage_tags GROUP BY tag ORDER BY MIN(COALESCE(seq, 0)), tag")
    ]
    tags = {tag.name.casefold(): tag.pk for tag in tags_named(names)} if names else {}
    source.note("stage_tag_ids", "tag text, tag_id bigint", [(name, tags[name.casefold()]) for name in names])


def add_set(batch: Batch, *, low: int, high: int) -> int:
    """Add the new customers from `low` to `high` with all their parts; return how many.

    Raises TakenMeanwhile when one of them could not be written, because somebody else has its external id or login.
    """
    values = batch.parameters(low, high)
    shared = ("status", "stage", "origin", "created_at", "changed_at", "batch")
    stage = f"CASE s.kind WHEN '{Kind.INDIVIDUAL.value}' THEN %(stage_individual)s ELSE %(stage_company)s END"
    given = f"%(status)s, {stage}, %(origin)s, %(at)s, %(at)s, %(batch)s"
    try:
        added = batch.source.put(
            "customers_customer",
            ("number", *OWN, "search_name", "fingerprint", *shared),
            f"SELECT %(before)s + s.seq, {', '.join(OWN)}, search_name, fingerprint, {given} "
            f"FROM stage_customers s WHERE {NEW} ORDER BY s.seq",
            values,
        )
    except IntegrityError:
        raise TakenMeanwhile(what=ID_TAKEN) from None
    if added != _count(f"stage_customers s WHERE {NEW}", values):
        check_set()
        raise TakenMeanwhile(what=ID_TAKEN)
    _add_parts(batch, NEW, values)
    query = f"SELECT s.event, CAST(%(before)s + s.seq AS text) FROM stage_customers s WHERE {NEW} ORDER BY s.seq"
    record_set("customer.added", "customer", query, put=batch.source.put, by=batch.by, at=batch.at, values=values)
    return added


def keys_of_set(batch: Batch, *, low: int, high: int) -> KeysOfSet:
    """The match keys of the new customers from `low` to `high`, to be written when they are there."""
    return keys_of_new(batch.before + low, batch.before + high)


def check_updates() -> None:
    """Refuse a stage one of whose customers has been changed or removed since it was made."""
    gone = _count(f"stage_updates s WHERE NOT EXISTS (SELECT 1 FROM customers_customer c WHERE {UNCHANGED})", {})
    if gone:
        raise TakenMeanwhile(what=CHANGED_MEANWHILE.format(count=gone))


CHECKED = "EXISTS (SELECT 1 FROM customers_customer c WHERE c.number = s.number AND c.credit_reference <> '')"


def update_set(batch: Batch, *, low: int, high: int) -> int:
    """Write the new values of the customers numbered from `low` to `high`, and keep the old ones; return how many.

    Raises TakenMeanwhile when one of them has been changed since the stage was made.
    """
    values, put = batch.parameters(low, high), batch.source.put
    columns = ", ".join(f"{name} = s.{name}" for name in (*OWN, "search_name"))
    checked = checked_of(_numbers(f"stage_updates s WHERE {THERE} AND {CHECKED}", values))
    wanted = _count(f"stage_updates s WHERE {THERE}", values)
    if not wanted:
        return 0
    try:
        updated = _write(
            f"UPDATE customers_customer AS c SET {columns}, changed_at = %(at)s FROM stage_updates s "
            f"WHERE {UNCHANGED} AND {THERE}",
            values,
        )
    except IntegrityError:
        raise TakenMeanwhile(what="An external id of the file now belongs to another customer.") from None
    if updated != wanted:
        raise TakenMeanwhile(what=CHANGED_MEANWHILE.format(count=wanted - updated))
    _correct_parts(values)
    _add_parts(batch, THERE, values)
    rewrite_match_keys(_numbers(f"stage_updates s WHERE {THERE}", values))
    put(
        "customers_replaced",
        ("batch", "customer_id", "row", "known_at", "written_at", "before"),
        f"SELECT %(batch)s, s.number, s.row, s.known_at, %(at)s, s.before FROM stage_updates s WHERE {THERE}",
        values,
    )
    query = f"SELECT s.event, CAST(s.number AS text) FROM stage_updates s WHERE {THERE}"
    record_set("customer.corrected", "customer", query, put=put, by=batch.by, at=batch.at, values=values)
    detail_set(f"SELECT s.event, s.changes FROM stage_updates s WHERE {THERE}", put=put, values=values)
    fall_back_of_set(checked, by=batch.by, at=batch.at)
    return updated


def _add_parts(batch: Batch, which: str, values: Mapping[str, Any]) -> None:
    """The rows beside the customers' own: addresses, contacts, logins and tags that are not there yet."""
    place, person, put = ", ".join(PLACE), ", ".join(PERSON), batch.source.put
    put(
        "customers_address",
        ("customer_id", "use", *PLACE),
        f"SELECT {OWNER}, s.place, {place} FROM stage_addresses s WHERE s.known IS NULL AND {which}",
        values,
    )
    put(
        "customers_contact",
        ("customer_id", *PERSON),
        f"SELECT {OWNER}, {person} FROM stage_contacts s WHERE s.known IS NULL AND {which}",
        values,
    )
    put(
        "customers_customer_tags",
        ("customer_id", "tag_id"),
        f"SELECT DISTINCT {OWNER}, t.tag_id FROM stage_tags s JOIN stage_tag_ids t ON t.tag = s.tag WHERE {which}",
        values,
    )
    try:
        logins = put(
            "customers_location",
            ("customer_id", "name", "login_email", "created_at"),
            f"SELECT {OWNER}, '', s.login_email, %(at)s FROM stage_logins s WHERE {which}",
            values,
        )
    except IntegrityError:
        raise TakenMeanwhile(what=LOGIN_TAKEN) from None
    if logins != _count(f"stage_logins s WHERE {which}", values):
        check_set()
        raise TakenMeanwhile(what=LOGIN_TAKEN)


def _correct_parts(values: Mapping[str, Any]) -> None:
    for table, stage, names in (
        ("customers_address", "stage_addresses", PLACE),
        ("customers_contact", "stage_contacts", PERSON),
    ):
        columns = ", ".join(f"{name} = s.{name}" for name in names)
        _write(f"UPDATE {table} SET {columns} FROM {stage} s WHERE {table}.id = s.known AND {THERE}", values)


def hide_batch(key: uuid.UUID) -> None:
    """From here on the batch's customers are seen by nobody, until `publish_batch`."""
    Unpublished.objects.create(batch=key)


def publish_batch(key: uuid.UUID) -> None:
    Unpublished.objects.filter(batch=key).delete()


def unpublished_batches() -> list[uuid.UUID]:
    return list(Unpublished.objects.values_list("batch", flat=True))


def count_updates(source: Source) -> int:
    return int(source.rows("SELECT COUNT(*) FROM stage_updates")[0][0])


def next_updates(source: Source, after: int, size: int) -> int:
    """Up to which number a slice of `size` customers to update goes that begins above `after`."""
    numbers = f"SELECT number FROM stage_updates WHERE number > {int(after)} ORDER BY number LIMIT {int(size)}"
    return int(source.rows(f"SELECT MAX(number) FROM ({numbers})")[0][0])


def take_back_added(key: uuid.UUID, *, low: int, high: int) -> int:
    """Remove the hidden customers of a batch between two numbers, with their parts and their facts; return how many.

    Only what nobody has ever seen is removed: a batch that is published stays.
    """
    assert Unpublished.objects.filter(batch=key).exists(), "only a hidden batch may be taken back"
    hidden = Customer.objects.filter(batch=key, number__range=(low, high))
    numbers = list(hidden.values_list("number", flat=True))
    take_back_set("customer.added", "customer", [str(number) for number in numbers])
    for part in (Address, Contact, Location, Customer.tags.through):
        part.objects.filter(customer__in=numbers).delete()
    remove_match_keys(numbers)
    hidden.delete()
    return len(numbers)


def forget_unused_tags() -> None:
    """Those that a batch made and nobody has any more; as `remove_customers` does."""
    Tag.objects.filter(customers=None, is_kept=False).delete()


def _write(statement: str, values: Mapping[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _numbers(what: str, values: Mapping[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT s.number FROM {what}", values)
        return [number for (number,) in cursor.fetchall()]


def _count(what: str, values: Mapping[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {what}", values)
        return int(cursor.fetchone()[0])
