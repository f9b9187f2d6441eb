"""Bring a stage to the books: SQLite attaches the file, PostgreSQL is sent by COPY what the file answers.

No cell passes through Python on the way: SQLite writes each row as one line of CSV.
"""

import re
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from django.db import connection

from onaccount.domain.imports.actions.stage import Tables
from onaccount.domain.imports.queries.places import stage_path

AT_ONCE = 5_000  # rows in one piece of COPY
# Of each table of a stage what PostgreSQL compares with its own rows: the columns, and which rows.
Compared = Mapping[str, tuple[Sequence[str], str]]


def address_of(key: uuid.UUID) -> str:
    """The stage's file, to be read only."""
    return f"file:{quote(str(stage_path(key)))}?mode=ro"


@contextmanager
def attached_stage(key: uuid.UUID) -> Iterator["Attached"]:
    """SQLite: the stage's tables are found by their names. Not inside a transaction, where nothing can be attached."""
    with connection.cursor() as cursor:
        cursor.execute("ATTACH DATABASE %s AS stage", [address_of(key)])
        try:
            yield Attached()
        finally:
            cursor.execute("DROP TABLE IF EXISTS temp.stage_tag_ids")
            cursor.execute("DETACH DATABASE stage")


class Attached:
    """A stage that the books' own connection reads."""

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())

    def note(self, table: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS temp.{table}")
            cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns})")
            if rows:
                cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)

    def put(self, table: str, columns: Sequence[str], query: str, values: Mapping[str, Any]) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table} ({quoted(columns)}) {query} ON CONFLICT DO NOTHING", values)
            return int(cursor.rowcount)


@contextmanager
def copied_stage(key: uuid.UUID, tables: Tables, compared: Compared) -> Iterator["Copied"]:
    """PostgreSQL: what is compared stands in temporary tables, which vanish with the caller's transaction."""
    stage = sqlite3.connect(address_of(key), uri=True)
    try:
        source = Copied(stage)
        for table, (columns, which) in compared.items():
            source.copy_table(table, {name: tables[table][name] for name in columns}, which)
        yield source
    finally:
        stage.close()


class Copied:
    """A stage that answers for itself, and whose answers are sent to PostgreSQL."""

    def __init__(self, stage: sqlite3.Connection) -> None:
        self.stage = stage

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.stage.execute(query).fetchall()

    def note(self, table: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
        self.stage.execute(f"CREATE TEMPORARY TABLE {table} ({columns})")
        if rows:
            self.stage.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)

    def put(self, table: str, columns: Sequence[str], query: str, values: Mapping[str, Any]) -> int:
        """Fails as a whole where one row is there already: COPY knows no exceptions."""
        names = [f"c{index}" for index in range(len(columns))]
        lines = f"WITH q ({', '.join(names)}) AS ({query}) SELECT {as_csv(names)} FROM q"
        found = self.stage.execute(re.sub(r"%\((\w+)\)s", r":\1", lines), values)
        with connection.wrap_database_errors, connection.cursor() as cursor:
            with cursor.copy(f"COPY {table} ({quoted(columns)}) FROM STDIN (FORMAT csv)") as copy:
                while some := found.fetchmany(AT_ONCE):
                    copy.write("\n".join([line for (line,) in some]) + "\n")
            return int(cursor.rowcount)

    def copy_table(self, table: str, columns: Mapping[str, str], which: str) -> None:
        typed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE {table} ({typed}) ON COMMIT DROP")
            self.put(table, list(columns), f"SELECT {quoted(columns)} FROM {table} WHERE {which}", {})
            cursor.execute(f"ANALYZE {table}")


def quoted(columns: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def as_csv(columns: Sequence[str]) -> str:
    """A row as one text. Nothing is NULL; text is quoted, "" too, and a whole number may be."""
    return " || ',' || ".join(f"""COALESCE('"' || REPLACE({name}, '"', '""') || '"', '')""" for name in columns)
