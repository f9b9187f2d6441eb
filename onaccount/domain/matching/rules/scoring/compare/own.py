"""What is one party's alone: dates of birth, and identifiers by law or by us."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from onaccount.domain.matching.rules.scoring.compare.letters import edits_between
from onaccount.domain.matching.rules.scoring.compare.levels import Compared
from onaccount.domain.matching.rules.scoring.compare.pairs import OfPairs


class Own(OfPairs):
    @property
    def born_on(self) -> Compared | None:
        found = self._nearly("born_on", 4, _dates_alike)
        return found and Compared(found[0], self._rarity("born_on", self.columns.born_on, found[1], found[0] == 4))

    @property
    def national_id(self) -> Compared | None:
        return self._given_by_law("national_id")

    @property
    def tax_id(self) -> Compared | None:
        return self._given_by_law("tax_id")

    @property
    def registration_number(self) -> Compared | None:
        return self._given_by_law("registration_number")

    def _given_by_law(self, kind: str) -> Compared | None:
        found = self._slip(kind, 2, 6)
        return found and Compared(found[0], self._rarity(kind, getattr(self.columns, kind), found[1], found[0] == 2))

    @property
    def external_id(self) -> Compared | None:
        return self._exactly("external_id")

    @property
    def number(self) -> Compared | None:
        return self._exactly("number")


def _dates_alike(one: Any, other: Any) -> NDArray[np.int8]:
    """3 for one digit that differs, or day and month the other way round; 2 for two of year, month and day alike or a
    month apart; 1 for at most a year apart."""
    if not len(one):
        return np.zeros(0, dtype=np.int8)
    edits = edits_between(one, other, 2)
    a, b = (np.array([text.ljust(8)[:8] for text in texts], dtype="U8") for texts in (one, other))
    first, second = (np.stack([_cut(t, 0, 4), _cut(t, 4, 6), _cut(t, 6, 8)]) for t in (a, b))
    turned = (first[0] == second[0]) & (first[1] == second[2]) & (first[2] == second[1])
    parts = (first == second).sum(axis=0)
    days = np.abs(_days(first) - _days(second))
    return np.where(
        (edits <= 1) | turned, 3, np.where((parts >= 2) | (days <= 31), 2, (days <= 400) | (edits <= 2))
    ).astype(np.int8)


def _days(parts: "NDArray[np.str_]") -> NDArray[np.int64]:
    """About so many days; far from all others where it is no date."""
    year, month, day = (np.where(np.char.isdigit(part), part, "0").astype(np.int64) for part in parts)
    return np.where(year > 0, year * 365 + month * 30 + day, -1_000_000_000 * (day + 1))


def _cut(texts: "NDArray[np.str_]", start: int, end: int) -> "NDArray[np.str_]":
    letters = texts.view("U1").reshape(len(texts), 8)[:, start:end]
    return np.ascontiguousarray(letters).view(f"U{end - start}").ravel()
