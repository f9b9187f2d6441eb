"""Where somebody is on the map: latitude and longitude in millionths of a degree (WGS 84; one is 11 cm)."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from onaccount.foundation.refusals import Refused

MILLION = 1_000_000
NORTHMOST, EASTMOST = 90 * MILLION, 180 * MILLION
LONGEST_LABEL = 200

# 51.5074, 51°30'26.6", with the letter of its direction before or behind it.
_NUMBER = r"\d{1,3}(?:\.\d{1,12})?"


def _coordinate(n: int) -> str:
    return (
        rf"(?P<sign{n}>[+\-−])?(?P<degrees{n}>{_NUMBER})\s*[°º]?"
        rf"\s*(?:(?P<minutes{n}>{_NUMBER})\s*['’′]\s*)?(?:(?P<seconds{n}>{_NUMBER})\s*(?:\"|”|″|'')\s*)?"
    )


def _letter(n: int) -> str:
    return rf"(?P<letter{n}>[NSEWnsew])"


# The letters of the directions stand before both numbers, or behind both.
_PAIRS = (
    re.compile(rf"\s*{_coordinate(1)}{_letter(1)}?\s*[,;\s]\s*{_coordinate(2)}{_letter(2)}?\s*"),
    re.compile(rf"\s*{_letter(1)}\s*{_coordinate(1)}\s*[,;\s]\s*{_letter(2)}\s*{_coordinate(2)}\s*"),
)
_COMMAS = re.compile(r"(?<=\d),(?=\d)")
_WAY = {"N": ("latitude", 1), "S": ("latitude", -1), "E": ("longitude", 1), "W": ("longitude", -1)}


class NotAPoint(Refused):
    code = "not_a_point"
    sentence = '"{text}" is no pair of coordinates.'
    cure = "Write latitude and longitude in degrees: 51.5074, -0.1278"
    field = "place"


class NoAddressToPlace(Refused):
    code = "no_address"
    sentence = "This customer has no address, so there is nothing to show on a map."
    cure = "Add the address first."
    status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True)
class Point:
    """`latitude` and `longitude` in millionths of a degree, north and east of nothing."""

    latitude: int
    longitude: int

    def __str__(self) -> str:
        return f"{_plain(self.latitude)}, {_plain(self.longitude)}"


def point_of(text: str) -> Point:
    """Read a pair of coordinates as people and maps write them. Raises NotAPoint.

    Latitude comes first, unless letters say otherwise. A comma within a number is read as a point where something else
    parts the two: "51,5074; -0,1278".
    """
    spellings = (text, _COMMAS.sub(".", text))
    found = next(filter(None, (pair.fullmatch(each) for each in spellings for pair in _PAIRS)), None)
    if found is None:
        raise NotAPoint(text=text[:80])
    given: dict[str, int] = {}
    for n, usual in ((1, "latitude"), (2, "longitude")):
        letter = found[f"letter{n}"]
        axis, way = _WAY[letter.upper()] if letter else (usual, 1)
        given[axis] = way * _millionths(found, n)
    if len(given) < 2:
        raise NotAPoint(text=text[:80])
    return checked_point(given["latitude"], given["longitude"], text=text)


def checked_point(latitude: int, longitude: int, *, text: str = "") -> Point:
    """Raises NotAPoint for what is on no globe."""
    if abs(latitude) > NORTHMOST or abs(longitude) > EASTMOST:
        raise NotAPoint(text=(text or f"{latitude}, {longitude}")[:80])
    return Point(latitude, longitude)


def _millionths(found: re.Match[str], n: int) -> int:
    minutes, seconds = Decimal(found[f"minutes{n}"] or 0), Decimal(found[f"seconds{n}"] or 0)
    if minutes >= 60 or seconds >= 60:
        raise NotAPoint(text=found[0].strip()[:80])
    degrees = Decimal(found[f"degrees{n}"]) + minutes / 60 + seconds / 3600
    size = int((degrees * MILLION).to_integral_value())
    return -size if found[f"sign{n}"] in ("-", "−") else size


def _plain(millionths: int) -> str:
    return f"{Decimal(millionths) / MILLION:.6f}"
