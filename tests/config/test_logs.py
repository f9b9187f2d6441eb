"""A line of the log is one event, and lets nobody in who reads it."""

import logging

import pytest

from onaccount.config.logs import OneLine


def line(message: str, *values: object) -> str:
    return OneLine().format(logging.LogRecord("onaccount", logging.WARNING, "x.py", 1, message, values, None))


@pytest.mark.parametrize("trick", ["a\nb", "a\r\nb", "a\x85b", "a\u2028b", "a\x1b[31mb"])
def test_a_value_cannot_begin_a_line_of_its_own(trick):
    written = line("Not Found: %s", trick)
    assert len(written.splitlines()) == 1
    assert "\x1b" not in written


@pytest.mark.parametrize(
    "said",
    [
        "Not Found: /app/welcome/Zm9vYmFyYmF6cXV4Zm9vYmFy/",
        "Forbidden: /office/password/reset/1-c8mnq2-0123456789abcdef0123456789abcdef/",
        "headers: Authorization: Bearer 0123456789",
    ],
)
def test_what_lets_somebody_in_is_not_written_down(said):
    written = line(said)
    assert "..." in written
    assert not any(part in written for part in ("Zm9v", "c8mnq2", "0123456789"))


def test_an_ordinary_address_is_written_as_it_is():
    assert line("Not Found: /office/customers/17/details/").endswith("Not Found: /office/customers/17/details/")
