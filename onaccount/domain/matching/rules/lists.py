"""Duplicates inside a list, and the same parties in two lists: many records at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onaccount.domain.matching.rules.answers import Answer, Likeness

Records = Sequence[Mapping[str, str]]  # fields by their names in the field table


@dataclass(frozen=True, slots=True)
class Found:
    """Two records that may be one, by their places in the list or lists."""

    a: int
    b: int
    likeness: Likeness


def pairs_within(records: Records, *, least: Answer = Answer.MAYBE) -> list[Found]:
    """Pairs inside one list, a before b, whose answer is at least `least`."""
    from onaccount.domain.matching.rules.scoring.many import found_within

    return [Found(*found) for found in found_within(records, least)]


def pairs_between(records: Records, others: Records, *, least: Answer = Answer.MAYBE) -> list[Found]:
    """Pairs of a record of the one list and one of the other."""
    from onaccount.domain.matching.rules.scoring.many import found_between

    return [Found(*found) for found in found_between(records, others, least)]
