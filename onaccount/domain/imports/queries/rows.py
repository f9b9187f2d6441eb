"""The rows of a rehearsal, read from its stage: by outcome, in pages, with what there is to say about each."""

import json
import sqlite3
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from onaccount.domain.imports.models import Import
from onaccount.domain.imports.queries.places import stage_path
from onaccount.domain.imports.rules.packing import unpacked
from onaccount.domain.imports.rules.said import Said, unpack
from onaccount.domain.imports.rules.states import ImportState, NoSuchImport, Outcome

PAGE_SIZE = 50
# A field that was taken apart from another: what its column may be called instead.
TAKEN_FROM = {
    "given_name": ("full_name", "name", "contact_name"),
    "family_name": ("full_name", "name", "contact_name"),
    "name": ("full_name", "family_name", "given_name"),
    "contact_given_name": ("contact_name", "full_name", "given_name"),
    "contact_family_name": ("contact_name", "full_name", "family_name"),
    "line1": ("street", "house_number"),
    "line2": ("street",),
    "line3": ("line4", "street"),
    "email": ("contact_email",),
    "phone": ("contact_phone",),
}


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row of the file and what becomes of it. `number` is the customer it is about, once there is one."""

    row: int
    line: int
    outcome: Outcome
    name: str
    email: str
    number: int | None
    said: list[Said]  # why it is rejected, or what it was folded into
    warnings: list[Said]
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowsPage:
    """Rows in the file's order; `after` and `before` are the rows to go on from, None at the ends."""

    rows: list[RowLine]
    after: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something said about a row, with the heading of the column it is about."""

    row: int
    line: int
    column: str
    said: list[Said]

    def __str__(self) -> str:
        return " ".join(map(str, self.said))


@contextmanager
def reading(key: uuid.UUID) -> Iterator[sqlite3.Connection | None]:
    """The stage of an import, to be read only; None when there is none (yet, or because a new one is being made)."""
    path = stage_path(key)
    if not path.exists():
        yield None
        return
    stage = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
    try:
        yield stage
    finally:
        stage.close()


def rows_page(
    key: uuid.UUID, outcome: Outcome | None = None, *, after: int | None = None, before: int | None = None
) -> RowsPage:
    """A page of the rows of a rehearsed import, all or those of one outcome, each page at the same cost."""
    item = Import.objects.filter(pk=key).first()
    if item is None:
        raise NoSuchImport
    if item.rehearsed_at is None or item.state in (ImportState.UPLOADED.value, ImportState.READING.value):
        return RowsPage([], None, None)
    with reading(key) as stage:
        if stage is None:
            return RowsPage([], None, None)
        found = _records(stage, outcome, after, before)
        more, found = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
        if before is not None:
            found.reverse()
        has_earlier = more if before is not None else after is not None
        has_later = before is not None or more
        return RowsPage(
            rows=_lines(stage, found, item),
            after=found[-1][0] if found and has_later else None,
            before=found[0][0] if found and has_earlier else None,
        )


def _records(
    stage: sqlite3.Connection, outcome: Outcome | None, after: int | None, before: int | None
) -> list[tuple[Any, ...]]:
    wanted = "" if outcome is None else "AND r.outcome = :outcome "
    side, order = ("r.row < :key", "DESC") if before is not None else ("r.row > :key", "ASC")
    columns = "r.row, r.line, r.outcome, r.vals, r.number, r.said, c.seq"
    query = (
        f"SELECT {columns} FROM records r LEFT JOIN stage_customers c ON c.row = r.row "  # noqa: S608 - texts of ours
        f"WHERE {side} {wanted}ORDER BY r.row {order} LIMIT {PAGE_SIZE + 1}"
    )
    values = {"key": before if before is not None else after or 0, "outcome": outcome.value if outcome else ""}
    return stage.execute(query, values).fetchall()


def _lines(stage: sqlite3.Connection, records: list[tuple[Any, ...]], item: Import) -> list[RowLine]:
    warnings = _warnings(stage, [record[0] for record in records])
    changes = _changes(stage, [record[4] for record in records if record[2] == Outcome.UPDATE.value])
    base = item.first_number if item.state == ImportState.APPLIED.value else None
    lines = []
    for row, line, outcome, vals, number, said, seq in records:
        values = unpacked(vals)
        lines.append(
            RowLine(
                row=row,
                line=line,
                outcome=Outcome(outcome),
                name=values["name"],
                email=values["email"],
                number=base + seq - 1 if base is not None and seq is not None else number,
                said=unpack(said),
                warnings=warnings.get(row, []),
                changes=changes.get(number, {}) if outcome == Outcome.UPDATE.value else {},
            )
        )
    return lines


def _warnings(stage: sqlite3.Connection, rows: list[int]) -> dict[int, list[Said]]:
    marks = ", ".join("?" * len(rows))
    found: dict[int, list[Said]] = {}
    for row, said in stage.execute(f"SELECT row, said FROM warnings WHERE row IN ({marks}) ORDER BY rowid", rows):  # noqa: S608
        found.setdefault(row, []).extend(unpack(said))
    return found


def _changes(stage: sqlite3.Connection, numbers: list[int]) -> dict[int, dict[str, tuple[str, str]]]:
    marks = ", ".join("?" * len(numbers))
    rows = stage.execute(f"SELECT number, changes FROM stage_updates WHERE number IN ({marks})", numbers)  # noqa: S608
    return {number: {name: (old, new) for name, (old, new) in json.loads(text).items()} for number, text in rows}


def first_problems(key: uuid.UUID, *, limit: int = 100) -> list[Problem]:
    """The first rejected rows, with all that was said of each."""
    query = "SELECT row, line, said FROM records WHERE outcome = 'reject' ORDER BY row LIMIT ?"
    return _problems(key, query, limit)


def first_warnings(key: uuid.UUID, *, limit: int = 100) -> list[Problem]:
    return _problems(key, "SELECT row, line, said FROM warnings ORDER BY row, rowid LIMIT ?", limit)


def _problems(key: uuid.UUID, query: str, limit: int) -> list[Problem]:
    mapping = Import.objects.values_list("mapping", flat=True).get(pk=key)
    headings = {name: heading for heading, name in mapping.items() if name}
    with reading(key) as stage:
        found = stage.execute(query, (limit,)).fetchall() if stage else []
    return [Problem(row, line, _heading(unpack(said), headings), unpack(said)) for row, line, said in found]


def _heading(said: list[Said], headings: Mapping[str, str]) -> str:
    """The heading of the first column that is spoken of; blank when it is the row as a whole."""
    for each in said:
        for name in (each.field, *TAKEN_FROM.get(each.field, ())):
            if name in headings:
                return headings[name]
    return ""
