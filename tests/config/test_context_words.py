"""A password is not the name that stands above the form, with a year behind it (V6.2.11)."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from onaccount.config.context_words import is_made_of
from onaccount.domain.people.actions import settle_business
from tests.stage import AT, COMMAND

NAMES = ("onaccount", "Harbour & Pine Ltd")


@pytest.mark.parametrize(
    "password",
    [
        "onaccount", "OnAccount2026!", "0nAcc0unt#1", "!!harbour!!", "Harbour&Pine1", "pineharbour",
        "HARBOUR PINE 2026", "H4rb0ur-P1ne", "harbourpineltd", "myharbour1", "Hârbour--Pïne",
    ],
)  # fmt: skip
def test_what_stands_above_the_form_is_no_password(password):
    assert is_made_of(password, NAMES)


@pytest.mark.parametrize(
    "password",
    ["harbour lights at four", "seven7c kettles", "pineapple on toast", "12345678", "", "🦆🦆🦆🦆", "тринадцать"],
)
def test_words_of_ones_own_are(password):
    assert not is_made_of(password, NAMES)


def test_a_name_that_has_no_letters_forbids_nothing():
    assert not is_made_of("12345678", ("24/7", "株"))


@pytest.mark.django_db
def test_the_name_is_asked_of_the_business_when_the_password_is_chosen():
    validate_password("harbour-pine-26")
    settle_business(name="Harbour & Pine", by=COMMAND, at=AT)
    with pytest.raises(ValidationError, match="made of the name of this business"):
        validate_password("harbour-pine-26")
