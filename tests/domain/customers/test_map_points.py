"""Where a customer is on the map (S4-16): coordinates as people write them, and where it stands."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from onaccount.domain.customers.actions import remove_map_point, set_map_point
from onaccount.domain.customers.models import MapPoint
from onaccount.domain.customers.queries import map_point_of
from onaccount.domain.customers.rules.parts import PLACE
from onaccount.domain.customers.rules.points import (
    EASTMOST,
    NORTHMOST,
    NoAddressToPlace,
    NotAPoint,
    Point,
    checked_point,
    point_of,
)
from onaccount.domain.history.models import Event
from onaccount.domain.matching.actions import merge_customers, unmerge_customers
from onaccount.domain.people.rules import NotAllowed
from tests.stage import AT, COMMAND, INES, hire, sign_up


@pytest.mark.parametrize(
    ("written", "point"),
    [
        ("51.5074, -0.1278", Point(51_507_400, -127_800)),
        ("51.5074 -0.1278", Point(51_507_400, -127_800)),
        (" 51.5074;-0.1278 ", Point(51_507_400, -127_800)),
        ("51,5074; -0,1278", Point(51_507_400, -127_800)),
        ("51.5074N 0.1278W", Point(51_507_400, -127_800)),
        ("W 0.1278, N 51.5074", Point(51_507_400, -127_800)),
        ("51°30'26.64\"N 0°7'40.08\"W", Point(51_507_400, -127_800)),
        ("33° 51′ 54″ S, 151° 12′ 36″ E", Point(-33_865_000, 151_210_000)),
        ("0,0", Point(0, 0)),
        ("N 51 E 2", Point(51_000_000, 2_000_000)),
        ("-90, 180", Point(-90_000_000, 180_000_000)),
    ],
)
def test_coordinates_are_read_as_people_and_maps_write_them(written, point):
    assert point_of(written) == point


@pytest.mark.parametrize(
    "written",
    [
        "", "London", "2 Quay Steps, Padstow", "51.5", "90.000001, 0", "0, 180.1", "1 2 3", "N 51 N 52",
        "51°60'N 0°0'W",
        "12, 34 Main Street", "NaN, NaN", "1e5, 2",
    ],
)  # fmt: skip
def test_what_is_no_pair_of_coordinates_is_none(written):
    with pytest.raises(NotAPoint):
        point_of(written)


@given(st.integers(-NORTHMOST, NORTHMOST), st.integers(-EASTMOST, EASTMOST))
def test_a_point_is_read_back_as_it_is_written(latitude, longitude):
    point = checked_point(latitude, longitude)
    assert point_of(str(point)) == point


NOWHERE: dict[str, Any] = dict.fromkeys(PLACE, "")
HERE, THERE = Point(50_541_700, -4_936_200), Point(51_507_400, -127_800)


def point_at(number: int) -> Point:
    found = map_point_of(number)
    assert found is not None
    return found.point


def at_home(**more: Any) -> int:
    return sign_up(line1="2 Quay Steps", city="Padstow", **more)


@pytest.mark.django_db
def test_a_customer_is_put_on_the_map_moved_and_taken_off():
    number = at_home()
    assert map_point_of(number) is None
    set_map_point(number=number, point=HERE, label="Quay Steps", by=COMMAND, at=AT)
    set_map_point(number=number, point=HERE, label="Quay Steps", by=COMMAND, at=AT)  # the same again is nothing
    set_map_point(number=number, point=THERE, by=COMMAND, at=AT)
    found = map_point_of(number)
    assert found is not None
    assert (found.point, found.label) == (THERE, "")
    remove_map_point(number=number, by=COMMAND, at=AT)
    remove_map_point(number=number, by=COMMAND, at=AT)
    assert map_point_of(number) is None
    names = Event.objects.filter(name__contains="map").order_by("id").values_list("name", flat=True)
    assert list(names) == ["customer.placed_on_map"] * 2 + ["customer.taken_off_map"]


@pytest.mark.django_db
def test_there_is_nothing_to_place_without_an_address_and_nobody_places_without_the_right():
    number = sign_up(**NOWHERE)
    with pytest.raises(NoAddressToPlace):
        set_map_point(number=number, point=HERE, by=COMMAND, at=AT)
    reader = hire(INES)
    for verb in (lambda: set_map_point(number=number, point=HERE, by=reader, at=AT),
                 lambda: remove_map_point(number=number, by=reader, at=AT)):  # fmt: skip
        with pytest.raises(NotAllowed):
            verb()


@pytest.mark.django_db
def test_a_family_shows_the_survivors_place_and_gets_its_own_back_when_taken_apart():
    survivor, loser = at_home(), at_home(login="other@widgets.example")
    set_map_point(number=loser, point=THERE, by=COMMAND, at=AT)
    merge = merge_customers(loser=loser, survivor=survivor, by=COMMAND, at=AT)
    assert point_at(survivor) == THERE
    set_map_point(number=survivor, point=HERE, by=COMMAND, at=AT)
    assert point_at(survivor) == HERE
    unmerge_customers(merge=merge, by=COMMAND, at=AT)
    assert (point_at(survivor), point_at(loser)) == (HERE, THERE)


@pytest.mark.django_db
def test_no_place_is_off_the_globe_whoever_writes():
    number = at_home()
    with pytest.raises(IntegrityError), transaction.atomic():
        MapPoint.objects.create(customer_id=number, latitude=90_000_001, longitude=0, set_at=AT)
