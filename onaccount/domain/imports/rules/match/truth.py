"""What is known to be true of a list, by a column or by a file of pairs, and how well an answer agrees with it."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path

from onaccount.domain.imports.rules.contents import look_at
from onaccount.domain.imports.rules.match.evidence import column_named
from onaccount.domain.imports.rules.match.listed import Id, Listed
from onaccount.domain.imports.rules.table import open_table
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import tidy

TRUE_FROM = 0.5  # of a score that people gave to a pair
SCORE = re.compile(r"score|match|label|is_?(?:same|true|duplicate)|probability", re.IGNORECASE)
SAMPLED = 1_000


class NotARegex(Refused):
    code = "not_a_regex"
    sentence = '"{regex}" is not a regular expression: {why}.'
    cure = r"Write it like rec_id~rec-(\d+)."


class NoTruth(Refused):
    code = "no_truth"
    sentence = 'Nothing in the column "{column}" is matched by "{regex}".'
    cure = "Look at the values of the column."


class NotPairs(Refused):
    code = "not_pairs"
    sentence = "No two columns of {file} hold ids of the rows that are compared."
    cure = "Give it two columns of them, and name the id column of the list with --id-column."


@dataclass(frozen=True)
class Truth:
    """Which pairs are true: `count` of them, by a test of two places. `unknown`: of rows that are not there."""

    count: int
    is_true: Callable[[int, int], bool] = field(repr=False)
    unknown: int = 0


def truth_column(text: str) -> Callable[[Sequence[str]], tuple[int, Callable[[str], str]]]:
    """`COLUMN` or `COLUMN~REGEX`: for a header, where the truth stands and what a cell of it says.

    The expression's first group counts, the whole match where it has none; what it does not match says nothing.
    """

    def look_up(header: Sequence[str]) -> tuple[int, Callable[[str], str]]:
        heading, mark, expression = text.partition("~")
        if not mark or text in header:
            return column_named(header, text), tidy
        return column_named(header, heading), reader_of(expression)

    return look_up


def reader_of(expression: str) -> Callable[[str], str]:
    try:
        pattern = re.compile(expression)
    except re.error as error:
        raise NotARegex(regex=expression, why=str(error)) from None

    def read(cell: str) -> str:
        found = pattern.search(cell)
        return (found[1] if pattern.groups else found[0]) or "" if found else ""

    return read


def truth_of_columns(mine: Listed, other: Listed | None, text: str) -> Truth:
    """Rows that say the same in the column are one party; a row that says nothing is like no other."""
    one = mine.truth or []
    two = one if other is None else other.truth or []
    if not any(one):
        heading, _, expression = text.partition("~")
        raise NoTruth(column=heading, regex=expression)
    sizes, others = Counter(filter(None, one)), Counter(filter(None, two))
    if other is None:
        count = sum(size * (size - 1) // 2 for size in sizes.values())
    else:
        count = sum(size * others[value] for value, size in sizes.items())
    return Truth(count, lambda a, b: bool(one[a]) and one[a] == two[b])


def truth_of_pairs(path: Path | str, mine: Listed, other: Listed | None) -> Truth:
    """The pairs that a file names, one a row, by two columns of ids.

    Inside one list the order of a pair does not matter, and nothing is concluded: who is written to be a b and b to be
    c is not said to be a c. Of two lists, the columns may stand in either order. Where the file scores its pairs, 0.5
    and more is true.
    """
    with open_table(path) as table:
        header = table.header
        rows = [record.cells for record in table.rows() if record.refusal is None]
    ours = places_of(mine.ids)
    theirs = ours if other is None else places_of(other.ids)
    first, second = id_columns(rows, header, ours, theirs, Path(path).name)
    score = score_column(header, rows, {first, second})
    pairs, unknown = set(), 0
    for cells in rows:
        if score is not None and not is_yes(cells[score]):
            continue
        a, b = ours.get(tidy(cells[first])), theirs.get(tidy(cells[second]))
        if a is None or b is None:
            unknown += 1
        elif other is not None:
            pairs.add((a, b))
        elif a != b:
            pairs.add((min(a, b), max(a, b)))
    return Truth(len(pairs), lambda a, b: (a, b) in pairs, unknown)


def places_of(ids: Iterable[Id]) -> dict[str, int]:
    return {str(each): place for place, each in enumerate(ids)}


def id_columns(
    rows: Sequence[Sequence[str]],
    header: Sequence[str],
    ours: Collection[str],
    theirs: Collection[str],
    file: str,
) -> tuple[int, int]:
    """The two columns that hold ids of the one list and of the other most often; the earlier ones where several do."""
    sample = rows[:: max(1, len(rows) // SAMPLED)]
    mine = [sum(tidy(cells[index]) in ours for cells in sample) for index in range(len(header))]
    other = [sum(tidy(cells[index]) in theirs for cells in sample) for index in range(len(header))]
    named = {index for index, heading in enumerate(header) if "id" in heading.lower()}
    pairs = list(permutations(range(min(len(header), 50)), 2))
    if not pairs:
        raise NotPairs(file=file)
    best = max(pairs, key=lambda pair: (mine[pair[0]] * other[pair[1]], len(named & set(pair)), -sum(pair), -pair[0]))
    if not mine[best[0]] * other[best[1]]:
        raise NotPairs(file=file)
    return best


def score_column(header: Sequence[str], rows: Sequence[Sequence[str]], taken: set[int]) -> int | None:
    """The column in which people said how surely a pair is one: headed so, and numbers from 0 to 1 or yes and no."""
    for column in look_at(header, rows[:SAMPLED]):
        if column.index not in taken and column.filled and SCORE.search(column.heading):
            return column.index
    return None


def is_yes(text: str) -> bool:
    try:
        return float(text) >= TRUE_FROM
    except ValueError:
        return tidy(text).lower() in ("yes", "y", "true", "t", "match", "same", "")
