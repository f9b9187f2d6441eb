"""What a search for places answers, in the way of Nominatim: https://nominatim.org/release-docs/latest/api/Output/"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from onaccount.domain.connectors.rules.answers.reading import Unreadable, member, text

MOST_FOUND = 5
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """`latitude` and `longitude` in millionths of a degree."""

    label: str
    latitude: int
    longitude: int


def found_places(said: Any) -> list[FoundPlace]:
    """The first few that can be read. Raises Unreadable where it is no list of places."""
    if not isinstance(said, list):
        raise Unreadable
    found = [_place(each) for each in said]
    if said and not any(found):
        raise Unreadable
    return [place for place in found if place is not None][:MOST_FOUND]


def _place(said: Any) -> FoundPlace | None:
    label = text(said, "display_name")
    latitude, longitude = _millionths(member(said, "lat"), 90), _millionths(member(said, "lon"), 180)
    if not label or latitude is None or longitude is None:
        return None
    return FoundPlace(label, latitude, longitude)


def _millionths(said: Any, most: int) -> int | None:
    """Degrees, which are written as text or as a number."""
    try:
        degrees = Decimal(str(said)) if isinstance(said, (str, int, float)) else Decimal("NaN")
    except InvalidOperation:
        return None
    return int(degrees * MILLION) if degrees.is_finite() and abs(degrees) <= most else None
