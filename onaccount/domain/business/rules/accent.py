"""The colour of a business, by day and by night: it can be read on every ground, or it is refused with one that can."""

from dataclasses import dataclass

from onaccount.foundation.colours import (
    HEX,
    Channels,
    Oklch,
    contrast,
    hex_of,
    light_of,
    linear_of,
    oklch_of,
    on_screen,
)
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import shorten

ENOUGH = 4.5  # WCAG 2.2, 1.4.3: the accent is the colour of words, and the ground of others
STEP = 0.005  # of lightness
# The grounds that the accent stands on, as ui/css/tokens.css has them: --well, and --accent-soft of this hue.
WELL_BY_DAY, WELL_BY_NIGHT = Oklch(0.962, 0.005, 95), Oklch(0.252, 0.014, 232)
SOFT, LINE = (0.97, 0.013, 0.272, 0.034), (0.905, 0.038, 0.36, 0.052)  # lightness and chroma, by day and by night
NIGHT_LIGHTNESS, NIGHT_CHROMA, FIRMER = 0.775, 0.09, 0.067


class NotAColour(Refused):
    code = "not_a_colour"
    sentence = '"{value}" is no colour.'
    cure = "Write it as # and six digits or letters from a to f, such as #1f6f78; empty is ours."


class AccentUnreadable(Refused):
    code = "accent_unreadable"
    sentence = (
        "Words in {value} cannot be read on these pages: their contrast is {found} to 1, and {enough} are needed."
    )
    cure = "The nearest that works is {nearest}."


@dataclass(frozen=True, slots=True)
class Shades:
    """(by day, by night) of what tokens.css calls the soft ground, the line, the accent and the firm accent."""

    soft: tuple[Oklch, Oklch]
    line: tuple[Oklch, Oklch]
    accent: tuple[Oklch, Oklch]
    firm: tuple[Oklch, Oklch]


def check_accent(value: str) -> None:
    if not value:
        return
    if not HEX.fullmatch(value):
        raise NotAColour(value=shorten(value))
    colour = oklch_of(linear_of(value))
    found = _worst(linear_of(value), colour, by_night=False)
    if found < ENOUGH:
        raise AccentUnreadable(value=value, found=f"{found:.1f}", enough=ENOUGH, nearest=hex_of(_darker(colour)))


def _darker(colour: Oklch) -> Oklch:
    """The same hue, as little darker as makes it readable, also after it is rounded to six digits."""
    while _worst(linear_of(hex_of(colour)), colour, by_night=False) < ENOUGH:
        colour = colour._replace(lightness=colour.lightness - STEP)
    return colour


def _worst(light: Channels, colour: Oklch, *, by_night: bool) -> float:
    grounds = (WELL_BY_NIGHT if by_night else WELL_BY_DAY, _tint(colour, SOFT)[by_night])
    return min(contrast(light, light_of(ground)) for ground in grounds)


def _tint(colour: Oklch, of: tuple[float, float, float, float]) -> tuple[Oklch, Oklch]:
    day, day_chroma, night, night_chroma = of
    by_day = on_screen(Oklch(day, min(colour.chroma, day_chroma), colour.hue))
    return by_day, on_screen(Oklch(night, min(colour.chroma, night_chroma), colour.hue))


def shades_of(value: str) -> Shades:
    """All shades of an accent. By night it is a lighter one of the same hue, light enough for the dark grounds."""
    by_day = oklch_of(linear_of(value))
    by_night = on_screen(Oklch(NIGHT_LIGHTNESS, min(by_day.chroma, NIGHT_CHROMA), by_day.hue))
    while _worst(light_of(by_night), by_night, by_night=True) < ENOUGH:
        by_night = on_screen(by_night._replace(lightness=by_night.lightness + STEP))
    firm = (
        by_day._replace(lightness=max(by_day.lightness - FIRMER, 0)),
        by_night._replace(lightness=min(by_night.lightness + FIRMER, 1)),
    )
    return Shades(
        _tint(by_day, SOFT), _tint(by_day, LINE), (by_day, by_night), (on_screen(firm[0]), on_screen(firm[1]))
    )
