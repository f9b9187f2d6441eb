"""Whole lists: candidate pairs by blocks, scored in pieces so that memory does not grow with their number."""

import math
from collections.abc import Iterator

from onaccount.domain.matching.rules.answers import Answer, Likeness
from onaccount.domain.matching.rules.scoring.blocks import candidate_pairs
from onaccount.domain.matching.rules.scoring.columns import Columns, Records
from onaccount.domain.matching.rules.scoring.score import Pairs, Scored, joined, likeness_of, scored
from onaccount.domain.matching.rules.scoring.through import with_thirds, without_second_best

PIECE = 250_000  # pairs that are scored at once
FEWEST = 400  # a list is weighed as if it had at least so many records


def found_within(records: Records, least: Answer) -> Iterator[tuple[int, int, Likeness]]:
    columns = Columns(records)
    prior = _prior(len(records))
    found = with_thirds(columns, _scored(columns, *candidate_pairs(columns), prior, least), prior)
    for place in range(len(found.a)):
        yield int(found.a[place]), int(found.b[place]), likeness_of(found, place)


def found_between(records: Records, others: Records, least: Answer) -> Iterator[tuple[int, int, Likeness]]:
    first = len(records)
    columns = Columns([*records, *others])
    found = _scored(columns, *candidate_pairs(columns, first), _prior(max(first, len(others))), least)
    found = without_second_best(found)
    for place in range(len(found.a)):
        yield int(found.a[place]), int(found.b[place]) - first, likeness_of(found, place)


def _prior(size: int) -> float:
    """Of a record's pairs with all others, about one in two records has one that is the same party."""
    return -math.log2(max(FEWEST, size)) - 0.5


def _scored(columns: Columns, a: Pairs, b: Pairs, prior: float, least: Answer) -> Scored:
    starts = range(0, max(1, len(a)), PIECE)
    return joined([scored(columns, a[at : at + PIECE], b[at : at + PIECE], prior, least) for at in starts])
