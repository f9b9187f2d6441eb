"""Put a stage within reach of the books' connection: attached on SQLite, copied into temporary tables on PostgreSQL."""

import sqlite3
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import quote

from django.db import connection

from onaccount.domain.customers.actions.sets import STAGE, WHOLE
from onaccount.domain.imports.queries.places import stage_path

AT_ONCE = 5_000  # rows in one piece of COPY


@contextmanager
def attached_stage(key: uuid.UUID) -> Iterator[None]:
    """SQLite: the stage's tables are found by their names. Not inside a transaction, where nothing can be attached."""
    with connection.cursor() as cursor:
        cursor.execute("ATTACH DATABASE %s AS stage", [f"file:{quote(str(stage_path(key)))}?mode=ro"])
        try:
            yield
        finally:
            cursor.execute("DROP TABLE IF EXISTS temp.stage_tag_ids")
            cursor.execute("DETACH DATABASE stage")


def copy_stage(key: uuid.UUID) -> None:
    """PostgreSQL: temporary tables with the stage's rows, which vanish with the transaction that the caller holds."""
    stage = sqlite3.connect(f"file:{quote(str(stage_path(key)))}?mode=ro", uri=True)
    try:
        for table, columns in STAGE.items():
            _copy_table(stage, table, columns)
    finally:
        stage.close()


def _copy_table(stage: sqlite3.Connection, table: str, columns: Mapping[str, str]) -> None:
    with connection.cursor() as cursor:
        typed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({typed}) ON COMMIT DROP")
        rows = stage.execute(f"SELECT {_as_csv(columns)} FROM {table} ORDER BY rowid")
        with cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy:
            while some := rows.fetchmany(AT_ONCE):
                copy.write("\n".join(line for (line,) in some) + "\n")
        cursor.execute(f"ANALYZE {table}")


def _as_csv(columns: Mapping[str, str]) -> str:
    """A row as CSV by an SQL expression, so that no cell passes through Python. NULL is nothing, "" is quoted."""
    return " || ',' || ".join(_cell(name, kind) for name, kind in columns.items())


def _cell(name: str, kind: str) -> str:
    if kind == WHOLE:
        return f"""COALESCE("{name}", '')"""
    quoted = f"""'"' || REPLACE("{name}", '"', '""') || '"'"""
    return f"""COALESCE({quoted}, '')"""
