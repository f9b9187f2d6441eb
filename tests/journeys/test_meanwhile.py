"""While a long list is read and written, the pages go on: reading and writing, and nobody is told to come again."""

import os
import subprocess
from collections.abc import Iterator

import pytest

from tests.domain.imports.importing import as_csv
from tests.journeys.house import CLONE, House, onaccount, running_house
from tests.visitor import Visitor

ROWS = 45_000  # more than one transaction on SQLite
LIST = as_csv(
    ("External id", "Company", "E-mail", "City"),
    *((f"M-{n}", f"Meanwhile and Sons {n}", f"m{n}@meanwhile.example", "Leeds") for n in range(ROWS)),
)


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[House]:
    with running_house(tmp_path_factory.mktemp("meanwhile")) as running:
        yield running


def test_no_page_and_no_change_fails_while_a_long_list_comes_in(house):
    visitor = Visitor(house.url)
    visitor.log_in(*house.password_of("office"))
    file = house.data / "long.csv"
    file.write_bytes(LIST)
    environ = os.environ | {"ONACCOUNT_DATA": str(house.data), "DATABASE_URL": house.database}
    with subprocess.Popen(
        onaccount("import", str(file), "--json"), env=environ, cwd=CLONE, stdout=subprocess.PIPE
    ) as child:
        rounds = 0
        while child.poll() is None:
            rounds += 1
            one_round(visitor, "inactive" if rounds % 2 else "active")
    assert child.returncode == 0
    assert rounds > 2, "the list was in before anybody looked"
    assert not visitor.failures
    assert visitor.get(f"/office/customers/?q=Meanwhile+and+Sons+{ROWS - 1}") == 200


def one_round(visitor: Visitor, status: str) -> None:
    visitor.get("/office/customers/")
    visitor.get("/office/customers/?q=harb")
    visitor.get("/office/customers/7/")
    visitor.post("/office/customers/7/status/", {"status": status})
