"""What somebody who waits is told."""

import pytest

from onaccount.delivery.ui.pace import left_text, pace_text
from onaccount.domain.imports.rules.progress import Progress, Work


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "about 5 seconds left"),
        (41, "about 40 seconds left"),
        (59.9, "about 60 seconds left"),
        (61, "about 1 minute left"),
        (400, "about 7 minutes left"),
    ],
)
def test_the_time_left_is_rounded(seconds, text):
    assert left_text(seconds) == text


def test_speed_and_time_left_are_one_sentence():
    progress = Progress(Work.READING, done=200_000, total=1_000_000, seconds=10)
    assert pace_text(progress) == "20,000 rows a second, about 40 seconds left"


def test_at_first_nothing_is_said():
    assert pace_text(Progress(Work.READING, done=5_000, total=1_000_000, seconds=0.2)) == ""
