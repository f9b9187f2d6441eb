"""The stage of an import: an SQLite file of its own, in which a rehearsal is worked out without touching the books."""

import sqlite3
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Self, TypeVar

from onaccount.domain.customers.actions.sets import WHOLE
from onaccount.domain.imports.actions.row import Row, row_of
from onaccount.domain.imports.queries.places import stage_path
from onaccount.domain.imports.rules.packing import COLUMNS, Packing

T = TypeVar("T")

RECORDS = """
CREATE TABLE records (
    row INTEGER PRIMARY KEY, line INTEGER NOT NULL, outcome TEXT NOT NULL, is_contact INTEGER NOT NULL, number INTEGER,
    into_row INTEGER, key_kind TEXT NOT NULL, key TEXT NOT NULL,
    {columns},
    more TEXT NOT NULL, said TEXT NOT NULL
);
CREATE VIEW whole AS SELECT *, {all_in_one} AS vals FROM records;
CREATE TABLE warnings (row INTEGER NOT NULL, line INTEGER NOT NULL, said TEXT NOT NULL);
CREATE TABLE claims (
    what TEXT NOT NULL, key TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (what, key)
) WITHOUT ROWID;
CREATE TABLE granted (row INTEGER PRIMARY KEY, key TEXT NOT NULL);  -- login addresses, in lower case
CREATE TABLE cells (row INTEGER PRIMARY KEY, cells TEXT NOT NULL);
CREATE TABLE left_out (row INTEGER PRIMARY KEY);
CREATE TABLE alike (
    row INTEGER NOT NULL, rank INTEGER NOT NULL, number INTEGER, other_row INTEGER, name TEXT NOT NULL,
    answer TEXT NOT NULL, score REAL NOT NULL, reasons TEXT NOT NULL, PRIMARY KEY (row, rank)
) WITHOUT ROWID;
CREATE TABLE wrong (position INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (position, row)) WITHOUT ROWID;
"""
# A rehearsal that is cut off is done again from the file, so nothing here needs to survive a power cut.
FAST = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE; PRAGMA cache_size=-64000;"
Tables = Mapping[str, Mapping[str, str]]  # each with its columns, and their types on PostgreSQL
REWRITE = f"UPDATE records SET {', '.join(f'{name} = ?' for name in COLUMNS)}, more = ? WHERE row = ?"
MOST_IN_ONE = 5_000  # values in one IN (...)


class Stage:
    """A stage that is being made: what every list has, and the tables of rows to write of what it is a list of.

    `made` is that of the rows which would be new, with their place `seq` among them and their `row` of the file.
    """

    def __init__(self, key: uuid.UUID, packing: Packing, tables: Tables, *, made: str) -> None:
        self.packing = packing
        path = stage_path(key)
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        self.db = sqlite3.connect(path, isolation_level=None)
        columns = ", ".join(f"{name} TEXT NOT NULL" for name in packing.columns)
        records = RECORDS.format(columns=columns, all_in_one=packing.all_in_one)
        written = ";".join(_create(table, tables[table], has_seq=table == made) for table in tables)
        self.db.executescript(f"{FAST}{records}{written}; CREATE VIEW made AS SELECT seq, row FROM {made}")
        self.db.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()

    def commit(self) -> None:
        self.db.execute("COMMIT")

    def index(self) -> None:
        """What the pages ask by. Called when every row is decided."""
        self.db.execute("CREATE INDEX records_by_outcome ON records (outcome, row)")
        self.db.execute("CREATE INDEX warnings_by_row ON warnings (row)")
        self.db.execute("CREATE INDEX updates_by_number ON stage_updates (number)")

    def add(self, table: str, rows: Collection[Sequence[Any]]) -> None:
        if rows:
            marks = ", ".join("?" * len(next(iter(rows))))
            self.db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    def each(self, statement: str, *values: Any, size: int = MOST_IN_ONE) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a query, in chunks."""
        cursor = self.db.execute(statement, values)
        while rows := cursor.fetchmany(size):
            yield rows

    def number(self, statement: str, *values: Any) -> int:
        (answer,) = self.db.execute(statement, values).fetchone()
        return int(answer)

    def rows(self, numbers: Iterable[int]) -> list[Row]:
        """Rows of the file with all that is known of them."""
        found: list[Row] = []
        for some in pieces(list(numbers)):
            marks = ", ".join("?" * len(some))
            query = f"SELECT row, line, key_kind, key, vals, more FROM whole WHERE row IN ({marks}) ORDER BY row"
            found += map(row_of, self.db.execute(query, some))
        return found

    def rewrite(self, row: Row) -> None:
        self.db.execute(REWRITE, (*row.parts, row.more(), row.row))

    def claim(self, what: str, wanted: Iterable[tuple[str, int]]) -> dict[str, int]:
        """Give each key to the first row that asks for it, and say which row has it: {key: row}."""
        wanted = list(wanted)
        before = self.db.total_changes
        self.db.executemany("INSERT OR IGNORE INTO claims VALUES (?, ?, ?)", [(what, key, row) for key, row in wanted])
        if self.db.total_changes - before == len(wanted):
            return dict(wanted)
        return self.claims(what, {key for key, _ in wanted})

    def claims(self, what: str, keys: Collection[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for some in pieces(keys):
            marks = ", ".join("?" * len(some))
            found.update(
                self.db.execute(f"SELECT key, row FROM claims WHERE what = ? AND key IN ({marks})", (what, *some))
            )
        return found

    def rows_with_key(self, kind: str, keys: Collection[str]) -> dict[str, int]:
        """The first row of the file that is known by each of these keys."""
        found: dict[str, int] = {}
        for some in pieces(keys):
            marks = ", ".join("?" * len(some))
            found.update(
                self.db.execute(
                    "SELECT key, MIN(row) FROM records WHERE is_contact = 0 AND key_kind = ? AND outcome <> 'reject' "
                    f"AND key IN ({marks}) GROUP BY key",
                    (kind, *some),
                )
            )
        return found


def pieces(values: Collection[T]) -> Iterator[list[T]]:
    """Values in lists that are short enough for one IN (...)."""
    listed = list(values)
    return (listed[start : start + MOST_IN_ONE] for start in range(0, len(listed), MOST_IN_ONE))


def _create(table: str, named: Mapping[str, str], *, has_seq: bool) -> str:
    columns = [f'"{name}" {"INTEGER" if kind == WHOLE else "TEXT"}' for name, kind in named.items()]
    if has_seq:
        columns[0] += " PRIMARY KEY"  # slices are read by it
    return f"CREATE TABLE {table} ({', '.join(columns)})"
