"""Colours as numbers: how light one is, how well two can be told apart, and a lighter or darker one of the same hue.

OKLCH (lightness 0 to 1, chroma, hue in degrees) after Björn Ottosson, "A perceptual color space for image processing"
(2020), whose matrices these are; contrast after WCAG 2.2, "relative luminance" and "contrast ratio".
"""

import re
from math import atan2, cos, degrees, hypot, radians, sin
from typing import NamedTuple

HEX = re.compile(r"#[0-9a-fA-F]{6}")
Channels = tuple[float, float, float]


class Oklch(NamedTuple):
    lightness: float
    chroma: float
    hue: float

    def css(self) -> str:
        return f"oklch({self.lightness:.4f} {self.chroma:.4f} {self.hue:.2f})"


def linear_of(text: str) -> Channels:
    """The light of red, green and blue in "#rrggbb", each 0 to 1."""
    red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _linear(red), _linear(green), _linear(blue)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _coded(light: float) -> float:
    return 12.92 * light if light <= 0.0031308 else float(1.055 * light ** (1 / 2.4) - 0.055)


def oklch_of(light: Channels) -> Oklch:
    r, g, b = light
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    green_red = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    blue_yellow = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return Oklch(lightness, hypot(green_red, blue_yellow), degrees(atan2(blue_yellow, green_red)) % 360)


def light_of(colour: Oklch) -> Channels:
    """The light of a colour; below 0 or above 1 where no screen shows it."""
    a, b = colour.chroma * cos(radians(colour.hue)), colour.chroma * sin(radians(colour.hue))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def on_screen(colour: Oklch) -> Oklch:
    """The colour with as much of its chroma as a screen can show at its lightness."""
    while colour.chroma > 0.001 and not all(-0.0005 <= each <= 1.0005 for each in light_of(colour)):
        colour = colour._replace(chroma=colour.chroma * 0.96)
    return colour


def hex_of(colour: Oklch) -> str:
    channels = (round(255 * _coded(min(max(each, 0.0), 1.0))) for each in light_of(on_screen(colour)))
    return "#" + "".join(f"{each:02x}" for each in channels)


def luminance(light: Channels) -> float:
    red, green, blue = (min(max(each, 0.0), 1.0) for each in light)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Channels, other: Channels) -> float:
    """From 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
