"""Bring a backup's rows into empty tables, by the quickest way that each engine has."""

import json
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.db import DataError, Error, IntegrityError, connection

from onaccount.domain.backups.queries.archive import Backup
from onaccount.domain.backups.queries.snapshot import AT_ONCE, changed, sequence_name
from onaccount.domain.backups.queries.tables import Table
from onaccount.domain.backups.rules.manifest import TablePart
from onaccount.domain.backups.rules.refused import Damaged, DoesNotFit
from onaccount.domain.backups.rules.values import into

Rows = Iterator[list[list[Any]]]


def load_table(backup: Backup, part: TablePart, table: Table, tell: Callable[[int], None]) -> None:
    """Fill a table and set its counter. Raises Damaged, or DoesNotFit with the engine's own words."""
    write = copy_in if connection.vendor == "postgresql" else insert
    try:
        with connection.wrap_database_errors:
            write(table, rows_of(backup, part, table), tell)
            set_counter(table, part.last_number)
    except (DataError, IntegrityError, UnicodeEncodeError, OverflowError) as error:
        raise DoesNotFit(table=table.name, why=in_words(error)) from None


def in_words(error: Exception) -> str:
    """What the engine says, in one line. PostgreSQL also says which line of the table it was."""
    return " ".join(str(error).split()).rstrip(".")


def rows_of(backup: Backup, part: TablePart, table: Table) -> Rows:
    """The rows as this engine takes them, some at a time."""
    changes = [(n, c) for n, column in enumerate(table.columns) if (c := into(connection.vendor, column.kind))]
    lines, width = backup.lines(part), len(table.columns)
    while some := list(islice(lines, AT_ONCE)):
        rows = read(some, width, backup, part)
        yield [changed(row, changes) for row in rows] if changes else rows


def read(lines: list[bytes], width: int, backup: Backup, part: TablePart) -> list[list[Any]]:
    """Lines as rows, all by one call: that is twice as fast as one by one."""
    try:
        rows: list[Any] = json.loads(f"[{b','.join(lines).decode()}]")
    except ValueError:
        rows = []
    if len(rows) != len(lines) or not all(isinstance(row, list) and len(row) == width for row in rows):
        raise Damaged(file=backup.name, what=f"a row of {part.name} cannot be read")
    return rows


def insert(table: Table, pieces: Rows, tell: Callable[[int], None]) -> None:
    marks = ", ".join(["%s"] * len(table.columns))
    with connection.cursor() as cursor:
        for rows in pieces:
            cursor.executemany(f"INSERT INTO {table.quoted} ({table.column_list}) VALUES ({marks})", rows)
            tell(len(rows))


def copy_in(table: Table, pieces: Rows, tell: Callable[[int], None]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table.quoted} ({table.column_list}) FROM STDIN") as copy:
        for rows in pieces:
            for row in rows:
                copy.write_row(row)
            tell(len(rows))


def set_counter(table: Table, last: int | None) -> None:
    """Numbers go on where they stopped, those of removed rows included: none is given out twice (D-19)."""
    if not table.counter or not last:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(%s, %s)", [sequence_name(connection, table), last])
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, last])


def check_references() -> None:
    """What PostgreSQL puts off to the end of the transaction, and SQLite too, is asked now, while it can be said."""
    try:
        connection.check_constraints()
    except Error as error:
        raise DoesNotFit(table="the backup", why=in_words(error)) from None
