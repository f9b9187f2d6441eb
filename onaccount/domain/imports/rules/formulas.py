"""What a reader of cells does not see in a workbook: formulas without a value, rows that are hidden.

A formula that a program wrote and no spreadsheet has ever worked out reads as a blank cell, a row of nothing else as a
blank row. The parts of a workbook are searched as text: a cell (ECMA-376, 18.3.1.4) with a formula `f` and without a
value `v`, a row (18.3.1.73) that is `hidden`.
"""

import re
import zipfile
from collections.abc import Iterator

SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
UNVALUED = re.compile(rb"<c\b([^>]*)>\s*<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
HIDDEN = re.compile(rb"<row\b[^>]*\bhidden=\"(?:1|true)\"")
CELL = re.compile(rb"\br=\"([A-Z]+[0-9]+)\"")
PIECE = 1024 * 1024
LONGEST = 32 * 1024  # bytes of one cell: a formula has 8,192 characters at most


def unvalued_formulas(path: str) -> tuple[int, str]:
    """How many there are in a workbook's sheets, and where the first is; 0 for formats other than XLSX."""
    if not zipfile.is_zipfile(path):
        return 0, ""
    count, first = 0, ""
    with zipfile.ZipFile(path) as book:
        for name in filter(SHEET.fullmatch, book.namelist()):
            for attributes in found_in(book, name):
                count += 1
                cell = CELL.search(attributes)
                first = first or (cell.group(1).decode() if cell else "")
    return count, first


def found_in(book: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The attributes of each such cell of one sheet, read in pieces that overlap by what is not finished yet."""
    rest = b""
    with book.open(name) as part:
        while piece := part.read(PIECE):
            text, end = rest + piece, 0
            for match in UNVALUED.finditer(text):
                end = match.end()
                yield match.group(1)
            rest = text[max(end, len(text) - LONGEST) :]


def hidden_rows(path: str) -> int:
    """How many rows of a workbook's sheets are hidden, by hand or by a filter; 0 for formats other than XLSX."""
    if not zipfile.is_zipfile(path):
        return 0
    with zipfile.ZipFile(path) as book:
        return sum(count_hidden(book, name) for name in filter(SHEET.fullmatch, book.namelist()))


def count_hidden(book: zipfile.ZipFile, name: str) -> int:
    """Read in pieces that end where a tag does, so that none is cut in two."""
    count, rest = 0, b""
    with book.open(name) as part:
        while piece := part.read(PIECE):
            text = rest + piece
            end = text.rfind(b">") + 1
            rest = text[end:][-LONGEST:]
            if b" hidden=" in text:
                count += len(HIDDEN.findall(text, 0, end))
    return count
