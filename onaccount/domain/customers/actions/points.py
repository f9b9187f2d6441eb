"""Where a customer is on the map (S4-16): set, or taken off."""

from datetime import datetime

from onaccount.domain.customers.models import Address, MapPoint
from onaccount.domain.customers.queries import locked_customer
from onaccount.domain.customers.queries.family import of_family
from onaccount.domain.customers.queries.points import map_point_of
from onaccount.domain.customers.rules.points import LONGEST_LABEL, NoAddressToPlace, Point
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


@action
def set_map_point(*, number: int, point: Point, label: str = "", by: Actor, at: datetime) -> None:
    """Say where a customer is, once it has an address. `label` is what the place was called that it was found by."""
    require(by, Right.EDIT_CUSTOMERS)
    customer = locked_customer(number).number
    if not of_family(Address.objects.all(), customer).exists():
        raise NoAddressToPlace
    was, label = map_point_of(customer), label[:LONGEST_LABEL]
    if was is not None and (was.point, was.label) == (point, label):
        return
    MapPoint.objects.update_or_create(
        customer_id=customer,
        defaults={"latitude": point.latitude, "longitude": point.longitude, "label": label, "set_at": at},
    )
    changes = {"map_point": (str(was.point) if was else "", str(point))}
    record("customer.placed_on_map", Subject("customer", str(customer)), by=by, at=at, changes=changes)


@action
def remove_map_point(*, number: int, by: Actor, at: datetime) -> None:
    require(by, Right.EDIT_CUSTOMERS)
    customer = locked_customer(number).number
    was = map_point_of(customer)
    if was is not None:
        of_family(MapPoint.objects.all(), customer).delete()
        changes = {"map_point": (str(was.point), "")}
        record("customer.taken_off_map", Subject("customer", str(customer)), by=by, at=at, changes=changes)
