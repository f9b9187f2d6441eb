"""Moments as people type them, on the clocks of a time zone."""

from datetime import UTC, datetime

import pytest

from onaccount.foundation.dates import NoSuchTime, NotATime, moment_of


@pytest.mark.parametrize(
    ("text", "zone", "hour"),
    [
        ("2026-11-22 09:00", "Europe/London", 9),
        ("2026-07-22T09:00", "Europe/London", 8),
        ("2026-11-22 09:00", "Asia/Tokyo", 0),
        ("2026-11-22T09:00Z", "Asia/Tokyo", 9),
        ("2026-10-25 01:30", "Europe/London", 0),  # comes twice: the first is meant
        ("2026-10-25 02:00", "Europe/London", 2),
        ("2027-03-28 02:00", "Europe/London", 1),  # the first moment after the gap
    ],
)
def test_a_time_is_meant_on_the_clocks_of_the_place(text, zone, hour):
    moment = moment_of(text, zone)
    assert (moment.hour, moment.tzinfo) == (hour, UTC)


def test_a_time_in_the_night_in_which_the_clock_is_put_forward_is_refused():
    with pytest.raises(NoSuchTime, match="2027-03-28 01:30"):
        moment_of("2027-03-28 01:30", "Europe/London")


@pytest.mark.parametrize("text", ["", "soon", "28/03/2027 09:00", "2027-02-30 09:00", "09:00"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(NotATime):
        moment_of(text, "Europe/London")


def test_a_date_alone_is_its_midnight():
    assert moment_of("2026-11-22", "Europe/London") == datetime(2026, 11, 22, tzinfo=UTC)
