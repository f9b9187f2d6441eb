"""Streets, houses, towns: where a party is."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from onaccount.domain.matching.rules.scoring.commonness import shares_with_misspelt
from onaccount.domain.matching.rules.scoring.compare.letters import edits_between, jaro_winkler, ratio_between
from onaccount.domain.matching.rules.scoring.compare.levels import Compared
from onaccount.domain.matching.rules.scoring.compare.pairs import OfPairs

NEIGHBOURS = 5.0  # bits


class Places(OfPairs):
    @property
    def street(self) -> Compared | None:
        found = self._nearly("street", 3, _streets_alike)
        if found is None:
            return None
        level, one = found
        self._directions(level)
        return Compared(level, self._rarity("street", self.columns.street, one, level == 3))

    def _directions(self, level: NDArray[np.int8]) -> None:
        """North and South Ogden Avenue are two streets of one name."""
        one, other = self._codes(self.columns.direction)
        level[(level > 1) & (one >= 0) & (other >= 0) & (one != other)] = 1

    @property
    def house(self) -> Compared | None:
        found = self._slip("house", 2, 2)
        return found and Compared(found[0], self._rarity("house", self.columns.house, found[1], found[0] == 2))

    @property
    def unit(self) -> Compared | None:
        column = self.columns.unit
        return None if column.empty else Compared(self._level(column, 1)[0])

    @property
    def locality(self) -> Compared | None:
        return self._place("locality")

    @property
    def city(self) -> Compared | None:
        return self._place("city")

    def _place(self, kind: str) -> Compared | None:
        found = self._nearly(kind, 2, _places_alike)
        if found is None:
            return None
        column = getattr(self.columns, kind)
        rarity = self._rarity(kind, column, found[1], found[0] == 2)
        if self.columns.counted:  # a misspelt town is as common as the town
            alike = np.flatnonzero(found[0] == 1)
            bits = self.columns.remembered(
                f"bits of misspelt {kind}", lambda: -np.log2(shares_with_misspelt(kind, column)).astype(np.float32)
            )
            one, other = self._codes(column)
            rarity[alike] = np.minimum(bits[one[alike]], bits[other[alike]])
        return Compared(found[0], rarity)

    @property
    def region(self) -> Compared | None:
        return self._exactly("region")

    @property
    def country(self) -> Compared | None:
        return self._exactly("country")

    @property
    def postcode(self) -> Compared | None:
        found = self._slip("postcode", 2, 4)
        if found is None:
            return None
        rarity = self._rarity("postcode", self.columns.postcode, found[1], found[0] >= 1)
        # Each postcode has its neighbours: some thirty in a slip's reach, the fewer the longer they are.
        rarity[found[0] == 1] -= NEIGHBOURS
        return Compared(found[0], rarity)


def _streets_alike(one: Any, other: Any) -> NDArray[np.int8]:
    similar = ratio_between(one, other)
    shorter = np.fromiter((_begins(a, b) for a, b in zip(one, other, strict=True)), bool, len(one))
    jaro = jaro_winkler(one, other)
    level = np.where((similar >= 0.82) | (jaro >= 0.9), 2, (similar >= 0.65) | (jaro >= 0.8)).astype(np.int8)
    level[shorter & (level < 2)] = 2
    return level


def _begins(one: str, other: str) -> bool:
    """One is the other with something behind it, as a town in the same cell."""
    short, long = (one, other) if len(one) < len(other) else (other, one)
    return len(short) >= 3 and long.startswith(short) and not long[len(short)].isalnum()


def _places_alike(one: Any, other: Any) -> NDArray[np.int8]:
    similar, edits = jaro_winkler(one, other), edits_between(one, other, 2)
    return np.asarray((similar >= 0.9) | (edits == 1)).astype(np.int8)
