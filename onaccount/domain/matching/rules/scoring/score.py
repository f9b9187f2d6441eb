"""The Fellegi-Sunter score: what each level weighs, what may not be counted twice, and what it comes to.

A level's weight is log2(m / u), m and u being how often it is seen of one party and of two (Fellegi and Sunter, 1969);
where a value is shared, u is how common that value is. weights.csv holds m and u as splink learnt them.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onaccount.domain.matching.rules.answers import Answer, Likeness, Reason
from onaccount.domain.matching.rules.scoring.columns import OF_A_COURT, Columns
from onaccount.domain.matching.rules.scoring.compare import LEVELS, MISSING
from onaccount.domain.matching.rules.scoring.promising import promising
from onaccount.domain.matching.rules.scoring.weights import AREA, LIKELY_FROM, MAYBE_FROM, UNIQUE, learnt, weighed
from onaccount.domain.matching.rules.scoring.wording import (
    COMMON,
    RARE,
    SHARED_PLACE,
    TELLING,
    THROUGH_A_THIRD,
    WORDINGS,
)

Bits = NDArray[np.float32]
Pairs = NDArray[np.int64]
LIKELY = 1
ANSWERS = list(Answer)  # the surest first; answers of many pairs are places in it

AGAIN = 0.25  # what a second agreement that follows from a first counts
NAMED = 5  # the level of the same name
ALIKE = 4  # and of one that is spelt nearly so
LITTLE = 1  # the level of a name up to which sister companies share it
BEYOND = 0.1  # what counts of all that is shared beyond what makes a household
TOGETHER = 2.0  # bits that it counts at most,
ELSE_NAMED = 0.9  # and where the names have nothing in common: firms in one house with one phone are not likely one
OWN = (
    "given", "order", "generation", "form", "born_on", "national_id", "tax_id", "registration_number",
    "external_id", "number",
)  # fmt: skip
# Of whom these differ, they are two, whatever else they share: at most a person is asked.
CONTRADICTED = {"generation", "name_number", "form", "tax_id", "registration_number", "number"}
GIVEN_BY_LAW = {"tax_id", "registration_number"}
SHARED_AT_MOST = 4  # records with one identifier: more, and it is nobody's own


@dataclass(frozen=True, slots=True)
class Scored:
    """Pairs with what they come to. `bits` is log2 of the odds that both are one party."""

    a: Pairs
    b: Pairs
    bits: Bits
    answer: NDArray[np.int8]  # places in ANSWERS
    levels: dict[str, NDArray[np.int8]]
    weights: dict[str, Bits]
    held: Bits  # what was taken away because a household or a house shares it
    rarity: dict[str, Bits]
    opposed: NDArray[np.bool_]  # whether what must be the same of one party differs
    through: Bits  # what a third gave

    def only(self, kept: NDArray[np.bool_]) -> "Scored":
        def cut(each: dict[str, NDArray[np.generic]]) -> dict[str, NDArray[np.generic]]:
            return {name: values[kept] for name, values in each.items()}

        return Scored(
            self.a[kept], self.b[kept], self.bits[kept], self.answer[kept],
            cut(self.levels), cut(self.weights), self.held[kept], cut(self.rarity),  # type: ignore[arg-type]
            self.opposed[kept], self.through[kept],
        )  # fmt: skip

    def probability(self, place: int) -> float:
        """Of one pair: a list has hundreds of thousands, and each is asked for by itself."""
        return float(1 / (1 + 2.0 ** -min(50.0, max(-50.0, float(self.bits[place])))))


def joined(pieces: list[Scored]) -> Scored:
    """The pairs of all pieces; what a piece says nothing of is missing there."""
    names = {name: None for piece in pieces for name in piece.levels}
    rare = {name: None for piece in pieces for name in piece.rarity}

    def column(of: str, name: str, nothing: float, kind: type[np.generic]) -> NDArray[Any]:
        return np.concatenate([
            getattr(piece, of).get(name, np.full(len(piece.a), nothing, dtype=kind)) for piece in pieces
        ])  # fmt: skip

    return Scored(
        np.concatenate([piece.a for piece in pieces]),
        np.concatenate([piece.b for piece in pieces]),
        np.concatenate([piece.bits for piece in pieces]),
        np.concatenate([piece.answer for piece in pieces]),
        {name: column("levels", name, MISSING, np.int8) for name in names},
        {name: column("weights", name, 0, np.float32) for name in names},
        np.concatenate([piece.held for piece in pieces]),
        {name: column("rarity", name, np.nan, np.float32) for name in rare},
        np.concatenate([piece.opposed for piece in pieces]),
        np.concatenate([piece.through for piece in pieces]),
    )


def scored(columns: Columns, a: Pairs, b: Pairs, prior: float, least: Answer = Answer.DIFFERENT) -> Scored:
    """Score these pairs; `prior` is log2 of the odds that a pair is one party before anything is known of it. Pairs
    that cannot reach `least` are left out, most of them before their texts are looked at."""
    a, b, compared = promising(columns, a, b, prior, least)
    weights = {name: weighed(name, each, prior) for name, each in compared.items()}
    levels = {name: each.level for name, each in compared.items()}
    rarity = {name: each.rarity for name, each in compared.items() if each.rarity is not None}
    bits, held, opposed = _together(len(a), weights, levels, prior)
    answer = _answers(columns, a, bits, levels)
    found = Scored(a, b, bits, answer, levels, weights, held, rarity, opposed, np.zeros(len(a), dtype=np.float32))
    return found.only(answer <= ANSWERS.index(least))


def _together(
    count: int, weights: dict[str, Bits], levels: dict[str, NDArray[np.int8]], prior: float
) -> tuple[Bits, Bits, NDArray[np.bool_]]:
    """The sum, without counting twice what follows from each other, and what a shared place was kept from saying."""
    nothing = np.zeros(count, dtype=np.float32)

    def of(name: str) -> Bits:
        return weights.get(name, nothing)

    area = _strongest([of(name) for name in AREA])
    street = of("street") + of("house") + of("unit") + of("locality")
    both = (street > 0) & (area > 0)
    place = np.where(both, np.maximum(street, area) + AGAIN * np.minimum(street, area), street + area)
    level = {
        name: levels.get(name, np.full(count, MISSING, dtype=np.int8))
        for name in ("given", "email", "name", "name_number", "street", "house")
    }
    host = level["email"] == 1
    # What a household or sister companies share, and couples an e-mail address as well.
    by_name = (level["name"] >= 0) & (level["name"] <= LITTLE)
    by_mail = host | by_name | (level["given"] == 0)
    shared = place + of("phone") + of("website") + of("family") + of("email") * by_mail + of("name") * by_name
    own = of("email") * ~by_mail + of("name") * ~by_name + sum((of(name) for name in OWN), nothing)
    # A number is one of the name's words already: only that it is another says more.
    own = own + np.where(level["name_number"] == 0, of("name_number"), 0)
    under_one_roof = (street > 0) | (of("phone") > 0) | (of("website") > 0) | (host & (of("email") > 0))
    beyond = np.maximum(0, shared - max(4.0, -prior - 1.5))
    most = np.where(level["name"] == 0, ELSE_NAMED, TOGETHER)
    held = np.where(under_one_roof, beyond - np.minimum(most, BEYOND * beyond), 0)
    # Branches of one company have its name and phone: where the address is another, both together are not proof.
    elsewhere = (level["street"] == 0) & (level["house"] != 2) & (level["name"] >= 0)
    by_phone = np.maximum(0, of("phone")) + np.maximum(0, of("name")) + np.maximum(0, of("website"))
    held = held + np.where(elsewhere, np.maximum(0, by_phone + prior - np.where(level["name"] == NAMED, 7, 1)), 0)
    bits = prior + shared - held + own
    identified = _identified(levels, count)
    against = np.zeros(count, dtype=bool)
    for name in CONTRADICTED & levels.keys():
        against |= (levels[name] == 0) & ~(identified & (name == "form"))
    for name in GIVEN_BY_LAW & levels.keys():  # a number that is nearly the same is another one under another name
        against |= (levels[name] == 1) & (level["name"] >= 0) & (level["name"] < ALIKE)
    bits = np.where(against, np.minimum(bits, -0.5), bits)
    return bits.astype(np.float32), held.astype(np.float32), against


def _identified(levels: dict[str, NDArray[np.int8]], count: int) -> NDArray[np.bool_]:
    """Both have one number that the law gives to one company: another legal form is a slip then."""
    found = np.zeros(count, dtype=bool)
    for name in GIVEN_BY_LAW & levels.keys():
        found |= levels[name] == len(LEVELS[name]) - 1
    return found


def _strongest(each: list[Bits]) -> Bits:
    """Agreements that follow from one another: the strongest whole, the others for a part; so for disagreements."""
    stacked = np.stack(each)
    ups, downs = np.maximum(stacked, 0), np.minimum(stacked, 0)
    up, down = ups.max(axis=0), downs.min(axis=0)
    together: Bits = up + AGAIN * (ups.sum(axis=0) - up) + down + 0.5 * (downs.sum(axis=0) - down)
    return together


def _answers(columns: Columns, a: Pairs, bits: Bits, levels: dict[str, NDArray[np.int8]]) -> NDArray[np.int8]:
    probability = 1 / (1 + np.exp2(-np.clip(bits, -50, 50)))
    answer = np.where(probability >= LIKELY_FROM, 1, np.where(probability >= MAYBE_FROM, 2, 3)).astype(np.int8)
    missing = np.full(len(a), MISSING, dtype=np.int8)

    def level(name: str) -> NDArray[np.int8]:
        return levels.get(name, missing)

    against = (
        (level("name") == 0) | (level("name") == 1) | (level("name_number") == 0) | (level("form") == 0)
        | (level("generation") == 0) | (level("generation") == 1) | (level("country") == 0)
        | (level("given") == 0) | (level("given") == 1) | (level("family") == 0) | (level("family") == 1)
        | (level("born_on") == 0) | (level("born_on") == 1)
    )  # fmt: skip
    named = (level("name") >= 2) | ((level("given") >= 2) & (level("family") >= 2))
    for name in UNIQUE:
        against |= level(name) == 0
    for name in UNIQUE:
        told = levels.get(name)
        if told is None:
            continue
        top = len(LEVELS[name]) - 1
        column = getattr(columns, name)
        own = column.counts[column.codes[a]] <= SHARED_AT_MOST
        if name == "registration_number":
            of_courts = np.fromiter((bool(OF_A_COURT.fullmatch(text)) for text in column.texts), dtype=bool)
            own = own & ~of_courts[column.codes[a]]
        same = (told == top) & own & ~against & named
        answer[same] = 0
    return answer


def likeness_of(scored: Scored, place: int) -> Likeness:
    """One pair in words."""
    return Likeness(
        ANSWERS[scored.answer[place]],
        round(scored.probability(place), 4),
        tuple(sorted(_reasons(scored, place), key=lambda reason: -abs(reason.weight))),
    )


def _reasons(scored: Scored, place: int) -> list[Reason]:
    found = []
    for name, levels in scored.levels.items():
        level = int(levels[place])
        if level == MISSING or not (wording := WORDINGS.get((name, LEVELS[name][level]))):
            continue
        weight = float(scored.weights[name][place])
        if name in RARE and level == len(LEVELS[name]) - 1:
            m, u = learnt()[name]
            usual = float(m[level] - u[level])
            if abs(weight - usual) >= TELLING:
                extent = RARE[name] if weight > usual else COMMON[name]
                found.append(Reason(extent.code, extent.sentence, round(weight - usual, 1)))
                weight = usual
        found.append(Reason(wording.code, wording.sentence, round(weight, 1)))
    if (through := float(scored.through[place])) > 0:
        found.append(Reason(THROUGH_A_THIRD.code, THROUGH_A_THIRD.sentence, round(through, 1)))
    if (held := float(scored.held[place])) > 1:
        found.append(Reason(SHARED_PLACE.code, SHARED_PLACE.sentence, -round(held, 1)))
    return found
