"""Pieces of a folded text that stands in a column, and the index by which each engine finds them.

Of customers' names here, of products above: the same index and the same questions, each of its own table.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, connections
from django.db.models import Q
from django.db.models.expressions import RawSQL

from onaccount.domain.customers.queries.statements import Statement

TRIGRAM = 3  # characters; what is shorter is looked for by the trigrams that begin with it
LAST_LETTER = chr(0x10FFFF)
HAS_TRIGRAM = re.compile(r"[^\W_]{3}|[^\W_]{2}[\W_]|[\W_][^\W_]{2}")


ALWAYS = Statement("TRUE")


def holding(words: Sequence[str], column: str) -> Statement:
    """Whether all these pieces stand in a column, looked at row by row."""
    position = "strpos" if connection.vendor == "postgresql" else "instr"
    return Statement(" AND ".join([f"{position}({column}, %s) > 0"] * len(words)), tuple(words))


@dataclass(frozen=True, slots=True)
class Pieces:
    """The index of one column: `name` is what its tables and triggers are called by, `plural` its indexes."""

    name: str
    plural: str
    table: str
    key: str
    column: str = "search_name"

    def found(self, words: Sequence[str], asked_if: Statement = ALWAYS) -> list[Q]:
        """Conditions that are true of different rows, each with an index that answers it.

        SQLite asks its table before it looks at any other condition, so what keeps it from asking is `asked_if`.
        """
        if connection.vendor == "sqlite":
            return [Q(**{f"{self.key}__in": self._in_search_table(words, asked_if).as_expression()})]
        return self._in_trigram_index(words)

    def _in_search_table(self, words: Sequence[str], asked_if: Statement) -> Statement:
        """SQLite: a phrase of trigrams for a word, and for a shorter piece all known trigrams that begin with it."""
        parts: list[str] = []
        values: list[Any] = []
        for word in words:
            if len(word) >= TRIGRAM:
                parts.append("%s")
                values.append(quoted(word))
            else:
                parts.append(BEGINNING.format(name=self.name))
                values += [word, word + LAST_LETTER]
        match = " || ' AND ' || ".join(parts)
        return Statement(
            f"""SELECT rowid FROM {self.name}_pieces WHERE {self.name}_pieces
            MATCH CASE WHEN {asked_if.sql} THEN {match} ELSE '""' END""",  # noqa: S608
            (*asked_if.values, *values),
        )

    def _in_trigram_index(self, words: Sequence[str]) -> list[Q]:
        """PostgreSQL: its trigrams are of letters and digits, with a blank before and behind each word.

        Two letters are found by the trigrams that begin with them, which a pattern spells out; a single letter would
        have a thousand. No pattern spells out all alphabets: names with other letters than ASCII have an index of their
        own.
        """
        held = Q(*map(self._held, words))
        if not all(word.isascii() for word in words):
            return [held & Q(self._lengths("<>"))]
        if not any(_is_pair(word) for word in words):
            return [held]
        return [held & Q(self._lengths("<>")), Q(*map(self._spelt_out, words)) & Q(self._lengths("="))]

    def _held(self, word: str) -> Q:
        """An index that has no trigram to go by gives all rows, and is asked nevertheless: so it is not offered."""
        if HAS_TRIGRAM.search(word):
            return Q(**{f"{self.column}__contains": word})
        return Q(holding([word], f"{self.table}.{self.column}").as_condition())

    def _spelt_out(self, word: str) -> Q:
        if not _is_pair(word):
            return self._held(word)
        return Q(**{f"{self.column}__regex": f"{word}[ -~]"}) | Q(**{f"{self.column}__endswith": word})

    def _lengths(self, are: str) -> RawSQL:
        column = f"{self.table}.{self.column}"
        return Statement(f"octet_length({column}) {are} char_length({column})").as_condition()

    # --- how it is made ---------------------------------------------------------------------------------------------

    def ensure(self, using: str) -> None:
        """Make it, whichever the engine; nothing happens where it stands already."""
        engine = connections[using]
        tables = engine.introspection.table_names()
        if self.table not in tables:
            return
        statements = self._of_sqlite() if engine.vendor == "sqlite" else self._of_postgresql()
        if engine.vendor == "sqlite" and f"{self.name}_pieces" not in tables:
            statements = (*self._table_of_sqlite(), *statements)
        with engine.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def _table_of_sqlite(self) -> tuple[str, ...]:
        """Trigrams in an FTS5 table beside the rows. Each text is kept with two blanks behind it, so that its last
        letters too begin a trigram: that is how shorter pieces are found.
        """
        return (
            f"""CREATE VIRTUAL TABLE {self.name}_pieces USING fts5(
            {self.column}, content='', tokenize='trigram case_sensitive 1')""",
            f"""INSERT INTO {self.name}_pieces(rowid, {self.column})
            SELECT {self.key}, {self.column} || '  ' FROM {self.table}""",  # noqa: S608 - names of ours
        )

    def _of_sqlite(self) -> tuple[str, ...]:
        """Kept by triggers, so that no writer can forget it. They vanish when Django rebuilds the table for a
        migration: they are made again after every migrate.
        """
        pieces, column, name = f"{self.name}_pieces", self.column, self.name
        added = f"INSERT INTO {pieces}(rowid, {column}) VALUES (new.{self.key}, new.{column} || '  ');"  # noqa: S608
        removed = f"""INSERT INTO {pieces}({pieces}, rowid, {column})
            VALUES ('delete', old.{self.key}, old.{column} || '  ');"""  # noqa: S608
        return (
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {name}_trigrams USING fts5vocab({pieces}, row)",
            f"DROP TRIGGER IF EXISTS {name}_search_added",
            f"CREATE TRIGGER {name}_search_added AFTER INSERT ON {self.table} BEGIN {added} END",
            f"DROP TRIGGER IF EXISTS {name}_search_removed",
            f"CREATE TRIGGER {name}_search_removed AFTER DELETE ON {self.table} BEGIN {removed} END",
            f"DROP TRIGGER IF EXISTS {name}_search_renamed",
            f"""CREATE TRIGGER {name}_search_renamed AFTER UPDATE OF {column} ON {self.table}
            WHEN old.{column} <> new.{column} BEGIN {removed} {added} END""",
        )

    def shred_from_now_on(self) -> None:
        """SQLite: have what is taken out of the index leave its pages at once. Without it a piece is marked as gone and
        stays, with where it stood in the text, until pages are merged one day."""
        self._shred(1)

    def shred_no_more(self) -> None:
        self._shred(0)

    def _shred(self, is_on: int) -> None:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                name = f"{self.name}_pieces"
                cursor.execute(f"INSERT INTO {name}({name}, rank) VALUES ('secure-delete', %s)", [is_on])  # noqa: S608

    def _of_postgresql(self) -> tuple[str, ...]:
        lengths = f"octet_length({self.column}) <> char_length({self.column})"
        return (
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            f"""CREATE INDEX IF NOT EXISTS {self.plural}_by_piece_of_name
            ON {self.table} USING gin ({self.column} gin_trgm_ops)""",
            f"CREATE INDEX IF NOT EXISTS {self.plural}_with_other_letters ON {self.table} ({self.key}) WHERE {lengths}",
        )


BEGINNING = """(SELECT '(' || coalesce(group_concat('"' || replace(term, '"', '""') || '"', ' OR '), '""') || ')'
    FROM {name}_trigrams WHERE term >= %s AND term < %s)"""


def quoted(word: str) -> str:
    """As FTS5 reads a phrase."""
    return '"' + word.replace('"', '""') + '"'


def _is_pair(word: str) -> bool:
    return len(word) == 2 and word.isascii() and word.isalnum()


CUSTOMERS = Pieces("customer", "customers", "customers_customer", "number")
