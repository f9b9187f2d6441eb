"""What follows from pairs together: who is like a third is like each other, and who has a nearer partner is not."""

from collections import defaultdict
from dataclasses import replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from onaccount.domain.matching.rules.scoring.columns import Columns
from onaccount.domain.matching.rules.scoring.score import LIKELY, Scored, joined, scored

SURE = 2.0  # bits from which a pair carries another
AGAINST = -9.0  # bits of a pair itself below which no third brings it together
MOST = 40  # partners of a record: one with more is no link, it is a mistake or a branch's telephone
NEARER = 1.0  # bits by which both must have a nearer partner
ALIKE = 4  # the level of a name from which a partner is near


def with_thirds(columns: Columns, found: Scored, prior: float) -> Scored:
    """With the pairs whose records are both one with a third, where nothing of their own speaks against it."""
    carried = _carried(found)
    if not carried:
        return found
    pairs = np.array(list(carried), dtype=np.int64)
    bits = np.fromiter(carried.values(), dtype=np.float32, count=len(carried))
    own = scored(columns, pairs[:, 0], pairs[:, 1], prior)
    kept = (own.bits > AGAINST) & ~own.opposed & (own.answer >= LIKELY)
    through = bits - own.bits
    new = replace(own, bits=bits, answer=np.full(len(bits), LIKELY, dtype=np.int8), through=through).only(kept)
    return joined([found.only(~_among(found, new, columns.size)), new])


def _carried(found: Scored) -> dict[tuple[int, int], float]:
    """{pair that is not called one: bits that a third gives it, the weaker of its two links less one}"""
    sure = np.flatnonzero((found.answer <= LIKELY) & (found.bits >= SURE))
    partners: dict[int, dict[int, float]] = defaultdict(dict)
    for a, b, bits in zip(found.a[sure].tolist(), found.b[sure].tolist(), found.bits[sure].tolist(), strict=True):
        partners[a][b] = partners[b][a] = bits
    called = found.answer <= LIKELY
    known = set(zip(found.a[called].tolist(), found.b[called].tolist(), strict=True))
    carried: dict[tuple[int, int], float] = {}
    for links in partners.values():
        if len(links) > MOST:
            continue
        for one, other in combinations(sorted(links), 2):
            if (one, other) not in known:
                bits = min(links[one], links[other]) - 1
                carried[one, other] = max(bits, carried.get((one, other), bits))
    return carried


def _among(found: Scored, new: Scored, size: int) -> NDArray[np.bool_]:
    return np.isin(found.a * size + found.b, new.a * size + new.b)


def without_second_best(found: Scored) -> Scored:
    """Of two lists: a pair is only doubtful whose names differ while both have a nearer partner of their own name."""
    if "name" not in found.levels:
        return found
    near = found.levels["name"] >= ALIKE
    best: dict[int, float] = {}
    for a, b, bits in zip(found.a[near].tolist(), found.b[near].tolist(), found.bits[near].tolist(), strict=True):
        best[a], best[b] = max(bits, best.get(a, bits)), max(bits, best.get(b, bits))
    others = np.array(
        [min(best.get(a, -99), best.get(b, -99)) for a, b in zip(found.a.tolist(), found.b.tolist(), strict=True)]
    )
    second = ~near & (found.levels["name"] >= 0) & (found.answer == LIKELY) & (others - found.bits >= NEARER)
    return replace(
        found,
        bits=np.where(second, np.minimum(found.bits, -0.5), found.bits).astype(np.float32),
        answer=np.where(second, LIKELY + 1, found.answer).astype(np.int8),
    )
