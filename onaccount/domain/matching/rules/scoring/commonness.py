"""How common a value is: among the records that are compared, and, where they are few, in our small table."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onaccount.domain.matching.rules.scoring.columns import Column

TABLE = Path(__file__).with_name("common.csv")
COMMON_FROM, MOST_COMMON, FEW_VALUES = 5, 300, 20_000
# How common a value is that stands in no table, and how many records that belief is worth.
UNHEARD: Mapping[str, tuple[float, int]] = {
    "given": (1 / 1500, 400),
    "family": (1 / 4000, 400),
    "word": (1 / 2500, 1000),
    "name": (1 / 1_000_000, 0),
    "form": (1 / 12, 50),
    "street": (1 / 1500, 300),
    "house": (1 / 120, 300),
    "locality": (1 / 1000, 300),
    "city": (1 / 150, 100),
    "region": (1 / 10, 50),
    "postcode": (1 / 1000, 200),
    "country": (1 / 3, 50),
    "phone": (1 / 200_000, 20_000),
    "email": (1 / 200_000, 20_000),
    "website": (1 / 50_000, 5_000),
    "born_on": (1 / 20_000, 2_000),
    "national_id": (1 / 2_000_000, 100_000),
    "tax_id": (1 / 2_000_000, 100_000),
    "registration_number": (1 / 2_000_000, 100_000),
    "external_id": (1 / 2_000_000, 100_000),
    "number": (1 / 2_000_000, 100_000),
}


def share_of_each(kind: str, column: Column, counted: bool = True) -> NDArray[np.float64]:
    """Of each distinct value, the share of parties that have it: a blend of what is counted and what is believed.

    One of a value's records is not counted: a value that only its own party has is met there as often as it is listed.
    """
    unheard, worth = UNHEARD[kind]
    known = shares().get(kind, {})
    believed = np.fromiter((known.get(value, unheard) for value in column.values), np.float64, len(column.values))
    if not counted:
        return np.minimum(1.0, believed + 1e-9)
    counts = column.counts[: len(column.values)]
    filled = max(1, int(counts.sum()))
    others = np.maximum(counts - 1, 0)
    return np.minimum(1.0, (others + worth * believed) / (filled + worth) + 1e-9)


def shares_with_misspelt(kind: str, column: Column) -> NDArray[np.float64]:
    """As `share_of_each`, and a rare value that is spelt nearly like a common one is as common as that one."""
    own = share_of_each(kind, column)
    counts = column.counts[: len(column.values)]
    common = np.flatnonzero(counts >= COMMON_FROM)
    common = common[np.argsort(-counts[common])][:MOST_COMMON]
    if not len(common) or len(column.values) > FEW_VALUES:
        return own
    from rapidfuzz.distance import JaroWinkler
    from rapidfuzz.process import cdist

    near = cdist(
        column.values, [column.values[place] for place in common], scorer=JaroWinkler.normalized_similarity,
        score_cutoff=0.88, dtype=np.float32,
    )  # fmt: skip
    shares = np.where(near > 0, own[common], 0).max(axis=1)
    found: NDArray[np.float64] = np.maximum(own, shares)
    return found


@cache
def shares() -> dict[str, dict[str, float]]:
    """{"given" or "family" or "word": {value: share}}"""
    found: dict[str, dict[str, float]] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            found.setdefault(row["kind"], {})[row["value"]] = float(row["per_mille"]) / 1000
    return found
