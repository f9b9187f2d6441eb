"""The colour of a business can be read on every ground, by day and by night."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onaccount.domain.business.rules import AccentUnreadable, NotAColour, check_accent, shades_of
from onaccount.foundation.colours import Oklch, contrast, hex_of, light_of, linear_of, oklch_of

COLOURS = st.from_regex(r"\A#[0-9a-f]{6}\Z")
# As tokens.css has them: sheet, desk and well.
BY_DAY = [Oklch(1, 0, 0), Oklch(0.981, 0.004, 95), Oklch(0.962, 0.005, 95)]
BY_NIGHT = [Oklch(0.212, 0.013, 232), Oklch(0.172, 0.012, 232), Oklch(0.252, 0.014, 232)]


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0)]
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert contrast(linear_of(one), linear_of(other)) == pytest.approx(ratio, abs=0.01)


@given(COLOURS)
def test_a_colour_is_itself_again_after_being_looked_at_as_light(colour):
    assert hex_of(oklch_of(linear_of(colour))) == colour


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "1f6f78", "#1f6f78;", "url(x)", "#1f6f78\n"])
def test_what_is_no_colour_is_refused(colour):
    with pytest.raises(NotAColour):
        check_accent(colour)


@given(COLOURS)
def test_a_colour_is_readable_on_every_ground_or_refused_with_one_that_is(colour):
    try:
        check_accent(colour)
    except AccentUnreadable as refusal:
        colour = refusal.values["nearest"]
        check_accent(colour)
    shades = shades_of(colour)
    for at, grounds in enumerate((BY_DAY, BY_NIGHT)):
        for ground in [*grounds, shades.soft[at]]:
            assert contrast(light_of(shades.accent[at]), light_of(ground)) >= 4.49


def test_the_nearest_is_of_the_same_hue():
    with pytest.raises(AccentUnreadable) as refusal:
        check_accent("#ff0000")
    assert refusal.value.values["nearest"] == "#dd0f09"
