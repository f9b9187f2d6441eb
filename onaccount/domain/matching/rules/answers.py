"""What a comparison comes to: an answer, how sure it is, and why, in words."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Answer(Enum):
    """Only SAME rests on an identifier that is unique by law or by us; all others are for a person to decide (D-13)."""

    SAME = "same"
    LIKELY = "likely"
    MAYBE = "maybe"
    DIFFERENT = "different"


SURETY = {answer: len(Answer) - place for place, answer in enumerate(Answer, 1)}  # 3 for the same, 0 for different
PREDICTED = frozenset({Answer.SAME, Answer.LIKELY})  # what counts as "these two are one"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for or against. `code` is stable and for machines; `sentence` is a template for
    `str.format`, filled with `values`; doors translate the template first. `weight` is in bits: log2 of how much more
    often it is seen of one party than of two; below 0 it speaks against."""

    code: str
    sentence: str
    weight: float
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence.format(**self.values)


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` is the probability that both are one party, 0 to 1; `reasons` those that weigh most first."""

    answer: Answer
    score: float
    reasons: tuple[Reason, ...] = ()
