"""The plan of the house says the same everywhere, and nothing stands in it that has no room."""

import tomllib

import pytest

from tests.house.rooms import DOMAIN, HOUSE, ROOMS, ROOT, sources

# Names that say nothing: what goes there lacks a noun of its own.
NAMELESS = {"utils", "util", "helpers", "helper", "services", "service", "managers", "signals", "common", "misc", "lib"}


def contract(number: str) -> dict:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    return next(one for one in linter["contracts"] if one["name"].startswith(number))


def test_the_rooms_stand_in_one_order_in_the_settings_and_in_the_contracts():
    assert contract("2.")["layers"] == ROOMS[::-1]
    assert [one.rpartition(".")[2] for one in contract("3.")["containers"]] == ROOMS[::-1]


def test_every_room_is_listed():
    assert {path.name for path in DOMAIN.iterdir() if (path / "__init__.py").exists()} == set(ROOMS)


def nameless(paths) -> list[str]:
    return [str(path) for path in paths if NAMELESS & {part.removesuffix(".py") for part in path.parts}]


def test_no_module_has_a_name_that_says_nothing():
    assert not nameless(path.relative_to(HOUSE) for path in sources(HOUSE))


@pytest.mark.parametrize("path", ["domain/customers/utils.py", "delivery/helpers/forms.py", "foundation/common.py"])
def test_a_name_that_says_nothing_is_found(path):
    assert nameless([DOMAIN.parent.parent / path])
