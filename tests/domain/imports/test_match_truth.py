"""What is true of a list, and how an answer is held against it."""

from pathlib import Path

import pytest

from onaccount.domain.imports.rules.match.compare import NothingInCommon, NothingToCompare, Pair, Wanted, match_lists
from onaccount.domain.imports.rules.match.compare import quality_of as judged
from onaccount.domain.imports.rules.match.truth import NotARegex, NoTruth, Truth
from onaccount.domain.matching.rules import Answer, Likeness

LIST = (
    "id,Company,Phone,group\n1,Hollin Dairy,0113 496 0001,x\n2,Hollin Dairy,0113 496 0001,x\n3,Weir & Co,,y\n4,Apex,,\n"
)
OTHER = "ref,Firm,Tel\n7,Hollin Dairy,0113 496 0001\n8,Somebody Else,0161 496 0000\n"


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str, name: str = "list.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def pair(a: int, b: int, answer: Answer) -> Pair:
    return Pair(a, b, Likeness(answer, 0.5), (a, b))


def test_all_true_pairs_count_also_those_that_nobody_found():
    truth = Truth(4, lambda a, b: b == a + 1)
    called = [pair(0, 1, Answer.SAME), pair(0, 2, Answer.SAME), pair(2, 3, Answer.LIKELY), pair(4, 5, Answer.MAYBE)]
    quality = judged(called, truth)
    assert (quality.precision, quality.recall, quality.f1) == (2 / 3, 0.5, 4 / 7)
    assert (quality.predicted, quality.wrongly_same) == (3, 1)


@pytest.mark.parametrize(("true", "expected"), [(0, (1.0, 1.0, 1.0)), (5, (1.0, 0.0, 0.0))])
def test_where_nothing_is_called_nothing_is_wrong(true, expected):
    quality = judged([], Truth(true, lambda _a, _b: False))
    assert (quality.precision, quality.recall, quality.f1) == expected


@pytest.mark.parametrize(("truth", "true"), [("group", 1), (r"id~\d", 0), ("Phone~0113", 1), (r"Company~^(\w)\w+", 1)])
def test_equal_values_of_a_column_are_one_party_and_blank_ones_are_not(written, truth, true):
    quality = match_lists(Wanted(written(LIST), truth=truth)).quality
    assert quality is not None
    assert quality.true == true


def test_the_column_of_the_truth_is_not_compared(written):
    matched = match_lists(Wanted(written(LIST), truth="Phone"))
    assert matched.mine.evidence.shown() == {"id": None, "Company": "name", "Phone": None, "group": None}


@pytest.mark.parametrize(("truth", "refusal"), [("group~(", NotARegex), ("group~q+", NoTruth)])
def test_a_truth_that_cannot_be_read_is_refused(written, truth, refusal):
    with pytest.raises(refusal):
        match_lists(Wanted(written(LIST), truth=truth))


@pytest.mark.parametrize(
    ("pairs", "true", "unknown"),
    [
        ("left,right\n1,2\n2,1\n3,3\n", 1, 0),
        ("id_l,source_l,id_r,source_r,match_score\n1,list,2,list,1.0\n1,list,3,list,0.2\n", 1, 0),
        ("a,b\n1,2\n2,3\n3,99\n", 2, 1),
        ("a;b\n1;2\n2;3\n1;3\n", 3, 0),
    ],
)
def test_inside_a_list_a_pair_is_one_pair_in_either_order_and_nothing_is_concluded(written, pairs, true, unknown):
    wanted = Wanted(written(LIST), truth_pairs=written(pairs, "pairs.csv"))
    quality = match_lists(wanted).quality
    assert quality is not None
    assert (quality.true, quality.unknown) == (true, unknown)


@pytest.mark.parametrize("pairs", ["mine,theirs\n1,7\n2,7\n", "theirs,mine\n7,1\n7,2\n"])
def test_of_two_lists_the_columns_of_pairs_stand_in_either_order(written, pairs):
    wanted = Wanted(written(LIST), link=written(OTHER, "other.csv"), truth_pairs=written(pairs, "pairs.csv"))
    matched = match_lists(wanted)
    assert matched.quality is not None
    assert matched.quality.true == 2
    assert {(each.a, each.b) for each in matched.pairs} >= {("1", "7"), ("2", "7")}


def test_lists_that_have_nothing_to_compare_are_refused(written):
    with pytest.raises(NothingToCompare):
        match_lists(Wanted(written("a,b\n1,2\n2,3\n")))
    with pytest.raises(NothingInCommon):
        match_lists(Wanted(written(LIST), link=written("E-mail\nx@y.example\n", "other.csv")))
