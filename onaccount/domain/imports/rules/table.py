"""Any file with a list in it, as a header and a stream of records, in the rows and lines that people see."""

import csv
import itertools
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Self

from onaccount.domain.customers.rules.unusable import Remark
from onaccount.domain.imports.rules.dialect import (
    SAMPLE_BYTES,
    Dialect,
    check_delimiter,
    check_encoding,
    find_dialect,
    find_encoding,
)
from onaccount.domain.imports.rules.header import find_header, name_columns
from onaccount.domain.imports.rules.signature import check_is_text, workbook_format
from onaccount.domain.imports.rules.unreadable import (
    CannotOpen,
    CellTooLong,
    NoHeader,
    NoRows,
    OpenQuote,
    Ragged,
    TooManyColumns,
    WrongEncoding,
)
from onaccount.domain.imports.rules.workbook import Limits, read_workbook

LONGEST_CELL = 1_000_000  # characters; pictures pasted as base64 stay below, a quote that never closes does not
MOST_COLUMNS = 2_000
LOOKED_AT = 50  # rows, for the header
DOS_END = "\x1a"
# Fed to the reader after the last line: comes out as a record of its own, unless a quote is still open.
END = "\x04" + DOS_END

REMARK_ABOVE = "Rows above the header in row {row} are left out."
REMARK_MERGED = (
    "Places where cells are merged: {count}. Only the first cell of each holds its value, the others count as blank."
)
REMARK_DOUBLE = 'The heading "{heading}" stands over {count} columns; the later ones are numbered.'
REMARK_BLANK = "Columns without a heading: {columns}."
DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "|"}


class Record(NamedTuple):
    """A row of the list. `row` is what a spreadsheet program shows, `line` where it begins in the file.

    The cells are as many as the headings: a short row is filled up with blanks, for programs leave off trailing ones.
    A row with more has a refusal, and its cells as they came.
    """

    row: int
    line: int
    cells: list[str]
    refusal: Ragged | None = None


def without_cells(cells: Sequence[str], blanked: Collection[int]) -> list[str]:
    """The cells with those at these places blank."""
    return ["" if index in blanked else cell for index, cell in enumerate(cells)]


@dataclass
class Table:
    """A list, open for reading as often as one likes. Close it: a workbook's rows wait in a temporary file."""

    path: Path
    format: str  # csv, tsv, xlsx, xlsm, xlsb, xls, ods
    encoding: str  # "" for workbooks
    encoding_is_certain: bool
    encoding_why: str
    delimiter: str  # "" for workbooks
    dialect: Dialect
    sheets: list[str] = field(default_factory=list)
    sheet: str = ""
    header: list[str] = field(default_factory=list)
    header_row: int = 0
    remarks: list[Remark] = field(default_factory=list)
    numbers: dict[int, dict[int, int]] = field(default_factory=dict)  # of a workbook: rules.workbook.Workbook
    merged: list[int] = field(default_factory=list)
    scratch: "tempfile.TemporaryDirectory[str] | None" = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self.scratch:
            self.scratch.cleanup()

    def rows(self) -> Iterator[Record]:
        """Every row below the header that has a filled cell."""
        width = len(self.header)
        for row, line, cells in itertools.islice(self.all_rows(), self.header_row, None):
            if len(cells) == width:
                if "".join(cells).strip():
                    yield Record(row, line, cells)
            elif "".join(cells).strip():
                yield self.fitted(row, line, cells)

    def fitted(self, row: int, line: int, cells: list[str]) -> Record:
        width = len(self.header)
        if len(cells) < width:
            return Record(row, line, cells + [""] * (width - len(cells)))
        if self.sheets or not "".join(cells[width:]).strip():
            return Record(row, line, cells[:width])
        delimiter = DELIMITER_NAMES.get(self.delimiter, self.delimiter)
        return Record(row, line, cells, Ragged(given=len(cells), headings=width, delimiter=delimiter))

    def sample(self, size: int = 200) -> list[list[str]]:
        """Cells of the first rows that are whole."""
        whole = (record.cells for record in self.rows() if record.refusal is None)
        return list(itertools.islice(whole, size))

    def chunks(self, size: int = 2_000) -> Iterator[list[Record]]:
        rows = self.rows()
        while chunk := list(itertools.islice(rows, size)):
            yield chunk

    def all_rows(self) -> Iterator[tuple[int, int, list[str]]]:
        """Each record of the file with its row and its line, blank ones and those above the header included."""
        csv.field_size_limit(LONGEST_CELL)
        line = 1
        try:
            with self.path.open(encoding=self.encoding or "utf-8", newline="") as lines:
                skipped = self.dialect.skip_lines
                for _ in range(skipped):
                    next(lines, "")
                reader = csv.reader(
                    itertools.chain(lines, [END]),
                    delimiter=self.dialect.delimiter,
                    skipinitialspace=self.dialect.skip_blanks,
                )
                line = skipped + 1
                for row, cells in enumerate(reader, 1):
                    if cells and cells[-1][-1:] == DOS_END and is_end(cells, line):
                        return
                    yield row, line if not self.sheets else row, cells
                    line = skipped + reader.line_num + 1
        except UnicodeError:  # its kind for decoding, and of UTF-16 and UTF-32 its own where they do not begin so
            raise WrongEncoding(encoding=self.encoding, line=line) from None
        except csv.Error:
            raise CellTooLong(line=line, allowed=LONGEST_CELL) from None
        except OSError as error:
            raise CannotOpen(why=error.strerror or str(error)) from None


def is_end(cells: list[str], line: int) -> bool:
    """Whether this is the end of the file; the mark that old programs put there is taken off the last cell."""
    if cells == [END] or cells == [DOS_END]:
        return True
    if cells[-1].endswith(END):
        raise OpenQuote(line=line)
    cells[-1] = cells[-1][:-1]
    return False


def open_table(
    path: Path | str,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | int | None = None,
    scratch: Path | None = None,
    limits: Limits | None = None,
) -> Table:
    """Open a list for reading, whatever its name ends in. Raises Unreadable, one sentence.

    `sheet` is a name or a number from 1. `scratch` is where a workbook's rows are put meanwhile (the system's temporary
    folder by default), `limits` what reading a workbook may cost.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise CannotOpen(why=error.strerror or str(error)) from None
    if kind := workbook_format(path, start):
        table = open_workbook(path, kind, sheet, scratch, limits or Limits())
    else:
        table = open_text(path, start, encoding, delimiter)
    try:
        settle_header(table)
    except BaseException:
        table.close()
        raise
    return table


def open_text(path: Path, start: bytes, encoding: str | None, delimiter: str | None) -> Table:
    found = find_encoding(path)
    check_is_text(start, found.name)
    if encoding:
        name, certain, why = check_encoding(encoding), True, "it was chosen"
    else:
        name, certain, why = found.name, found.certain, found.why
    text, is_cut = read_sample(path, name)
    dialect = find_dialect(text, check_delimiter(delimiter) if delimiter else None, is_cut=is_cut)
    kind = "tsv" if dialect.delimiter == "\t" else "csv"
    return Table(path, kind, name, certain, why, dialect.delimiter, dialect)


def read_sample(path: Path, encoding: str) -> tuple[str, bool]:
    """The beginning as text, and whether there is more."""
    try:
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            text = file.read(SAMPLE_BYTES)
            return text, bool(file.read(1))
    except UnicodeError:  # UTF-16 and UTF-32 without their mark in front, whatever `errors` says
        raise WrongEncoding(encoding=encoding, line=1) from None


def open_workbook(path: Path, kind: str, sheet: str | int | None, scratch: Path | None, limits: Limits) -> Table:
    folder = tempfile.TemporaryDirectory(prefix="onaccount-import-", dir=scratch)
    try:
        found = read_workbook(path, Path(folder.name) / "rows.csv", kind, sheet=sheet, limits=limits)
    except BaseException:
        folder.cleanup()
        raise
    return Table(
        found.rows, kind, "", True, "a workbook", "", Dialect(","), found.sheets, found.sheet,
        remarks=found.remarks, numbers=found.numbers, merged=found.merged, scratch=folder,
    )  # fmt: skip


def settle_header(table: Table) -> None:
    """Find the header row, and give every column a heading of its own."""
    rows = list(itertools.islice(table.all_rows(), LOOKED_AT))
    widest = max(rows, key=lambda each: len(each[2]), default=(1, 1, []))
    if len(widest[2]) > MOST_COLUMNS:
        raise TooManyColumns(row=widest[0], given=len(widest[2]), allowed=MOST_COLUMNS)
    found = find_header([cells for _, _, cells in rows])
    if found is None:
        raise NoHeader(rows=len(rows))
    table.header_row, cells = found + 1, rows[found][2]
    table.header = name_columns(cells)
    if next(table.rows(), None) is None:
        raise NoRows(row=table.header_row)
    if below := sum(row > table.header_row for row in table.merged):
        table.remarks.append(Remark(REMARK_MERGED, count=str(below)))
    table.remarks += header_remarks(table.header_row, cells, any(any(cells) for _, _, cells in rows[:found]))


def header_remarks(row: int, cells: Sequence[str], has_rows_above: bool) -> Iterator[Remark]:
    if has_rows_above:
        yield Remark(REMARK_ABOVE, row=str(row))
    for heading, count in Counter(" ".join(cell.split()) for cell in cells).items():
        if count > 1 and heading:
            yield Remark(REMARK_DOUBLE, heading=heading, count=str(count))
    if blank := [str(number) for number, cell in enumerate(cells, 1) if not cell.strip()]:
        yield Remark(REMARK_BLANK, columns=", ".join(blank))
