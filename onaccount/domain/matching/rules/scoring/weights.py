"""What a level weighs: as learnt, or by how rare is what is shared."""

import csv
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onaccount.domain.matching.rules.scoring.compare import LEVELS, MISSING, Compared

TABLE = Path(__file__).parent.with_name("weights.csv")
Bits = NDArray[np.float32]
LIKELY_FROM, MAYBE_FROM = 0.5, 0.1
UNIQUE = ("tax_id", "registration_number", "number", "external_id", "national_id")  # by law or by us
AREA = ("postcode", "city", "region", "country")  # they say one thing: only the strongest counts whole

# Companies that are registered on one day have numbers that differ by one: a slip does not tell them from one company.
NUMBERED, NEXT_IN_LINE = ("tax_id", "registration_number"), 2.0

# Names that are alike in part: their u is how rare the words are that they share, and that many words might have been.
CHANCES = 3.0  # bits: of eight words, any might have been the shared one


@cache
def learnt(path: Path = TABLE) -> dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """{comparison: (log2 m, log2 u) of its levels}"""
    found: dict[str, dict[str, tuple[float, float]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            found.setdefault(row["comparison"], {})[row["level"]] = (float(row["m"]), float(row["u"]))
    return {
        name: (
            np.log2(np.array([found[name][level][0] for level in levels], dtype=np.float32)),
            np.log2(np.array([found[name][level][1] for level in levels], dtype=np.float32)),
        )
        for name, levels in LEVELS.items()
    }


def weighed(name: str, compared: Compared, prior: float) -> Bits:
    m, u = learnt()[name]
    level = compared.level
    weight = np.where(level == MISSING, np.float32(0), (m - u)[level])
    if compared.rarity is not None:
        top = len(m) - 1
        here = (level == top) & ~np.isnan(compared.rarity)
        weight[here] = m[top] + compared.rarity[here]
        if name in ("city", "locality", "postcode"):  # what is alike weighs no more than if it were the same
            alike = (level == 1) & ~np.isnan(compared.rarity)
            weight[alike] = np.minimum(weight[alike], m[1] + compared.rarity[alike])
        if name in NUMBERED:
            weight[level == 1] = np.minimum(weight[level == 1], NEXT_IN_LINE)
        if name == "name":
            # A name alone never makes two one; words of a name come together, so their rarities do not simply add up.
            part = (level > 0) & (level < top)
            weight[part] = m[level[part]] + np.minimum(compared.rarity[part] - CHANCES, -prior - 2)
            weight = np.minimum(weight, -prior - 1)
    return weight.astype(np.float32)
