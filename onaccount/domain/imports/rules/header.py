"""Which row names the columns."""

import re
from collections import Counter

from onaccount.domain.imports.rules.synonyms import is_known_heading
from onaccount.foundation.text import tidy

ENOUGH_KNOWN = 2  # headings that we know, in one row: no row of data has them
NUMBER_OR_DATE = re.compile(r"[\s+\-(]*[\d.,:/\s()+\-%€$£]*\d[\d.,:/\s()+\-%€$£TZ]*")
LONGEST_HEADING = 120
LOOKED_AT = 200  # cells of a row; a list of customers is not wider


def find_header(rows: list[list[str]]) -> int | None:
    """The index of the header among the first rows; None when no row looks like one.

    First choice is the row with most headings that we know. Else it is the first row that is as wide as most, and
    whose cells are all words, as a title above the table or a row of data is not.
    """
    known = [count_known(cells) for cells in rows]
    most = max(known, default=0)
    if most >= ENOUGH_KNOWN:
        return known.index(most)
    filled = [index for index, cells in enumerate(rows) if any(map(tidy, cells))]
    usual = usual_width([rows[index] for index in filled])
    for index in filled:
        if width_of(rows[index]) >= min(2, usual) and is_like_header(rows[index], usual):
            return index
    return None


def count_known(cells: list[str]) -> int:
    """How many headings of a row we know; none where numbers and addresses stand beside them, as in a row of data."""
    words = [word for cell in cells[:LOOKED_AT] if (word := tidy(cell))]
    known = sum(map(is_known_heading, words))
    return known if known * 4 >= len(words) * 3 or not any(map(is_data, words)) else 0


def usual_width(rows: list[list[str]]) -> int:
    widths = Counter(width_of(cells) for cells in rows)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def width_of(cells: list[str]) -> int:
    """How far a row is filled."""
    return max((number for number, cell in enumerate(cells, 1) if tidy(cell)), default=0)


def is_like_header(cells: list[str], usual: int) -> bool:
    words = [word for cell in cells if (word := tidy(cell))]
    if len(words) * 2 < usual or any(is_data(word) for word in words):
        return False
    return len({word.casefold() for word in words}) * 2 > len(words) or any(map(is_known_heading, words))


def is_data(word: str) -> bool:
    if len(word) > LONGEST_HEADING or "@" in word.strip("@"):
        return True
    return NUMBER_OR_DATE.fullmatch(word) is not None or word.lower().startswith(("http://", "https://", "www."))


def name_columns(cells: list[str]) -> list[str]:
    """Headings without stray blanks and line breaks, each once: "Column 4" where there is none, "Phone (2)" again."""
    names: list[str] = []
    taken: set[str] = set()
    for number, cell in enumerate(cells, 1):
        heading = tidy(cell) or f"Column {number}"
        name, copy = heading, 2
        while name.casefold() in taken:
            name, copy = f"{heading} ({copy})", copy + 1
        taken.add(name.casefold())
        names.append(name)
    return names
