"""Duplicates inside a list, and the same parties in two lists."""

from dataclasses import replace

import numpy as np

from onaccount.domain.matching.rules import Answer, pairs_between, pairs_within
from onaccount.domain.matching.rules.scoring.columns import Columns
from onaccount.domain.matching.rules.scoring.score import likeness_of, scored

JANE = {
    "given_name": "Jane", "family_name": "Weirling", "date_of_birth": "1971-06-24", "line1": "5 Mill Lane",
    "city": "York", "postcode": "YO1 7HH", "national_id": "90041231",
}  # fmt: skip
GIVEN = "Aaron Beatrix Carlos Dagmar Emil Fatima Gregor Hilde Ismael Jolanda Konrad Lucia Milos Noemi Otis".split()
FAMILY = (
    "Abbott Brzezin Castillo Dufour Eriksen Fabbri Goto Hinterhuber Ilves Juarez Kowal Lund Mbeki Nagy Oduya".split()
)
OTHERS = [
    {"given_name": given, "family_name": family, "date_of_birth": f"{1930 + 5 * place}-{place % 12 + 1:02}-11"}
    for place, (given, family) in enumerate(zip(GIVEN, FAMILY, strict=True))
]
LAST = len(OTHERS) + 1


def called(found):
    return {(each.a, each.b): each.likeness.answer for each in found}


def test_a_person_listed_twice_is_found_once():
    found = pairs_within([JANE, *OTHERS, JANE | {"given_name": "Jnae", "national_id": ""}])
    assert called(found) == {(0, LAST): Answer.LIKELY}


def test_a_national_id_with_the_same_name_is_the_same():
    assert called(pairs_within([JANE, *OTHERS, JANE | {"line1": ""}])) == {(0, LAST): Answer.SAME}


def test_twins_are_never_the_same():
    twin = JANE | {"given_name": "Alice", "national_id": "11122233"}
    assert Answer.SAME not in called(pairs_within([JANE, *OTHERS, twin])).values()


def test_an_identifier_that_many_have_makes_nobody_the_same():
    listed = [{"name": "Hollin Dairy", "tax_id": "GB123987654", "city": f"Town {place}"} for place in range(6)]
    assert Answer.SAME not in called(pairs_within(listed)).values()


def test_two_that_are_like_a_third_are_one_and_it_is_said():
    one = {"given_name": "Jane", "family_name": "Weirling", "date_of_birth": "1971-06-24"}
    mail = {"given_name": "Jane", "email": "jane.weirling@quay.example.org", "phone": "01904 496 002"}
    found = {(each.a, each.b): each.likeness for each in pairs_within([one, one | mail, mail, *OTHERS])}
    assert {pair for pair, each in found.items() if each.answer is Answer.LIKELY} == {(0, 1), (0, 2), (1, 2)}
    assert "through_a_third" in [reason.code for reason in found[0, 2].reasons]


def test_two_lists_are_linked_by_their_places_in_each():
    venue = {"name": "Spago", "line1": "1114 Horn Ave.", "city": "Los Angeles", "phone": "310/652-4025"}
    same = {"name": "Spago (Los Angeles)", "line1": "1114 Horn Avenue", "city": "Los Angeles", "phone": "310-652-4025"}
    fill = [{"name": f"Place {place}{place}", "line1": f"{place} Elm St"} for place in range(9)]
    assert (9, 2) in called(pairs_between([*fill, venue], [*fill[:2], same]))


def test_nothing_is_found_in_nothing():
    assert pairs_within([]) == pairs_within([{}]) == pairs_within([{}, {}]) == pairs_between([], []) == []


class OneByOne:
    """The bits of many pairs, of which only one at a time may be read."""

    def __getitem__(self, place):
        return (2.0, -80.0)[place]


def test_to_say_how_sure_a_pair_is_the_others_are_not_gone_through():
    columns = Columns([{"name": "Fry Foods Ltd"}, {"name": "Fry Foods"}, {"name": "Fry Food Ltd"}])
    places = np.array([0, 0]), np.array([1, 2])
    found = replace(scored(columns, *places, -9.0), bits=OneByOne())  # type: ignore[arg-type]
    assert [likeness_of(found, place).score for place in (0, 1)] == [0.8, 0.0]
