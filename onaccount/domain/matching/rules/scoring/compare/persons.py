"""Persons by their given and family names, whichever way round they agree better."""

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onaccount.domain.customers.rules.normal import full_names
from onaccount.domain.matching.rules.scoring.columns import Column
from onaccount.domain.matching.rules.scoring.compare.letters import names_alike, ratio_between
from onaccount.domain.matching.rules.scoring.compare.levels import MISSING, Compared
from onaccount.domain.matching.rules.scoring.compare.pairs import OfPairs


class Persons(OfPairs):
    @cached_property
    def _crossed(self) -> tuple[Compared, Compared, Compared] | None:
        """Given name, family name and their order: whichever way round they agree better."""
        columns = self.columns
        if not self.both_persons.any():
            return None
        straight = self._given(columns.given), self._family(columns.family)
        agree = (straight[0].level >= 2).astype(np.int8) + (straight[1].level >= 2)
        order = np.where(agree > 0, 0, MISSING).astype(np.int8)  # of names that do not agree, no order can be told
        doubtful = np.flatnonzero(self.both_persons & (agree < 1))
        if len(doubtful):
            first, last = type(self)(columns, self.a[doubtful], self.b[doubtful])._across()
            better = ((first >= 2) | (last >= 2)) & ((first >= 2) | (first < 0)) & ((last >= 2) | (last < 0))
            at = doubtful[better]
            order[at] = 1
            # The names agree, but are weighed without their rarity: given and family names have each their own.
            straight[0].level[at], straight[1].level[at] = first[better], last[better]
        return straight[0], straight[1], Compared(order)

    def _across(self) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
        given, family = self.columns.given, self.columns.family
        one = given.texts[given.codes[self.a]], family.texts[family.codes[self.b]]
        other = family.texts[family.codes[self.a]], given.texts[given.codes[self.b]]
        first = np.where(one[0] == one[1], 4, names_alike(*one))
        last = np.where(other[0] == other[1], 3, names_alike(*other))
        first[(given.codes[self.a] < 0) | (family.codes[self.b] < 0)] = MISSING
        last[(family.codes[self.a] < 0) | (given.codes[self.b] < 0)] = MISSING
        return first.astype(np.int8), last.astype(np.int8)

    def _given(self, mine: Column) -> Compared:
        level, others, one = self._level(mine, 4)
        if len(others):
            texts = self._texts(mine, others)
            level[others] = np.maximum(names_alike(*texts), _short(*texts))
            self._shuffled(mine, level)
        return Compared(level, self._rarity("given", mine, one, level == 4))

    def _shuffled(self, column: Column, level: NDArray[np.int8]) -> None:
        """Names of the same letters in another order are roughly alike."""
        places = np.flatnonzero(level == 0)
        if len(places):
            letters = column.sorted_letters
            one, other = letters[column.codes[self.a[places]]], letters[column.codes[self.b[places]]]
            level[places] = ratio_between(one, other) >= 0.86

    def _family(self, mine: Column) -> Compared:
        level, others, one = self._level(mine, 3)
        if len(others):
            level[others] = names_alike(*self._texts(mine, others))
            self._shuffled(mine, level)
        return Compared(level, self._rarity("family", mine, one, level == 3))

    @property
    def given(self) -> Compared | None:
        return self._crossed and self._crossed[0]

    @property
    def family(self) -> Compared | None:
        return self._crossed and self._crossed[1]

    @property
    def order(self) -> Compared | None:
        return self._crossed and self._crossed[2]

    @property
    def generation(self) -> Compared | None:
        return self._told_by(self.columns.generation, self.both_persons)


def _short(one: Any, other: Any) -> NDArray[np.int8]:
    """3 where a given name is short for the other, an initial of it, or one of its two names; else 0."""
    return np.fromiter((3 if _is_short(a, b) else 0 for a, b in zip(one, other, strict=True)), np.int8, len(one))


def _is_short(one: str, other: str) -> bool:
    first, second = one.partition(" ")[0], other.partition(" ")[0]
    if first == second:
        return True
    if first[0] != second[0]:
        return not full_names(first).isdisjoint(full_names(second))
    if len(first) == 1 or len(second) == 1:
        return True
    return not full_names(first).isdisjoint(full_names(second))
