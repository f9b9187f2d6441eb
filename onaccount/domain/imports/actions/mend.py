"""Correct a list in place: cells are read as somebody says, rows are left out, and both can be taken back."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.imports.actions.move import import_of, move_import
from onaccount.domain.imports.models import Import, LeftOut, Mend
from onaccount.domain.imports.queries.cells import file_cells, heading_of
from onaccount.domain.imports.queries.rows import row_line
from onaccount.domain.imports.rules.corrections import (
    LONGEST,
    REHEARSED_AT_ONCE,
    CellTooLongToMend,
    NoSuchRow,
    NotMendable,
    as_typed,
)
from onaccount.domain.imports.rules.states import ImportState
from onaccount.domain.imports.rules.synonyms import is_secret
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.foundation.text import shorten

# While a list is being read it may be corrected too: what comes too late for that rehearsal waits for the next.
OPEN = [
    state.value
    for state in (ImportState.UPLOADED, ImportState.READING, ImportState.REHEARSED, ImportState.FAILED)
]  # fmt: skip
LAST_ROW = 2**31 - 1  # that the books can hold
LONGEST_FACT = 200  # characters of a cell in history


@dataclass(frozen=True, slots=True)
class Typed:
    """A cell of a form: what it showed, and what came back."""

    seen: str
    text: str


@dataclass(frozen=True, slots=True)
class Mended:
    """What came of it. `overwritten` are headings of cells that somebody else mended after the form was opened."""

    cells: int
    overwritten: list[str]
    is_rehearsed_again: bool


def mend_row(*, key: uuid.UUID, row: int, cells: Mapping[int, Typed], by: Actor, at: datetime) -> Mended:
    """Have cells of a row read as they were typed. Those that came back as they were shown stay as they are.

    What the file says, typed again, is no mend. Raises NoSuchRow, NotMendable, CellTooLongToMend.
    """
    require(by, Right.IMPORT_CUSTOMERS)
    told = file_cells(key, row)  # outside the transaction: a workbook may take seconds
    wanted = {at_: as_typed(typed.text) for at_, typed in cells.items() if as_typed(typed.seen) != as_typed(typed.text)}
    return _keep_mends(key, row, told, wanted, cells, by=by, at=at)


@action
def _keep_mends(
    key: uuid.UUID,
    row: int,
    told: list[str],
    wanted: Mapping[int, str],
    cells: Mapping[int, Typed],
    *,
    by: Actor,
    at: datetime,
) -> Mended:
    if not wanted:
        return Mended(0, [], is_rehearsed_again=False)
    item = note_correction(key)
    changes, overwritten = {}, []
    standing = {mend.column: mend for mend in Mend.objects.filter(of=item, row=row, column__in=wanted)}
    for column, text in wanted.items():
        heading = heading_of(item, column)
        check_cell(column, heading, text, told)
        before = standing[column].text if column in standing else as_typed(told[column])
        if before != as_typed(cells[column].seen):
            overwritten.append(heading)
        _keep_mend(item, row, column, text, told[column], by=by, at=at)
        changes[f"row {row}, {heading}"] = (shorten(before, LONGEST_FACT), shorten(text, LONGEST_FACT))
    record("import.mended", Subject("import", str(key)), by=by, at=at, changes=changes)
    return Mended(len(wanted), overwritten, is_rehearsed_again=rehearse_short(item, by=by, at=at))


def check_cell(column: int, heading: str, text: str, told: list[str]) -> None:
    if column >= len(told) or is_secret(heading):
        raise NoSuchRow
    if len(text) > LONGEST:
        raise CellTooLongToMend(heading=heading, allowed=LONGEST)


def _keep_mend(item: Import, row: int, column: int, text: str, told: str, *, by: Actor, at: datetime) -> None:
    if text == as_typed(told):
        Mend.objects.filter(of=item, row=row, column=column).delete()
        return
    Mend.objects.update_or_create(
        of=item, row=row, column=column, defaults={"text": text, "by_kind": by.kind, "by_key": by.key, "at": at}
    )


@action
def put_back_row(*, key: uuid.UUID, row: int, by: Actor, at: datetime) -> bool:
    """Read the row as the file says. Answers whether the list is rehearsed again at once."""
    require(by, Right.IMPORT_CUSTOMERS)
    item = note_correction(key)
    mends = Mend.objects.filter(of=item, row=row)
    headings = ", ".join(heading_of(item, mend.column) for mend in mends)
    if not mends.delete()[0]:
        raise NoSuchRow
    record("import.put_back", Subject("import", str(key)), by=by, at=at, why=f"row {row}: {headings}"[:500])
    return rehearse_short(item, by=by, at=at)


@action
def leave_out_row(*, key: uuid.UUID, row: int, by: Actor, at: datetime) -> bool:
    """Take a row for rejected, because somebody says so. Answers whether the list is rehearsed again at once."""
    require(by, Right.IMPORT_CUSTOMERS)
    item = note_correction(key)
    if row > LAST_ROW or (item.state == ImportState.REHEARSED.value and row_line(item, row) is None):
        raise NoSuchRow
    LeftOut.objects.get_or_create(of=item, row=row, defaults={"by_kind": by.kind, "by_key": by.key, "at": at})
    record("import.row_left_out", Subject("import", str(key)), by=by, at=at, why=f"row {row}")
    return rehearse_short(item, by=by, at=at)


@action
def take_in_row(*, key: uuid.UUID, row: int, by: Actor, at: datetime) -> bool:
    """Leave a row out no longer. Answers whether the list is rehearsed again at once."""
    require(by, Right.IMPORT_CUSTOMERS)
    item = note_correction(key)
    if not LeftOut.objects.filter(of=item, row=row).delete()[0]:
        raise NoSuchRow
    record("import.row_taken_in", Subject("import", str(key)), by=by, at=at, why=f"row {row}")
    return rehearse_short(item, by=by, at=at)


def note_correction(key: uuid.UUID) -> Import:
    """Count a correction; whoever does so holds the import until the transaction ends, so that no two are mixed."""
    noted = Import.objects.filter(pk=key, state__in=OPEN).update(corrections=F("corrections") + 1)
    item = import_of(key)
    if not noted:
        raise NotMendable(now=item.state)
    return item


def rehearse_short(item: Import, *, by: Actor, at: datetime) -> bool:
    """A short list is rehearsed again at once, if nobody is at it yet."""
    if item.read > REHEARSED_AT_ONCE or item.state != ImportState.REHEARSED.value:
        return False
    move_import(item.pk, ImportState.UPLOADED)
    record("import.started", Subject("import", str(item.pk)), by=by, at=at)
    return True
