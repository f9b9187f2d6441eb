"""A PIN is four to eight digits that nobody tries first."""

import pytest

from onaccount.domain.people.rules import PinNotDigits, PinTooEasy, check_pin


@pytest.mark.parametrize("pin", ["2749", "90412", "0071", "836150", "4821", "13795246", "1985"[::-1]])
def test_digits_that_make_no_pattern_are_a_pin(pin):
    check_pin(pin)


@pytest.mark.parametrize(
    "pin", ["", "123", "274", "123456789", "27 49", "274a", "٢٧٤٩", "２７４９", "-274", "2749\n", "²749"]
)
def test_anything_but_four_to_eight_digits_is_none(pin):
    with pytest.raises(PinNotDigits):
        check_pin(pin)


@pytest.mark.parametrize(
    "pin",
    [
        "0000", "9999", "11111111", "1234", "4321", "0123", "6789", "7890", "0987", "12345678", "87654321",
        "1212", "6969", "123123", "27492749", "2580", "0852", "147258", "1984", "2026",
    ],
)  # fmt: skip
def test_what_everybody_tries_first_is_refused(pin):
    with pytest.raises(PinTooEasy):
        check_pin(pin)
