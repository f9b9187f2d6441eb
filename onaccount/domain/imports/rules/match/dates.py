"""Dates of birth in the spelling of one list: in which order its parts stand, and each as YYYY-MM-DD.

A date is put in order and not judged: 1908-13-09 is a misspelt date, which still says more than none.
"""

import re
from collections.abc import Sequence

PARTS = re.compile(r"(\d{1,4})\D+(\d{1,2})\D+(\d{1,4})(?:[ T].*)?")
NAMED = re.compile(r"(?:(\d{1,2})\D*?[\s./-]*)?([^\W\d_]{3,})[\s./,-]*(\d{1,4})(?:[\s,./-]+(\d{4}))?(?:[ T].*)?")
CLOSED = re.compile(r"\d{8}")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SPREAD = 30  # years between the oldest and the youngest: dates of what a program wrote lie closer
OLDEST, YOUNGEST = 1890, 2030
MOST = 0.8  # share of the cells


def order_of(texts: Sequence[str]) -> str:
    """ "ymd", "dmy" or "mdy": the order in which most of these are dates."""
    fits = {order: sum(is_date(in_order(text, order)) for text in texts) for order in ("ymd", "dmy", "mdy")}
    return max(fits, key=lambda order: fits[order])


def is_of_birth(texts: Sequence[str]) -> bool:
    """Whether these cells are dates of birth: dates, and of people of different ages."""
    order = order_of(texts)
    dates = [date for text in texts if is_date(date := in_order(text, order))]
    if not dates or len(dates) < MOST * len(texts):
        return False
    years = sorted(int(date[:4]) for date in dates)
    edge = len(years) // 20
    return years[-1 - edge] - years[edge] >= SPREAD


def in_order(text: str, order: str) -> str:
    """The date as YYYY-MM-DD, "" for nothing, and the text itself where it has no parts of a date."""
    text = text.strip().removesuffix(".0")
    if CLOSED.fullmatch(text):
        lengths = [4 if part == "y" else 2 for part in order]
        at = [sum(lengths[:place]) for place in range(3)]
        parts = [text[start : start + length] for start, length in zip(at, lengths, strict=True)]
    elif found := PARTS.fullmatch(text):
        parts = list(found.groups())
        if len(parts[0]) == 4:
            order = "ymd"
    elif (found := NAMED.fullmatch(text)) and (month := month_of(found[2])):
        parts, order = [found[4] or found[3], str(month), found[3] if found[4] else found[1] or "0"], "ymd"
    else:
        return text
    by_name = dict(zip(order, parts, strict=True))
    year = by_name["y"]
    if len(year) <= 2:
        year = f"{'20' if int(year) <= YOUNGEST % 100 else '19'}{year:0>2}"
    return f"{year:0>4}-{by_name['m']:0>2}-{by_name['d']:0>2}"


def month_of(word: str) -> int:
    key = word[:3].lower()
    return MONTHS.index(key) + 1 if key in MONTHS else 0


def is_date(text: str) -> bool:
    year, month, day = text[:4], text[5:7], text[8:]
    if not (len(text) == 10 and year.isdecimal() and month.isdecimal() and day.isdecimal()):
        return False
    return OLDEST <= int(year) <= YOUNGEST and 1 <= int(month) <= 12 and 1 <= int(day) <= 31
