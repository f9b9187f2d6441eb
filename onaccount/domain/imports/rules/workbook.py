"""Workbooks are read by a child process that may die: its rows come out as CSV, and its end as one sentence.

Run as `python -m onaccount.domain.imports.rules.workbook`, without Django.
"""

import csv
import errno
import json
import os
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from onaccount.domain.customers.rules.unusable import Remark
from onaccount.domain.imports.rules.formulas import hidden_rows, unvalued_formulas
from onaccount.domain.imports.rules.unreadable import (
    BrokenWorkbook,
    HasPassword,
    NoData,
    NoSuchSheet,
    TooCostly,
    TooLarge,
    Unreadable,
)

MEGABYTE = 1024 * 1024
PACKED_ENOUGH = 10 * MEGABYTE  # below this, how well a workbook is packed does not matter
MOST_MERGED = 10_000  # places that are told of
DIGITS_KEPT = 10**15  # a spreadsheet keeps 15 digits of a number and makes the others zeros
REFUSALS = {refusal.code: refusal for refusal in (HasPassword, BrokenWorkbook, NoSuchSheet, NoData)}

REMARK_SHEET = 'The sheet "{sheet}" is read; there are {others} others.'
REMARK_HIDDEN = "Hidden rows are read as well; this workbook has {count}."
REMARK_FORMULAS = (
    "{count} formulas have no value in this file and count as blank; the first is in {cell}. "
    "Open it in a spreadsheet program and save it, then bring it again."
)
REMARK_DIGITS = (
    "{count} numbers have more than 15 digits; the spreadsheet has made the later ones zeros. The first is in {cell}."
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading a workbook may cost. The settings hold the values in use."""

    cpu_seconds: float = 20.0
    memory_bytes: int = 700 * MEGABYTE
    unpacked_bytes: int = 600 * MEGABYTE
    ratio: int = 150
    parts: int = 5_000


@dataclass(frozen=True, slots=True)
class Workbook:
    rows: Path  # CSV in UTF-8, a record for each row of the sheet from row 1
    sheets: list[str]
    sheet: str
    remarks: list[Remark]
    numbers: dict[int, dict[int, int]]  # column -> digits -> how many cells hold a whole number of so many
    merged: list[int]  # where cells are merged, the last row of each place


def read_workbook(source: Path, rows: Path, kind: str, *, sheet: str | int | None, limits: Limits) -> Workbook:
    """Write a sheet's rows to `rows`. Without a sheet named it is the first with a filled cell, hidden ones last."""
    if kind != "xls":
        check_archive(source, limits)
    answer = run_child(source, rows, sheet, limits)
    if "refusal" in answer:
        raise REFUSALS[answer["refusal"]](**answer["values"])
    numbers: dict[int, dict[int, int]] = {}
    for column, digits, count in answer["numbers"]:
        numbers.setdefault(column, {})[digits] = count
    return Workbook(rows, answer["sheets"], answer["sheet"], remarks_on(answer), numbers, answer["merged"])


def check_archive(source: Path, limits: Limits) -> None:
    """Refuse a bomb by what its directory admits; what it denies ends the child."""
    try:
        with zipfile.ZipFile(source) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        raise BrokenWorkbook from None
    if len(parts) > limits.parts:
        raise TooLarge(what=f"it has {len(parts):,} parts")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.unpacked_bytes:
        raise TooLarge(what=f"it unpacks to {unpacked // MEGABYTE:,} MB")
    packed = max(sum(part.compress_size for part in parts), 1)
    if unpacked > PACKED_ENOUGH and unpacked > limits.ratio * packed:
        raise TooLarge(what=f"it unpacks to {unpacked // packed:,} times its size")


def run_child(source: Path, rows: Path, sheet: str | int | None, limits: Limits) -> dict[str, Any]:
    command = [sys.executable, "-m", __name__, str(source), str(rows), json.dumps(sheet), json.dumps(asdict(limits))]
    patience = limits.cpu_seconds * 3  # of the clock: the machine may be busy
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            timeout=patience,
            check=False,
            env=child_environment(),
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise too_costly(limits) from None
    if done.returncode or not done.stdout:
        raise too_costly(limits)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def child_environment() -> dict[str, str]:
    """Ours without what it must not see (keys, passwords, the database), and with this project importable."""
    root = Path(__file__).resolve().parents[4]
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR")}
    return kept | {"PYTHONPATH": str(root), "PYTHONUTF8": "1", "MALLOC_ARENA_MAX": "2"}


def too_costly(limits: Limits) -> TooCostly:
    return TooCostly(seconds=limits.cpu_seconds, megabytes=limits.memory_bytes // MEGABYTE)


def remarks_on(answer: dict[str, Any]) -> list[Remark]:
    remarks = []
    if len(answer["sheets"]) > 1:
        remarks.append(Remark(REMARK_SHEET, sheet=answer["sheet"], others=str(len(answer["sheets"]) - 1)))
    if answer["hidden"]:
        remarks.append(Remark(REMARK_HIDDEN, count=str(answer["hidden"])))
    unvalued, first = answer["unvalued"]
    if unvalued:
        remarks.append(Remark(REMARK_FORMULAS, count=str(unvalued), cell=first))
    if answer["long_numbers"]:
        remarks.append(Remark(REMARK_DIGITS, count=str(answer["long_numbers"]), cell=answer["first_long_number"]))
    return remarks


# --- What follows runs in the child. ---


def main(arguments: Sequence[str]) -> int:
    source, rows, sheet, limits = arguments
    limit_ourselves(Limits(**json.loads(limits)))
    try:
        answer = convert(source, rows, json.loads(sheet))
    except Unreadable as refusal:
        answer = {"refusal": refusal.code, "values": refusal.values}
    sys.stdout.write(json.dumps(answer))
    return 0


def limit_ourselves(limits: Limits) -> None:
    import resource

    seconds = max(1, round(limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.unpacked_bytes, limits.unpacked_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def convert(source: str, target: str, wanted: str | int | None) -> dict[str, Any]:
    """Read the sheet and write it as CSV; answer with its name and what was noticed."""
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(source)
        sheet = chosen_sheet(book, wanted)
        writer = Writer()
        with open(target, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(writer.texts(sheet))
    except calamine.PasswordError:
        raise HasPassword from None
    except OSError as error:
        if error.errno == errno.EFBIG:  # more rows than we may write: as costly as one that takes too long
            raise SystemExit(1) from None
        raise BrokenWorkbook from None
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError, calamine.WorksheetNotFound):
        raise BrokenWorkbook from None
    return {
        "sheets": book.sheet_names,
        "sheet": sheet.name,
        "unvalued": unvalued_formulas(source),
        "hidden": hidden_rows(source),
        "merged": [end[0] + 1 for _, end in (sheet.merged_cell_ranges or [])[:MOST_MERGED]],
        "numbers": [[column, digits, count] for (column, digits), count in writer.numbers.items()],
        "long_numbers": writer.long_numbers,
        "first_long_number": writer.first_long_number,
    }


def chosen_sheet(book: Any, wanted: str | int | None) -> Any:
    names = list(book.sheet_names)
    if wanted is None:
        return first_filled_sheet(book)
    if wanted in names:
        return book.get_sheet_by_name(wanted)
    if str(wanted).isdecimal() and 1 <= int(wanted) <= len(names):
        return book.get_sheet_by_index(int(wanted) - 1)
    raise NoSuchSheet(sheet=str(wanted), sheets=", ".join(names))


def first_filled_sheet(book: Any) -> Any:
    """Charts and empty sheets come first in some workbooks; a hidden sheet is read only when nothing else is there."""
    shown = sorted(range(len(book.sheet_names)), key=lambda index: is_hidden(book.sheets_metadata[index]))
    for index in shown:
        if str(book.sheets_metadata[index].typ).endswith("WorkSheet"):
            sheet = book.get_sheet_by_index(index)
            if sheet.height and sheet.width and is_filled(sheet):
                return sheet
    raise NoData


def is_hidden(metadata: Any) -> bool:
    return not str(metadata.visible).endswith(".Visible")


def is_filled(sheet: Any) -> bool:
    return any(value not in ("", None) for row in sheet.iter_rows() for value in row)


class Writer:
    """Cells as text, counting those that a spreadsheet has damaged."""

    def __init__(self) -> None:
        self.long_numbers = 0
        self.first_long_number = ""
        self.numbers: Counter[tuple[int, int]] = Counter()

    def texts(self, sheet: Any) -> Iterator[list[str]]:
        """Every row from the first of the sheet (none is left out), so that its number is the one people see."""
        left = sheet.start[1] if sheet.start else 0  # empty columns on the left are left out
        for row, values in enumerate(sheet.iter_rows(), 1):
            yield [self.text_of(value, row, column, left) for column, value in enumerate(values)]

    def text_of(self, value: object, row: int, column: int, left: int) -> str:
        if isinstance(value, str):
            return value
        text = text_of(value)
        if isinstance(value, float):
            if abs(value) >= DIGITS_KEPT:
                self.long_numbers += 1
                self.first_long_number = self.first_long_number or f"{column_letters(left + column + 1)}{row}"
            if text.isdecimal():
                self.numbers[column, len(text)] += 1
        return text


def text_of(value: object) -> str:
    """A cell as people read it: whole numbers without .0 or exponent, dates as 2026-03-31, TRUE and FALSE."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(value, datetime):
        at_midnight = value.time() == time()
        return value.date().isoformat() if at_midnight else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return "" if value is None else str(value)


def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
