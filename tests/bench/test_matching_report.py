"""The known lists, by the command that people use: each as good as it must be, nothing the same that is not."""

import pytest

from bench.matching_report import FOLDER, KNOWN, Known, line, report_of, row_of


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.name)
def test_a_known_list_is_matched_as_well_as_it_must_be(known: Known, shared):
    found = report_of(known)
    assert found["f1"] >= known.goal
    assert found["wrongly_same"] == 0
    assert found["true_pairs"] > 0
    assert found["pairs"]
    assert known.name in line(row_of(known, found))


def test_a_list_is_asked_for_by_its_path():
    restaurants = next(known for known in KNOWN if known.name == "restaurants")
    asked = restaurants.asked(FOLDER)
    assert [each for each in asked if each.startswith(str(FOLDER))] == asked[::2][:1] + asked[2::2]
    assert asked[1::2] == ["--link", "--truth-pairs"]
