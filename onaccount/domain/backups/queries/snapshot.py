"""One moment of a database, read while others write: a transaction on a connection of its own that nobody waits for."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from onaccount.domain.backups.queries.tables import Table
from onaccount.domain.backups.rules.values import out_of

AT_ONCE = 1_000  # rows; some hundred KB
# SQLite's begins with its first read, and Django's own transactions there would begin as a writer's.
BEGIN = {
    "postgresql": ("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",),
    "sqlite": ("PRAGMA query_only = ON", "BEGIN DEFERRED", "SELECT 1 FROM sqlite_master"),
}
ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


@contextmanager
def snapshot() -> Iterator[BaseDatabaseWrapper]:
    """A connection that sees the database as it is now, for as long as it is open."""
    with closing(connection.copy()) as books:
        with books.cursor() as cursor:
            for statement in BEGIN[books.vendor]:
                cursor.execute(statement)
                if cursor.description:
                    cursor.fetchall()
        yield books


def lines_of(books: BaseDatabaseWrapper, table: Table) -> Iterator[tuple[int, bytes]]:
    """The rows of a table as a backup holds them, some at a time, with how many they are."""
    changes = [(n, change) for n, column in enumerate(table.columns) if (change := out_of(books.vendor, column.kind))]
    for rows in pieces_of(books, table.reading(books.vendor)):
        values = [changed(row, changes) for row in rows] if changes else rows
        yield len(rows), "".join([ENCODE(row) + "\n" for row in values]).encode()


def changed(row: Sequence[Any], changes: list[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    values = list(row)
    for n, change in changes:
        if values[n] is not None:
            values[n] = change(values[n])
    return values


def pieces_of(books: BaseDatabaseWrapper, query: str) -> Iterator[list[tuple[Any, ...]]]:
    """The answer, some rows at a time: neither engine is asked for all of it at once."""
    with books.wrap_database_errors, closing(cursor_of(books)) as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(AT_ONCE):
            yield rows


def cursor_of(books: BaseDatabaseWrapper) -> Any:
    """The driver's own cursor, on PostgreSQL one that the server keeps. The caller is in a transaction."""
    books.ensure_connection()
    return books.connection.cursor("backup") if books.vendor == "postgresql" else books.connection.cursor()


def digest_of(books: BaseDatabaseWrapper, table: Table, tell: Callable[[int], None]) -> tuple[int, str]:
    """How many rows a table has, and their SHA-256 as a backup would say it."""
    rows, digest = 0, hashlib.sha256()
    for count, lines in lines_of(books, table):
        rows += count
        digest.update(lines)
        tell(count)
    return rows, digest.hexdigest()


def row_count(books: BaseDatabaseWrapper, table: Table) -> int:
    return int(answer(books, f"SELECT COUNT(*) FROM {table.quoted}") or 0)


def last_number(books: BaseDatabaseWrapper, table: Table) -> int | None:
    """The last number that a table's counter gave out, 0 for none: it is not given out again, whoever had it."""
    if not table.counter:
        return None
    highest = answer(books, f'SELECT MAX("{table.counter}") FROM {table.quoted}') or 0
    return max(int(highest), int(answer(books, *COUNTED[books.vendor](table)) or 0))


def sequence_name(books: BaseDatabaseWrapper, table: Table) -> str:
    return str(answer(books, "SELECT pg_get_serial_sequence(%s, %s)", [table.quoted, table.counter]))


def answer(books: BaseDatabaseWrapper, query: str, values: list[Any] | None = None) -> Any:
    """The one value that a query gives, or None."""
    with books.cursor() as cursor:
        cursor.execute(query, values)
        row = cursor.fetchone()
        return row[0] if row else None


COUNTED: dict[str, Callable[[Table], tuple[str, list[Any]]]] = {
    "sqlite": lambda table: ("SELECT seq FROM sqlite_sequence WHERE name = %s", [table.name]),
    "postgresql": lambda table: (
        "SELECT COALESCE(pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass), 0)",
        [table.quoted, table.counter],
    ),
}
