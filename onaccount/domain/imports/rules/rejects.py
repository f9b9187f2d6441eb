"""The file of rejected rows: the cells as they came, with the row and the reason behind them, ready to be mended.

It is uploaded again as it is, so its last two headings are known and left out, and a cell that was made harmless for
spreadsheet programs becomes what it was.
"""

from collections.abc import Iterable, Sequence

ROW, REASON = "OnAccount row", "OnAccount reason"
# What a spreadsheet program may take for the beginning of a formula; the wide ones where Japanese is written.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def is_rejects_file(header: Sequence[str]) -> bool:
    return list(header[-2:]) == [ROW, REASON]


def header_of(header: Sequence[str]) -> list[str]:
    """The headings of the file; those of one that was such a file already stay as they are."""
    own = header[:-2] if is_rejects_file(header) else header
    return [*map(harmless, own), ROW, REASON]


def cells_of(cells: Sequence[str], header: Sequence[str], *, row: int, reason: str) -> list[str]:
    """A row of the file. It has as many cells too many as it had, so that it is not taken for mended before it is."""
    own = cells[:-2] if is_rejects_file(header) else cells
    return [*map(harmless, own), str(row), harmless(reason)]


def harmless(cell: str) -> str:
    """A cell that no spreadsheet program runs. A plain number, negative or with a plus, stays one."""
    return f"'{cell}" if is_alive(cell) and not is_plain_number(cell) else cell


def is_alive(cell: str) -> bool:
    """Whether it begins like a formula, apostrophes aside: one more of them is what `as_uploaded` takes away."""
    return cell.lstrip("'").startswith(FORMULA)


def is_plain_number(cell: str) -> bool:
    return cell[:1] in "+-" and cell[1:].replace(".", "", 1).isdecimal() and cell.isascii()


def as_uploaded(cells: Iterable[str]) -> list[str]:
    """The cells of such a file as they were before they were made harmless."""
    return [cell[1:] if cell.startswith("'") and is_alive(cell) else cell for cell in cells]
