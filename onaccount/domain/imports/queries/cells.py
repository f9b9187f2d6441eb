"""The cells of one row, as the file has them and as somebody mended them."""

import itertools
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from onaccount.domain.files.queries import path_of
from onaccount.domain.history.rules import Actor
from onaccount.domain.imports.models import AlikeSaid, Import, LeftOut, Mend
from onaccount.domain.imports.queries.names import actor_of
from onaccount.domain.imports.queries.opening import opened
from onaccount.domain.imports.queries.rows import RowLine, reading, row_line
from onaccount.domain.imports.rules.about import column_about
from onaccount.domain.imports.rules.alike import Says
from onaccount.domain.imports.rules.corrections import LONGEST, Corrections, NoSuchRow, as_typed
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.imports.rules.rejects import as_uploaded, is_rejects_file
from onaccount.domain.imports.rules.said import Said
from onaccount.domain.imports.rules.states import ImportState, NoSuchImport
from onaccount.domain.imports.rules.synonyms import is_secret

MOST_BEYOND = 30  # cells under no heading that a page shows


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row. `text` is what is read, `told` what the file says; they differ where somebody mended it."""

    position: int  # of the column, from 0
    heading: str  # blank for a cell beyond the last heading
    field: str | None
    text: str
    told: str
    said: list[Said]  # what is wrong with it
    mended_by: str | None = None
    mended_at: datetime | None = None

    @property
    def is_too_long(self) -> bool:
        return len(self.text) > LONGEST


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A row to be mended: its cells that are read, the others to look at, and what is said of the row as a whole."""

    row: int
    line: RowLine | None  # None while the list is being read
    cells: list[Cell]
    others: list[Cell]
    said: list[Said]
    is_left_out: bool

    @property
    def is_mended(self) -> bool:
        return any(cell.mended_at for cell in (*self.cells, *self.others))


def corrections_of(item: Import) -> Corrections:
    """All that people corrected in a list, as the next rehearsal reads it."""
    mends: dict[int, dict[int, str]] = {}
    for row, column, text in Mend.objects.filter(of=item).values_list("row", "column", "text"):
        mends.setdefault(row, {})[column] = text
    left_out = LeftOut.objects.filter(of=item).values_list("row", "by_kind", "by_key")
    names: dict[tuple[str, str], Actor] = {(kind, key): actor_of(kind, key) for _, kind, key in left_out}
    targets = AlikeSaid.objects.filter(of=item, says=Says.UPDATE.value).values_list("row", "number")
    return Corrections(
        mends,
        {row: names[kind, key].name for row, kind, key in left_out},
        {row: number for row, number in targets if number is not None},
    )


def file_cells(key: uuid.UUID, row: int) -> list[str]:
    """A row as it stands in the file, passwords left blank. Raises NoSuchImport, NoSuchRow, Unreadable.

    Rows of which something was said when they were read are at hand; another one is looked for in the file.
    """
    item = Import.objects.select_related("file").filter(pk=key).first()
    if item is None:
        raise NoSuchImport
    cells = _kept_cells(item, row) or _cells_in_file(item, row)
    return ["" if is_secret(heading_of(item, at)) else cell for at, cell in enumerate(cells)]


def _kept_cells(item: Import, row: int) -> list[str] | None:
    if item.state in (ImportState.UPLOADED.value, ImportState.READING.value):
        return None
    with reading(item.pk) as stage:
        found = stage.execute("SELECT cells FROM cells WHERE row = ?", (row,)).fetchone() if stage else None
    return list(json.loads(found[0])) if found else None


def _cells_in_file(item: Import, row: int) -> list[str]:
    with opened(path_of(item.file), Options.of_json(item.options)) as table:
        rows = itertools.takewhile(lambda record: record.row <= row, table.rows())
        for record in rows:
            if record.row == row:
                return as_uploaded(record.cells) if is_rejects_file(table.header) else record.cells
    raise NoSuchRow


def mended_rows(key: uuid.UUID) -> int:
    """How many rows have a mended cell."""
    return Mend.objects.filter(of=key).values("row").distinct().count()


def heading_of(item: Import, position: int) -> str:
    return item.header[position] if position < len(item.header) else ""


def open_row(key: uuid.UUID, row: int) -> OpenRow:
    """A row of the file, to be looked at and mended. Raises NoSuchImport, NoSuchRow, Unreadable."""
    told = file_cells(key, row)
    item = Import.objects.get(pk=key)
    line = row_line(item, row)
    mends = {mend.column: mend for mend in Mend.objects.filter(of=item, row=row)}
    columns = {field: at for at, heading in enumerate(item.header) if (field := item.mapping.get(heading))}
    about: dict[int | None, list[Said]] = {}
    for said in [*line.said, *line.warnings] if line else []:
        about.setdefault(column_about(said.field, columns), []).append(said)
    cells = [
        _cell(item, at, text, mends.get(at), about.get(at, []))
        for at, text in enumerate(told[: len(item.header) + MOST_BEYOND])
        if not is_secret(heading_of(item, at))
    ]
    return OpenRow(
        row=row,
        line=line,
        cells=list(_read(cells, len(item.header))),
        others=[cell for cell in cells if not _is_read(cell, len(item.header)) and cell.told.strip()],
        said=about.get(None, []),
        is_left_out=LeftOut.objects.filter(of=item, row=row).exists(),
    )


def _read(cells: Iterable[Cell], width: int) -> Iterable[Cell]:
    return (cell for cell in cells if _is_read(cell, width))


def _is_read(cell: Cell, width: int) -> bool:
    """Whether anything depends on it: it goes to a field, or stands where no heading is."""
    return cell.field is not None or cell.position >= width or cell.mended_at is not None


def _cell(item: Import, at: int, told: str, mend: Mend | None, said: list[Said]) -> Cell:
    heading = heading_of(item, at)
    return Cell(
        position=at,
        heading=heading,
        field=item.mapping.get(heading) if heading else None,
        text=mend.text if mend else as_typed(told),
        told=as_typed(told),
        said=said,
        mended_by=actor_of(mend.by_kind, mend.by_key).name if mend else None,
        mended_at=mend.at if mend else None,
    )
