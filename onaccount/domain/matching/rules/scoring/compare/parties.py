"""Parties by one name: words that are shared and how rare they are, numbers in the name, legal forms."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from onaccount.domain.matching.rules.scoring.columns import Columns, Names
from onaccount.domain.matching.rules.scoring.compare.letters import apart, ratio_between
from onaccount.domain.matching.rules.scoring.compare.levels import MISSING, Compared, Floats, bits_of
from onaccount.domain.matching.rules.scoring.compare.pairs import OfPairs

PARTLY = 0.78  # from here names are partly alike by their letters
SMALLEST = 400  # records: in a shorter list a name that is there twice is not common for that


class Parties(OfPairs):
    @cached_property
    def name(self) -> Compared | None:
        names = self.columns.names
        if names.column.empty:
            return None
        one, other = self._codes(names.column)
        level = np.where((one < 0) | (other < 0) | self.both_persons, MISSING, np.where(one == other, 5, 0))
        level = level.astype(np.int8)
        rarity = np.full(len(level), np.nan, dtype=np.float32)
        bits = self._word_bits
        whole = self._name_bits
        same = level == 5
        rarity[same] = whole[one[same]]
        others = np.flatnonzero(level == 0)
        for start in range(0, len(others), 100_000):
            places = others[start : start + 100_000]
            level[places], rarity[places] = _bags_alike(self.columns, bits, one[places], other[places])
        return Compared(level, rarity)

    @property
    def _word_bits(self) -> Floats:
        words = self.columns.names.vocabulary
        return bits_of(self.columns, "word", words)

    @property
    def _name_bits(self) -> Floats:
        """How rare a whole name is: its words', or the name's own where it is listed often."""
        return self.columns.remembered("bits of whole names", self._made_name_bits)

    def _made_name_bits(self) -> Floats:
        names = self.columns.names
        padded = np.append(self._word_bits, np.float32(0))
        of_words: Floats = np.where(names.words >= 0, padded[names.words], np.float32(0)).sum(axis=1)
        if self.columns.counted:
            shares = np.maximum(names.column.counts - 1, 0.2) / (self.columns.size + SMALLEST)
            of_words = np.minimum(of_words, -np.log2(shares).astype(np.float32))
        return of_words

    @property
    def name_number(self) -> Compared | None:
        column = self.columns.names.numbers
        found = self._told_by(column, ~self.both_persons)
        if found is not None:
            # "3" and "3 2012" do not contradict each other: only one of them says more.
            others = np.flatnonzero(found.level == 0)
            texts = self._texts(column, others)
            level = np.fromiter(
                (0 if _disjoint(a, b) else 1 for a, b in zip(*texts, strict=True)), np.int8, len(others)
            )
            found.level[others] = level
        return found

    @property
    def form(self) -> Compared | None:
        column = self.columns.names.forms
        found = self._told_by(column, ~self.both_persons)
        return found and Compared(found.level, self._rarity("form", column, column.codes[self.a], found.level == 2))


def _disjoint(one: str, other: str) -> bool:
    return set(one.split()).isdisjoint(other.split())


def _bags_alike(
    columns: Columns, bits: Floats, one: NDArray[np.int32], other: NDArray[np.int32]
) -> tuple[NDArray[np.int8], Floats]:
    """Levels of names that differ, and the rarity in bits of the words that they share."""
    names = columns.names
    a, b = names.words[one], names.words[other]
    padded = np.append(bits, np.float32(0))
    equal = (a[:, :, None] == b[:, None, :]) & (a >= 0)[:, :, None]
    weight_a, weight_b = padded[a], padded[b]
    met = equal.any(axis=2)
    shared, in_common = (weight_a * met).sum(axis=1), met.sum(axis=1)
    total_a, total_b = weight_a.sum(axis=1), weight_b.sum(axis=1)
    cover = shared / np.maximum(1e-6, np.maximum(total_a, total_b))
    within = shared / np.maximum(1e-6, np.minimum(total_a, total_b))
    ratio = _letters_alike(names, one, other)
    level = np.zeros(len(one), dtype=np.int8)
    level[(cover >= 0.25) | (within >= 0.5)] = 1
    level[((in_common >= 2) & ((cover >= 0.5) | (within >= 0.75))) | (ratio >= PARTLY)] = 2
    level[(within >= 0.95) & (shared >= 8)] = 3
    level[(cover >= 0.85) | (ratio >= 0.9)] = 4
    level[cover >= 0.999] = 5  # in another order
    rarity = np.where(ratio >= PARTLY, np.maximum(shared, 0.7 * ratio * np.minimum(total_a, total_b)), shared)
    return level, rarity.astype(np.float32)


def _letters_alike(names: Names, one: NDArray[np.int32], other: NDArray[np.int32]) -> Floats:
    """Whichever of both is more alike, the names without blanks or with their words in order; 0 below PARTLY."""
    ratio = np.zeros(len(one), dtype=np.float32)
    lengths = names.lengths[one] + names.lengths[other]
    near = np.flatnonzero(apart(names.letters[one], names.letters[other]) <= (1 - PARTLY) * lengths + 1e-6)
    if len(near):
        one, other = one[near], other[near]
        ratio[near] = np.maximum(
            ratio_between(names.squeezed[one], names.squeezed[other], PARTLY),
            ratio_between(names.ordered[one], names.ordered[other], PARTLY),
        )
    return ratio
