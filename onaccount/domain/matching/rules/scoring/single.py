"""One party compared with a few: the same columns and weights as whole lists, and no counts of values."""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from onaccount.domain.matching.rules.answers import Answer, Likeness
from onaccount.domain.matching.rules.scoring.columns import Columns
from onaccount.domain.matching.rules.scoring.score import ANSWERS, likeness_of, scored


def compared_with(one: Mapping[str, str], others: Sequence[Mapping[str, str]], among: int) -> list[Likeness]:
    columns = Columns([one, *others], counted=False)
    a = np.zeros(len(others), dtype=np.int64)
    found = scored(columns, a, np.arange(1, len(others) + 1), -math.log2(max(2, among)))
    return [likeness_of(found, place) for place in range(len(others))]


def compared_pairs(
    records: Sequence[Mapping[str, str]], pairs: Sequence[tuple[int, int]], among: int
) -> list[Likeness]:
    """Pairs of records by their places. Of those that are different, why is not told."""
    places = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    found = scored(Columns(records, counted=False), places[:, 0], places[:, 1], -math.log2(max(2, among)))
    different = found.answer == ANSWERS.index(Answer.DIFFERENT)
    return [NOTHING if different[place] else likeness_of(found, place) for place in range(len(places))]


NOTHING = Likeness(Answer.DIFFERENT, 0.0)
