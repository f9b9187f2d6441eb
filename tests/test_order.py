"""The order of a run loses no test and doubles none, and no worker begins with all that is long."""

from collections import Counter

import pytest

from tests.order import LONG, spread

QUICK = [f"tests/domain/quick/test_{n}.py" for n in range(80)]
FILES = QUICK + [one for files in LONG for one in files] * 2


@pytest.mark.parametrize("workers", [0, 1, 2, 4, 7])
def test_every_test_is_there_once_and_what_is_quick_keeps_its_order(workers):
    ordered = spread(FILES, workers, place=str)
    assert Counter(ordered) == Counter(FILES)
    assert [one for one in ordered if one in QUICK] == QUICK


def test_each_of_four_workers_begins_with_a_line_of_its_own():
    ordered = spread(FILES, 4, place=str)
    stretch = len(FILES) // 4 // 4
    assert [ordered[n * stretch] for n in range(4)] == [files[0] for files in LONG]
