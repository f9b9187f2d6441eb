"""Long lists: enough is found, and what many share does not make everybody be compared with everybody."""

import pytest

from bench.matching import ours, two_lists
from onaccount.domain.matching.rules import Answer, pairs_within
from onaccount.domain.matching.rules.scoring.blocks import candidate_pairs
from onaccount.domain.matching.rules.scoring.columns import Columns

A_FEW_DOZEN = 100  # pairs for each record


def numbered(place: int) -> str:
    """A word that hardly another record has."""
    return "".join("bcdfghjklmnp"[place // 12**at % 12] + "aeiou"[place // 5**at % 5] for at in range(4))


def test_most_of_those_in_two_lists_are_found_and_hardly_anybody_else():
    one, other, true = two_lists(700)
    found = ours(one, other)
    assert len(found & true) / len(true) >= 0.9
    assert len(found & true) / len(found) >= 0.98


@pytest.mark.parametrize(
    "shared", [{"name": "Hollin Dairy"}, {"phone": "01904 496 002"}, {"city": "York"}, {"email": "a.hollin@quay.org"}]
)
def test_what_a_thousand_have_makes_no_more_than_a_few_dozen_comparisons_for_each(shared):
    records = [{"name": f"{numbered(place)} {numbered(place * 7)}", **shared} for place in range(1_000)]
    a, _ = candidate_pairs(Columns(records))
    assert len(a) < A_FEW_DOZEN * len(records)


def test_a_thousand_equal_rows_are_each_compared_with_the_next():
    row = {"name": "Hollin Dairy", "phone": "01904 496 002", "postcode": "YO1 7HH", "line1": "5 Mill Lane"}
    a, b = candidate_pairs(Columns([row] * 1_000))
    assert list(b - a) == [1] * 999


def test_the_pairs_that_are_left_out_early_are_those_that_come_to_nothing():
    one, other, _ = two_lists(60)
    records = [*one, *other]
    every = {(each.a, each.b): each.likeness for each in pairs_within(records, least=Answer.DIFFERENT)}
    maybe = {(each.a, each.b): each.likeness for each in pairs_within(records)}
    assert maybe == {pair: each for pair, each in every.items() if each.answer is not Answer.DIFFERENT}
