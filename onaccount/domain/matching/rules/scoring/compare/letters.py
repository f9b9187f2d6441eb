"""How alike texts are by their letters: whole columns of pairs at once, by rapidfuzz."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Indel, JaroWinkler
from rapidfuzz.process import cpdist

from onaccount.domain.matching.rules.scoring.columns import Column
from onaccount.domain.matching.rules.scoring.compare.levels import Floats


def letters_apart(column: Column, a: NDArray[np.int32], b: NDArray[np.int32]) -> NDArray[np.int64]:
    """At least so many letters are in one of the two values and not in the other."""
    letters = column.letters
    return apart(letters[a], letters[b])


def apart(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> NDArray[np.int64]:
    letters: NDArray[np.int64] = np.bitwise_count(one ^ other).sum(axis=1, dtype=np.int64)
    return letters


def jaro_winkler(one: Any, other: Any) -> Floats:
    similar: Floats = cpdist(one, other, scorer=JaroWinkler.normalized_similarity, dtype=np.float32)
    return similar


def ratio_between(one: Any, other: Any, least: float = 0.0) -> Floats:
    """0 below `least`."""
    similar: Floats = cpdist(
        one, other, scorer=Indel.normalized_similarity, dtype=np.float32, score_cutoff=least or None
    )
    return similar


def edits_between(one: Any, other: Any, most: int) -> NDArray[np.int32]:
    edits: NDArray[np.int32] = cpdist(one, other, scorer=OSA.distance, dtype=np.int32, score_cutoff=most)
    return edits


def lengths_of(texts: Any) -> NDArray[np.int32]:
    return np.fromiter(map(len, texts), dtype=np.int32, count=len(texts))


def names_alike(one: Any, other: Any) -> NDArray[np.int8]:
    """0 another, 1 roughly alike, 2 alike."""
    similar, edits = jaro_winkler(one, other), edits_between(one, other, 2)
    shortest = np.minimum(lengths_of(one), lengths_of(other))
    alike = (similar >= 0.92) | ((edits == 1) & (shortest >= 3)) | ((edits == 2) & (shortest >= 7))
    return np.where(alike, 2, (similar >= 0.82) | ((edits == 2) & (shortest >= 5))).astype(np.int8)
