"""What all comparisons of pairs use: equal values by their codes, others by their letters."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onaccount.domain.matching.rules.scoring.columns import Column, Columns
from onaccount.domain.matching.rules.scoring.compare.letters import edits_between, letters_apart
from onaccount.domain.matching.rules.scoring.compare.levels import MISSING, Compared, Floats, Pairs, bits_of


class OfPairs:
    """The pairs (a[i], b[i]) of records of these columns."""

    def __init__(self, columns: Columns, a: Pairs, b: Pairs):
        self.columns, self.a, self.b = columns, a, b

    @cached_property
    def both_persons(self) -> NDArray[np.bool_]:
        return self.columns.is_person[self.a] & self.columns.is_person[self.b]

    def _codes(self, column: Column) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        return column.codes[self.a], column.codes[self.b]

    def _level(self, column: Column, top: int) -> tuple[NDArray[np.int8], NDArray[np.intp], NDArray[np.int32]]:
        """Levels with equal values at `top` and others at 0, the places of the others, and the codes of a."""
        one, other = self._codes(column)
        level = np.where((one < 0) | (other < 0), MISSING, np.where(one == other, top, 0)).astype(np.int8)
        return level, np.flatnonzero(level == 0), one

    def _exactly(self, kind: str) -> Compared | None:
        column: Column = getattr(self.columns, kind)
        if column.empty:
            return None
        level, _, one = self._level(column, 1)
        return Compared(level, self._rarity(kind, column, one, level == 1))

    def _nearly(
        self, kind: str, top: int, near: Callable[[Any, Any], NDArray[np.int8]]
    ) -> tuple[NDArray[np.int8], NDArray[np.int32]] | None:
        """Levels below `top` come from `near`, which is given the texts of both sides."""
        column: Column = getattr(self.columns, kind)
        if column.empty:
            return None
        level, others, one = self._level(column, top)
        if len(others):
            a, b = column.codes[self.a[others]], column.codes[self.b[others]]
            pairs, where = np.unique(a.astype(np.int64) * len(column.values) + b, return_inverse=True)
            texts = column.texts
            level[others] = near(texts[pairs // len(column.values)], texts[pairs % len(column.values)])[where]
        return level, one

    def _slip(self, kind: str, top: int, shortest: int) -> tuple[NDArray[np.int8], NDArray[np.int32]] | None:
        """Level 1 for values of at least `shortest` letters that are one slip apart."""
        column: Column = getattr(self.columns, kind)
        if column.empty:
            return None
        level, others, one = self._level(column, top)
        a, b = column.codes[self.a[others]], column.codes[self.b[others]]
        long = np.minimum(column.lengths[a], column.lengths[b]) >= shortest
        near = np.flatnonzero(long & (letters_apart(column, a, b) <= 2))
        texts = column.texts
        level[others[near]] = edits_between(texts[a[near]], texts[b[near]], 1) <= 1
        return level, one

    def _texts(self, column: Column, places: NDArray[np.intp]) -> tuple[Any, Any]:
        texts = column.texts
        return texts[column.codes[self.a[places]]], texts[column.codes[self.b[places]]]

    def _rarity(self, kind: str, column: Column, codes: NDArray[np.int32], same: NDArray[np.bool_]) -> Floats:
        bits = bits_of(self.columns, kind, column)
        rarity = np.full(len(codes), np.nan, dtype=np.float32)
        rarity[same] = bits[codes[same]]
        return rarity

    def _told_by(self, column: Column, where: NDArray[np.bool_]) -> Compared | None:
        """Both alike, one of them, or two that differ; missing where neither tells."""
        if column.empty:
            return None
        one, other = self._codes(column)
        level = np.where(one == other, 2, np.where((one < 0) | (other < 0), 1, 0)).astype(np.int8)
        level[((one < 0) & (other < 0)) | ~where] = MISSING
        return Compared(level)
