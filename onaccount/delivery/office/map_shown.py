"""A map drawn on the server: squares of tiles, or a grid of degrees, as one picture that needs no script.

Web Mercator, as every tile server has it: the world is a square of 256 * 2^zoom pixels
(https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse

from onaccount.domain.customers.queries import PlacedAt
from onaccount.domain.customers.rules.points import MILLION, Point

WIDTH, HEIGHT = 640, 320
TILE = 256
LEAST_ZOOM, USUAL_ZOOM, MOST_ZOOM = 3, 15, 18
NORTHMOST = 85.05  # the square ends there
EQUATOR_METRES = 40_075_016.686
LONGEST_BAR = 120  # pixels
GRID = (100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000)  # below a degree
STEPS = (*GRID, *(degrees * MILLION for degrees in (1, 2, 5, 10, 30)))
APART = 90  # pixels between two lines of the grid, at least


@dataclass(frozen=True, slots=True)
class Square:
    href: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class GridLine:
    """At `at` pixels from the left or the top."""

    at: int
    label: str


@dataclass(frozen=True, slots=True)
class ShownMap:
    """`further` and `nearer` are zooms, None at the ends; `bar` is so many pixels for `bar_label`."""

    point: str
    label: str
    zoom: int
    further: int | None
    nearer: int | None
    squares: Sequence[Square]
    meridians: Sequence[GridLine]
    parallels: Sequence[GridLine]
    bar: int
    bar_label: str
    credit: str
    width: int = WIDTH
    height: int = HEIGHT
    middle: int = WIDTH // 2
    centre: int = HEIGHT // 2

    @property
    def bar_end(self) -> int:
        return 16 + self.bar


def drawn(placed: PlacedAt, zoom: int = USUAL_ZOOM) -> ShownMap:
    tiles, credit = settings.MAP_TILES, settings.MAP_CREDIT
    return shown_map(placed.point, label=placed.label, zoom=zoom, tiles=tiles, credit=credit)


def let_tiles_in(response: HttpResponse) -> HttpResponse:
    """The page may load pictures from where the tiles are, and from nowhere else."""
    if settings.MAP_TILES:
        response._csp_update = {"img-src": [tiles_from(settings.MAP_TILES)]}  # type: ignore[attr-defined]
    return response


def shown_map(
    point: Point, *, label: str = "", zoom: int = USUAL_ZOOM, tiles: str | None, credit: str | None
) -> ShownMap:
    zoom = min(max(zoom, LEAST_ZOOM), MOST_ZOOM)
    x, y = world_pixels(point, zoom)
    left, top = x - WIDTH / 2, y - HEIGHT / 2
    bar, bar_label = scale_bar(point, zoom)
    return ShownMap(
        point=str(point),
        label=label,
        zoom=zoom,
        further=zoom - 1 if zoom > LEAST_ZOOM else None,
        nearer=zoom + 1 if zoom < MOST_ZOOM else None,
        squares=squares(left, top, zoom, tiles) if tiles else [],
        meridians=[] if tiles else meridians(left, zoom),
        parallels=[] if tiles else parallels(top, zoom),
        bar=bar,
        bar_label=bar_label,
        credit=(credit or "") if tiles else "",
    )


def tiles_from(tiles: str) -> str:
    """The origin that a page with these tiles must be let load pictures from."""
    parts = urlsplit(tiles)
    return f"{parts.scheme}://{parts.netloc}"


def world_pixels(point: Point, zoom: int) -> tuple[float, float]:
    size = TILE * 2**zoom
    latitude = math.radians(max(-NORTHMOST, min(NORTHMOST, point.latitude / MILLION)))
    x = (point.longitude / MILLION + 180) / 360 * size
    y = (1 - math.asinh(math.tan(latitude)) / math.pi) / 2 * size
    return x, y


def squares(left: float, top: float, zoom: int, tiles: str) -> list[Square]:
    """Those that cover the picture. Beyond 180 degrees the world goes on; beyond the poles there is nothing."""
    count = 2**zoom
    across = range(math.floor(left / TILE), math.floor((left + WIDTH) / TILE) + 1)
    down = range(max(0, math.floor(top / TILE)), min(count - 1, math.floor((top + HEIGHT) / TILE)) + 1)
    return [
        Square(_address(tiles, column % count, row, zoom), round(column * TILE - left), round(row * TILE - top))
        for row in down
        for column in across
    ]


def _address(tiles: str, x: int, y: int, z: int) -> str:
    for name, value in (("x", x), ("y", y), ("z", z)):
        tiles = tiles.replace(f"{{{name}}}", str(value))
    return tiles


def meridians(left: float, zoom: int) -> list[GridLine]:
    size = TILE * 2**zoom
    step = grid_step(zoom)
    first = math.ceil((left / size * 360 - 180) * MILLION / step)
    last = math.floor(((left + WIDTH) / size * 360 - 180) * MILLION / step)
    lines = [n * step for n in range(first, last + 1)]
    return [GridLine(round((at / MILLION + 180) / 360 * size - left), degrees(at)) for at in lines]


def parallels(top: float, zoom: int) -> list[GridLine]:
    size = TILE * 2**zoom
    step = grid_step(zoom)
    first, last = (math.floor(_latitude_at(y, size) * MILLION / step) for y in (top + HEIGHT, top))
    lines = [n * step for n in range(first, last + 1) if abs(n * step) <= NORTHMOST * MILLION]
    found = [(round(world_pixels(Point(at, 0), zoom)[1] - top), at) for at in lines]
    return [GridLine(y, degrees(at)) for y, at in found if 0 <= y <= HEIGHT]


def _latitude_at(y: float, size: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * min(max(y, 0), size) / size))))


def grid_step(zoom: int) -> int:
    """The finest step whose lines stand apart, in millionths of a degree."""
    pixels = TILE * 2**zoom / (360 * MILLION)
    return min((step for step in STEPS if step * pixels >= APART), default=STEPS[-1])


def degrees(millionths: int) -> str:
    return f"{millionths / MILLION:.4f}".rstrip("0").rstrip(".") + "°"


def scale_bar(point: Point, zoom: int) -> tuple[int, str]:
    """The longest round length that fits: its pixels, and how it is written."""
    latitude = math.radians(max(-NORTHMOST, min(NORTHMOST, point.latitude / MILLION)))
    metres = EQUATOR_METRES * math.cos(latitude) / (TILE * 2**zoom)
    lengths = [factor * 10**power for power in range(7) for factor in (1, 2, 5)]
    length = max((each for each in lengths if each / metres <= LONGEST_BAR), default=1)
    return round(length / metres), f"{length} m" if length < 1000 else f"{length // 1000} km"
