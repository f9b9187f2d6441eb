"""A line of the log is one event, and lets nobody in who reads it."""

import logging.config
import sys

import pytest
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.test import Client

from onaccount.config.logs import BriefLine, OneLine


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


def test_what_strangers_cause_is_one_line_of_warning():
    try:
        raise DisallowedHost("Invalid HTTP_HOST header: 'evil.example'.")
    except DisallowedHost as error:
        record = logging.LogRecord("django", logging.ERROR, "x.py", 1, str(error), (), sys.exc_info())
    assert BriefLine().format(record).endswith(" WARNING django: Invalid HTTP_HOST header: 'evil.example'.")
    assert record.exc_info, "another handler may still tell it all"


@pytest.mark.django_db
def test_a_request_for_another_host_leaves_that_line_alone(capfd):
    logging.config.dictConfig(settings.LOGGING)  # pytest has taken standard error since the start
    assert Client().get("/office/login/", headers={"host": "evil.example"}).status_code == 400
    (said,) = capfd.readouterr().err.splitlines()
    assert "WARNING django.security.DisallowedHost: Invalid HTTP_HOST header: 'evil.example'" in said
