"""The rows of a rehearsal, read from its stage: by outcome, in pages, with what there is to say about each."""

import json
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from onaccount.domain.imports.models import AlikeSaid, Import, LeftOut, Mend
from onaccount.domain.imports.queries.places import stage_path
from onaccount.domain.imports.rules.about import FIELD_OF_CHANGE, READ_FROM, column_about
from onaccount.domain.imports.rules.alike import Alike, Says, unpack_likeness
from onaccount.domain.imports.rules.options import list_of
from onaccount.domain.imports.rules.packing import PACKINGS, Packing
from onaccount.domain.imports.rules.said import Said, unpack
from onaccount.domain.imports.rules.states import ImportState, NoSuchImport, Outcome
from onaccount.domain.matching.rules import Answer

PAGE_SIZE = 50
ALIKE = "number, other_row, name, answer, score, reasons"
OPEN_ALIKE = "row NOT IN (SELECT value FROM json_each(:said))"
# Not in stages that an earlier version made: there they are empty.
LATER_TABLES = {"alike", "cells", "left_out", "wrong"}


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
    is_mended: bool = False
    is_left_out: bool = False  # by somebody, whether a rehearsal knows of it yet or not
    is_on_purpose: bool = False  # rejected, because somebody wanted it so
    alike: list[Alike] = field(default_factory=list)  # whom it looks like, the surest first
    says: Says | None = None  # what somebody said to that


@dataclass(frozen=True, slots=True)
class RowsPage:
    """Rows in the file's order; `after` and `before` are the rows to go on from, None at the ends."""

    rows: list[RowLine]
    after: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows to show: of one outcome; wrong in a column; that change what it holds; that somebody mended."""

    outcome: Outcome | None = None
    wrong: int | None = None  # position of the column, from 0
    changed: int | None = None
    is_mended: bool = False
    is_alike: bool = False  # that look like another, and of which nobody has said anything

    @property
    def narrows(self) -> bool:
        """Whether it is about one column."""
        return self.wrong is not None or self.changed is not None


EVERY_ROW = Wanted()


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
        for table in LATER_TABLES - {name for (name,) in stage.execute("SELECT name FROM sqlite_master")}:
            stage.execute(f"CREATE TEMPORARY TABLE {table} (position, row, cells, rank, {ALIKE})")
        if not stage.execute("SELECT 1 FROM sqlite_master WHERE name = 'made'").fetchone():
            stage.execute("CREATE TEMPORARY VIEW made AS SELECT seq, row FROM stage_customers")
        yield stage
    finally:
        stage.close()


def rows_page(
    key: uuid.UUID, wanted: Wanted = EVERY_ROW, *, after: int | None = None, before: int | None = None
) -> RowsPage:
    """A page of the rows of a rehearsed import, each at the same cost; only rare changes are looked for row by row."""
    item = Import.objects.filter(pk=key).first()
    if item is None:
        raise NoSuchImport
    if item.rehearsed_at is None or item.state in (ImportState.UPLOADED.value, ImportState.READING.value):
        return RowsPage([], None, None)
    with reading(key) as stage:
        if stage is None:
            return RowsPage([], None, None)
        found = _records(stage, item, wanted, after, before, PAGE_SIZE + 1)
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


def row_line(item: Import, row: int) -> RowLine | None:
    """One row of a rehearsal; None when there is no such row, or no rehearsal to ask."""
    if item.state in (ImportState.UPLOADED.value, ImportState.READING.value):
        return None
    with reading(item.pk) as stage:
        found = _records(stage, item, EVERY_ROW, row - 1, None, 1) if stage else []
        lines = _lines(stage, found, item) if stage else []
    return next((line for line in lines if line.row == row), None)


def _records(
    stage: sqlite3.Connection, item: Import, wanted: Wanted, after: int | None, before: int | None, limit: int
) -> list[tuple[Any, ...]]:
    # Few rows among many are found by the table of what is wrong where, which is in the file's order itself.
    source, row = ("whole r", "r.row") if wanted.wrong is None else ("wrong w JOIN whole r ON r.row = w.row", "w.row")
    side, order = (f"{row} < :key", "DESC") if before is not None else (f"{row} > :key", "ASC")
    values: dict[str, Any] = {"key": before if before is not None else after or 0}
    conditions = [side, *_conditions(item, wanted, values)]
    query = (
        "SELECT r.row, r.line, r.outcome, r.vals, r.number, r.said, c.seq "  # noqa: S608 - texts of ours
        f"FROM {source} LEFT JOIN made c ON c.row = r.row "
        f"WHERE {' AND '.join(conditions)} ORDER BY {row} {order} LIMIT {limit}"
    )
    return stage.execute(query, values).fetchall()


def _conditions(item: Import, wanted: Wanted, values: dict[str, Any]) -> Iterator[str]:
    if wanted.outcome is not None:
        values["outcome"] = wanted.outcome.value
        yield "r.outcome = :outcome"
    if wanted.is_mended:
        values["mended"] = json.dumps(list(Mend.objects.filter(of=item).values_list("row", flat=True).distinct()))
        yield "r.row IN (SELECT value FROM json_each(:mended))"
    if wanted.is_alike:
        values["said"] = said_of_alike(item)
        yield f"r.row IN (SELECT row FROM alike WHERE {OPEN_ALIKE})"  # noqa: S608
    if wanted.wrong is not None:
        values["wrong"] = wanted.wrong
        yield "w.position = :wrong"
    if wanted.changed is not None:
        columns = _columns(item)
        fields = [
            field
            for field in (*packing_of(item).kept, *READ_FROM, *columns)
            if column_about(field, columns) == wanted.changed
        ]
        values |= {f"field{index}": field for index, field in enumerate(fields)}
        names = ", ".join(f":field{index}" for index in range(len(fields)))
        yield (
            "r.outcome = 'update' AND EXISTS (SELECT 1 FROM stage_updates u, json_each(u.changes) j "  # noqa: S608
            f"WHERE u.number = r.number AND {FIELD_OF_CHANGE} IN ({names}))"
        )


def packing_of(item: Import) -> Packing:
    return PACKINGS[list_of(item.options)]


def _columns(item: Import) -> dict[str, int]:
    """{field: position of its column}"""
    return {field: at for at, heading in enumerate(item.header) if (field := item.mapping.get(heading))}


def _lines(stage: sqlite3.Connection, records: list[tuple[Any, ...]], item: Import) -> list[RowLine]:
    rows = [record[0] for record in records]
    warnings = _warnings(stage, rows)
    changes = _changes(stage, [record[4] for record in records if record[2] == Outcome.UPDATE.value])
    mended = set(Mend.objects.filter(of=item, row__in=rows).values_list("row", flat=True))
    left_out = set(LeftOut.objects.filter(of=item, row__in=rows).values_list("row", flat=True))
    marks = ", ".join("?" * len(rows))
    on_purpose = {row for (row,) in stage.execute(f"SELECT row FROM left_out WHERE row IN ({marks})", rows)}  # noqa: S608
    base = item.first_number if item.state == ImportState.APPLIED.value else None
    alike = _alike(stage, rows)
    said_of = dict(AlikeSaid.objects.filter(of=item, row__in=rows).values_list("row", "says"))
    packing = packing_of(item)
    lines = []
    for row, line, outcome, vals, number, said, seq in records:
        values = packing.unpacked(vals)
        lines.append(
            RowLine(
                row=row,
                line=line,
                outcome=Outcome(outcome),
                name=", ".join(filter(None, (values.get("sku"), values["name"]))),
                email=values.get("email", ""),
                number=base + seq - 1 if base is not None and seq is not None else number,
                said=unpack(said),
                warnings=warnings.get(row, []),
                changes=changes.get(number, {}) if outcome == Outcome.UPDATE.value else {},
                is_mended=row in mended,
                is_left_out=row in left_out,
                is_on_purpose=row in on_purpose,
                alike=alike.get(row, []),
                says=Says(said_of[row]) if row in said_of else None,
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


def _alike(stage: sqlite3.Connection, rows: list[int]) -> dict[int, list[Alike]]:
    marks = ", ".join("?" * len(rows))
    query = f"SELECT row, {ALIKE} FROM alike WHERE row IN ({marks}) ORDER BY row, rank"  # noqa: S608
    found: dict[int, list[Alike]] = {}
    for row, number, other_row, name, *likeness in stage.execute(query, rows):
        found.setdefault(row, []).append(Alike(number, other_row, name, unpack_likeness(*likeness)))
    return found


def said_of_alike(item: Import) -> str:
    """The rows of which somebody has said something, as the conditions ask for them."""
    rows = [*AlikeSaid.objects.filter(of=item).values_list("row", flat=True)]
    return json.dumps([*rows, *LeftOut.objects.filter(of=item).values_list("row", flat=True)])


def open_alike(key: uuid.UUID) -> dict[Answer, int]:
    """How many rows look like somebody in each way, as far as nobody has said anything of them."""
    item = Import.objects.filter(pk=key).first()
    with reading(key) as stage:
        if item is None or stage is None or not item.alike:
            return {}
        query = f"SELECT answer, COUNT(*) FROM alike WHERE rank = 0 AND {OPEN_ALIKE} GROUP BY answer"  # noqa: S608
        found = dict(stage.execute(query, {"said": said_of_alike(item)}))
    return {answer: found[answer.value] for answer in Answer if answer.value in found}


def alike_rows(
    item: Import, *, row: int | None = None, answer: Answer | None = None, is_of_customer: bool = False
) -> list[tuple[int, list[int]]]:
    """Rows that look like somebody, each with the numbers of the customers: one row, or all of an answer of which
    nobody has said anything; then only the customers of that very answer, for a row may be like another row for sure
    and like a customer hardly at all."""
    with reading(item.pk) as stage:
        if stage is None:
            return []
        which = "row = :row"
        values: dict[str, Any] = {"row": row}
        if answer is not None:
            surest = "row IN (SELECT row FROM alike WHERE rank = 0 AND answer = :answer)"
            which = f"{surest} AND answer = :answer AND {OPEN_ALIKE}"
            values = {"answer": answer.value, "said": said_of_alike(item)}
        found: dict[int, list[int]] = {}
        for each, number in stage.execute(f"SELECT row, number FROM alike WHERE {which} ORDER BY row, rank", values):  # noqa: S608
            found.setdefault(each, []).extend([number] if number is not None else [])
    return [(each, numbers) for each, numbers in found.items() if numbers or not is_of_customer]


def first_alike(key: uuid.UUID, *, limit: int = 100) -> list[RowLine]:
    """The first rows that look like another or like a customer."""
    item = Import.objects.get(pk=key)
    with reading(key) as stage:
        found = _records(stage, item, Wanted(is_alike=True), None, None, limit) if stage and item.alike else []
        return _lines(stage, found, item) if stage else []


def first_problems(key: uuid.UUID, *, limit: int = 100) -> list[Problem]:
    """The first rejected rows, with all that was said of each."""
    query = "SELECT row, line, said FROM records WHERE outcome = 'reject' ORDER BY row LIMIT ?"
    return _problems(key, query, limit)


def first_warnings(key: uuid.UUID, *, limit: int = 100) -> list[Problem]:
    return _problems(key, "SELECT row, line, said FROM warnings ORDER BY row, rowid LIMIT ?", limit)


def _problems(key: uuid.UUID, query: str, limit: int) -> list[Problem]:
    item = Import.objects.get(pk=key)
    with reading(key) as stage:
        found = stage.execute(query, (limit,)).fetchall() if stage else []
    return [Problem(row, line, _heading(unpack(said), item), unpack(said)) for row, line, said in found]


def _heading(said: list[Said], item: Import) -> str:
    """The heading of the first column that is spoken of; blank when it is the row as a whole."""
    columns = _columns(item)
    positions = (column_about(each.field, columns) for each in said)
    return next((item.header[at] for at in positions if at is not None), "")


def first_differences(key: uuid.UUID, *, limit: int = 100) -> list[RowLine]:
    """The first rows that change a customer, with what from and to what."""
    item = Import.objects.get(pk=key)
    with reading(key) as stage:
        found = _records(stage, item, Wanted(Outcome.UPDATE), None, None, limit) if stage else []
        return _lines(stage, found, item) if stage else []
