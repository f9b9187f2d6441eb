"""The levels of likeness of each comparison, and what a comparison of pairs comes to."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onaccount.domain.matching.rules.scoring.columns import Column, Columns
from onaccount.domain.matching.rules.scoring.commonness import share_of_each

MISSING = -1
Pairs = NDArray[np.int64]
Floats = NDArray[np.float32]
# The levels of each comparison, from "another" upwards. Their weights stand in weights.csv.
LEVELS: dict[str, tuple[str, ...]] = {
    "given": ("other", "rough", "alike", "short", "same"),
    "family": ("other", "rough", "alike", "same"),
    "order": ("kept", "swapped"),
    "generation": ("other", "one", "same"),
    "name": ("other", "little", "partly", "within", "alike", "same"),
    "name_number": ("other", "one", "same"),
    "form": ("other", "one", "same"),
    "street": ("other", "rough", "alike", "same"),
    "house": ("other", "alike", "same"),
    "unit": ("other", "same"),
    "locality": ("other", "alike", "same"),
    "city": ("other", "alike", "same"),
    "region": ("other", "same"),
    "postcode": ("other", "alike", "same"),
    "country": ("other", "same"),
    "phone": ("other", "alike", "tail", "same"),
    "email": ("other", "host", "rough", "alike", "same"),
    "website": ("other", "same"),
    "born_on": ("other", "near", "partly", "alike", "same"),
    "national_id": ("other", "alike", "same"),
    "tax_id": ("other", "alike", "same"),
    "registration_number": ("other", "alike", "same"),
    "external_id": ("other", "same"),
    "number": ("other", "same"),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """`level` per pair, -1 where either has nothing; `rarity` in bits, of what they share, NaN where that says
    nothing more than the level does."""

    level: NDArray[np.int8]
    rarity: Floats | None = None


def bits_of(columns: Columns, kind: str, column: Column) -> Floats:
    """Of each distinct value, how rare it is."""
    return columns.remembered(
        f"bits of {kind}", lambda: -np.log2(share_of_each(kind, column, columns.counted)).astype(np.float32)
    )
