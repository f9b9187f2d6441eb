"""New places, and one with a business in it that is backed up."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.places import Place, drop_postgresql, make_postgresql, new_books

MakePlace = Callable[[str], Place]


@pytest.fixture(scope="session")
def make_place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MakePlace]:
    """A new place with nothing in it, on the engine that is named."""
    made: list[str] = []

    def make(which: str) -> Place:
        folder = tmp_path_factory.mktemp("place")
        if which == "sqlite":
            return Place(folder, "")
        made.append(make_postgresql())
        return Place(folder, made[-1])

    yield make
    for address in made:
        drop_postgresql(address)


@pytest.fixture(scope="session")
def business(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A business as no test would wish to have it, on the engine of these tests."""
    place = new_books(tmp_path_factory.mktemp("business"))
    place.tell("fill")
    yield place
    if place.address:
        drop_postgresql(place.address)


@pytest.fixture(scope="session")
def backup(business: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backups") / "business.oab"
    business.onaccount("backup", str(file))
    return file
