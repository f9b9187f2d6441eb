"""Where a customer is on the map."""

from dataclasses import dataclass

from onaccount.domain.customers.models import MapPoint
from onaccount.domain.customers.queries.family import of_family, own_first
from onaccount.domain.customers.rules.points import Point


@dataclass(frozen=True, slots=True)
class PlacedAt:
    point: Point
    label: str


def map_point_of(number: int) -> PlacedAt | None:
    """The customer's own, else that of one who was merged into it. One statement."""
    row = of_family(MapPoint.objects.all(), number).order_by(own_first(number), "-set_at").first()
    return None if row is None else PlacedAt(Point(row.latitude, row.longitude), row.label)
