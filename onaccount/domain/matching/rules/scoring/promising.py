"""Which pairs may come to an answer at all: the cheapest fields are compared first, and of the others the best is
believed; pairs that cannot reach it even so are let go before their texts are compared."""

import numpy as np
from numpy.typing import NDArray

from onaccount.domain.matching.rules.answers import Answer
from onaccount.domain.matching.rules.scoring.columns import Column, Columns
from onaccount.domain.matching.rules.scoring.commonness import UNHEARD
from onaccount.domain.matching.rules.scoring.compare import LEVELS, Compared, Comparison, Pairs, bits_of
from onaccount.domain.matching.rules.scoring.weights import (
    AREA,
    LIKELY_FROM,
    MAYBE_FROM,
    UNIQUE,
    Bits,
    learnt,
    weighed,
)

# By what they cost: equal codes and single slips; names; longer texts.
STEPS: tuple[tuple[str, ...], ...] = (
    (
        "tax_id", "registration_number", "external_id", "number", "national_id", "phone", "postcode", "house", "unit",
        "region", "country", "website",
    ),
    ("given", "family", "order", "generation", "name", "name_number", "form"),
    ("street", "locality", "city", "email", "born_on"),
)  # fmt: skip
NEVER = {"name_number"}  # does not add to the score
LEAST = {Answer.LIKELY: LIKELY_FROM, Answer.MAYBE: MAYBE_FROM}
ROUNDING = 0.05  # bits


def promising(
    columns: Columns, a: Pairs, b: Pairs, prior: float, least: Answer
) -> tuple[Pairs, Pairs, dict[str, Compared]]:
    """The pairs that may reach `least`, and how they compare. What a shared place is kept from saying is not taken off,
    nor what follows from each other, so the score is never above what is added up here."""
    if least is Answer.DIFFERENT or not len(a):
        return a, b, Comparison(columns, a, b).compared()
    share = LEAST.get(least, LIKELY_FROM)
    floor = np.log2(share / (1 - share)) - ROUNDING
    most = {name: _most(columns, name, a, b, prior) for step in STEPS[1:] for name in step}
    compared: dict[str, Compared] = {}
    known = np.full(len(a), prior, dtype=np.float32)
    own = np.zeros(len(a), dtype=bool)  # one identifier: they are the same whatever the score is
    for step in STEPS:
        for name, each in Comparison(columns, a, b).compared(step).items():
            compared[name] = each
            weight = weighed(name, each, prior)
            if name in UNIQUE:
                own |= each.level == len(LEVELS[name]) - 1
            if name not in NEVER:
                known += np.maximum(weight, 0) if name in AREA else weight
        most = {name: each for name, each in most.items() if name not in step}
        kept = own | (known + sum(most.values(), np.float32(0)) >= floor)
        if kept.all():
            continue
        a, b, known, own = a[kept], b[kept], known[kept], own[kept]
        most = {name: each[kept] for name, each in most.items()}
        compared = {name: _cut(each, kept) for name, each in compared.items()}
    return a, b, {name: compared[name] for name in LEVELS if name in compared}


def _cut(compared: Compared, kept: NDArray[np.bool_]) -> Compared:
    return Compared(compared.level[kept], None if compared.rarity is None else compared.rarity[kept])


def _most(columns: Columns, name: str, a: Pairs, b: Pairs, prior: float) -> Bits:
    """What each pair weighs at most in this field, as far as its codes tell."""
    m, u = learnt()[name]
    nothing = np.zeros(len(a), dtype=np.float32)
    both_persons = columns.is_person[a] & columns.is_person[b]
    if name == "name":
        codes = columns.names.column.codes
        return np.where((codes[a] >= 0) & (codes[b] >= 0) & ~both_persons, np.float32(-prior - 1), nothing)
    if name in NEVER:
        return nothing
    any_level = np.float32(max(0, (m - u).max()))
    if name == "order":
        return np.where(both_persons, any_level, nothing)
    column: Column = columns.names.forms if name == "form" else getattr(columns, name)
    if column.empty:
        return nothing
    equal = np.maximum(any_level, m[-1] + bits_of(columns, name, column)) if name in UNHEARD else np.full(1, any_level)
    if name in ("generation", "form"):  # where only one of them has it, that is told as well
        return np.full(len(a), equal.max(), dtype=np.float32)
    if name in ("given", "family"):  # either may stand in the other's place
        any_order = np.where(both_persons, any_level, nothing)
        return _by_codes(column, a, b, equal, any_order, any_order)
    return _by_codes(column, a, b, equal, np.float32((m - u)[:-1].max()) + nothing, nothing)


def _by_codes(column: Column, a: Pairs, b: Pairs, equal: Bits, others: Bits, missing: Bits) -> Bits:
    one, other = column.codes[a], column.codes[b]
    found = np.where((one < 0) | (other < 0), missing, np.where(one == other, equal[one], others))
    return found.astype(np.float32)
