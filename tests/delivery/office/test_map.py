"""Where a customer is: looked for, not checked where nobody answers, drawn with tiles or without (S4-16)."""

import re
from typing import Any

import pytest

from onaccount.delivery.office.map_shown import HEIGHT, MOST_ZOOM, WIDTH, grid_step, scale_bar, shown_map, world_pixels
from onaccount.domain.customers.queries import map_point_of
from onaccount.domain.customers.rules.parts import PLACE
from onaccount.domain.customers.rules.points import Point
from tests.simulators.faults import Fault
from tests.simulators.places import places
from tests.stage import sign_up

QUAY, LONDON = Point(50_541_700, -4_936_200), Point(51_507_400, -127_800)
TILES = "https://tiles.example/{z}/{x}/{y}.png"


@pytest.fixture
def search(settings):
    with places() as simulator:
        settings.PLACE_SEARCH = simulator.base
        yield simulator


@pytest.fixture
def number(clock) -> int:
    return sign_up(line1="2 Quay Steps", city="Padstow")


def nowhere() -> int:
    blank: dict[str, Any] = dict.fromkeys(PLACE, "")
    return sign_up(**blank)


def point_at(number: int) -> Point:
    found = map_point_of(number)
    assert found is not None
    return found.point


def page_of(number: int) -> str:
    return f"/office/customers/{number}/map/"


def test_a_place_is_looked_for_chosen_shown_and_taken_off(tom, number, search):
    page = page_of(number)
    assert "2 Quay Steps, Padstow" in tom.get(page).content.decode()
    found = tom.post(page, {"do": "find", "place": "2 Quay Steps, Padstow"})
    assert [str(each.point) for each in found.context["found"]] == ["50.541700, -4.936200", "50.100000, -4.936200"]
    first = found.context["found"][0]
    chosen = {"latitude": first.point.latitude, "longitude": first.point.longitude, "label": first.label}
    assert tom.post(page, {"do": "take", **chosen})["Location"] == f"/office/customers/{number}/"
    assert point_at(number) == QUAY
    whole = tom.get(f"/office/customers/{number}/").content.decode()
    assert "Map of 50.541700, -4.936200" in whole
    assert "Quay Steps, Padstow, Cornwall" in whole
    tom.post(page, {"do": "remove"})
    assert map_point_of(number) is None


def test_coordinates_are_taken_as_they_are_and_nobody_is_asked(tom, number, search):
    tom.post(page_of(number), {"do": "find", "place": "51.5074, -0.1278"})
    assert point_at(number) == LONDON
    assert search.asked == []


@pytest.mark.parametrize("fault", [Fault.DROP_BEFORE, Fault.STATUS, Fault.GARBAGE, Fault.CUT_BODY])
def test_a_search_that_does_not_answer_is_not_checked_and_is_left_in_peace(tom, number, search, fault):
    search.break_down(fault)
    answer = tom.post(page_of(number), {"do": "find", "place": "2 Quay Steps"})
    assert answer.status_code == 503
    said = answer.content.decode()
    assert "Not checked" in said
    assert "give the coordinates instead" in said
    asked = len(search.asked)
    tom.post(page_of(number), {"do": "find", "place": "2 Quay Steps"})
    assert len(search.asked) == asked, "not asked again at once"
    tom.post(page_of(number), {"do": "find", "place": "51.5074, -0.1278"})
    assert point_at(number) == LONDON


@pytest.mark.parametrize(("place", "status", "words"), [
    ("nowhere at all", 422, "Nobody knows this place"),
    ("", 422, "required"),
    ("x" * 301, 422, "at most 300"),
])  # fmt: skip
def test_what_is_not_found_is_said_with_the_cure(tom, number, search, place, status, words):
    answer = tom.post(page_of(number), {"do": "find", "place": place})
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_without_a_search_only_coordinates_are_understood(tom, number):
    answer = tom.post(page_of(number), {"do": "find", "place": "2 Quay Steps"})
    assert answer.status_code == 409
    assert "No search for places is connected" in answer.content.decode()


@pytest.mark.parametrize(("latitude", "longitude"), [("", ""), ("x", "1"), ("90000001", "0")])
def test_what_no_search_found_is_not_taken(tom, number, latitude, longitude):
    assert tom.post(page_of(number), {"do": "take", "latitude": latitude, "longitude": longitude}).status_code == 422
    assert map_point_of(number) is None


def test_the_map_is_hidden_without_an_address(tom, clock):
    number = nowhere()
    assert "On the map" not in tom.get(f"/office/customers/{number}/").content.decode()
    assert "Add the address first" in tom.get(page_of(number)).content.decode()
    assert tom.post(page_of(number), {"do": "find", "place": "51, 0"}).status_code == 409


def test_a_reader_sees_the_map_and_changes_nothing(ines, tom, number):
    tom.post(page_of(number), {"do": "find", "place": "51.5074, -0.1278"})
    said = ines.get(page_of(number)).content.decode()
    assert "Map of 51.507400, -0.127800" in said
    assert 'name="do"' not in said
    assert ines.post(page_of(number), {"do": "remove"}).status_code == 403
    assert point_at(number) == LONDON


def test_tiles_are_let_in_by_the_page_that_shows_them_and_by_no_other(tom, number, settings):
    settings.MAP_TILES, settings.MAP_CREDIT = TILES, "(C) Somebody"
    tom.post(page_of(number), {"do": "find", "place": "51.5074, -0.1278"})
    answer = tom.get(f"/office/customers/{number}/")
    assert re.search(r"img-src [^;]*https://tiles\.example", answer["Content-Security-Policy"])
    said = answer.content.decode()
    assert 'href="https://tiles.example/15/' in said
    assert "(C) Somebody" in said
    assert "tiles.example" not in tom.get("/office/customers/")["Content-Security-Policy"]


# --- how it is drawn --------------------------------------------------------------------------------------------------


def test_squares_cover_the_picture_without_a_gap():
    for point in (QUAY, LONDON, Point(0, 180_000_000), Point(84_000_000, -179_999_999)):
        drawn = shown_map(point, zoom=6, tiles=TILES, credit=None)
        columns, rows = {one.x for one in drawn.squares}, {one.y for one in drawn.squares}
        assert min(columns) <= 0
        assert max(columns) + 256 >= WIDTH
        assert all(right - left == 256 for left, right in zip(sorted(columns), sorted(columns)[1:], strict=False))
        assert len(drawn.squares) == len(columns) * len(rows)
        numbers = [tuple(map(int, re.findall(r"\d+", one.href))) for one in drawn.squares]
        assert all(z == 6 and 0 <= x < 64 and 0 <= y < 64 for z, x, y in numbers)


def test_a_known_place_is_in_the_square_that_the_formula_gives():
    """Greenwich at zoom 10: column 512 (the prime meridian), row 340 (worked by hand from asinh(tan(51.4779 deg)))."""
    x, y = world_pixels(Point(51_477_900, 0), 10)
    assert (int(x) // 256, int(y) // 256) == (512, 340)


@pytest.mark.parametrize("zoom", range(3, MOST_ZOOM + 1))
def test_a_grid_has_lines_and_not_too_many(zoom):
    drawn = shown_map(LONDON, zoom=zoom, tiles=None, credit=None)
    assert drawn.squares == []
    assert 1 <= len(drawn.meridians) <= WIDTH // 60
    assert len(drawn.parallels) <= HEIGHT // 60
    assert all(0 <= line.at <= WIDTH for line in drawn.meridians)
    assert grid_step(zoom) > 0
    bar, label = scale_bar(LONDON, zoom)
    assert 20 <= bar <= 120
    assert re.fullmatch(r"[125]0* k?m", label)


def test_zooms_end():
    assert shown_map(LONDON, zoom=99, tiles=None, credit=None).nearer is None
    assert shown_map(LONDON, zoom=0, tiles=None, credit=None).further is None
