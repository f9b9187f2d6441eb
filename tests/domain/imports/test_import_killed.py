"""A process that is killed while it writes leaves nothing behind, or everything (I13). Real processes, real kills."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.domain.imports.importing import as_csv
from tests.places import drop_postgresql, new_books

ROWS = 300
POINTS = 7
FILE = as_csv(
    ("External id", "Company", "E-mail", "City", "Contact given name", "Contact family name"),
    *((f"K-{n}", f"Keel {n}", f"k{n}@keel.example", "Leeds", "Nora", "Hollin") for n in range(ROWS)),
)
PARTS = ("seen", "customers", "addresses", "contacts", "locations", "facts")
NOTHING = dict.fromkeys(PARTS, 0) | {"hidden": 0, "applied": 0}
ALL = dict.fromkeys(PARTS, ROWS) | {"hidden": 0, "applied": 1}

Drill = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the list, to be copied for each accident."""
    folder = tmp_path_factory.mktemp("prepared")
    (folder / "list.csv").write_bytes(FILE)
    return folder


@pytest.fixture
def drill(prepared: Path, tmp_path: Path) -> Iterator[Drill]:
    with drilling(prepared, tmp_path / "books") as do:
        yield do


@pytest.fixture(scope="module")
def statements(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many statements an import sends while it writes."""
    folder = tmp_path_factory.mktemp("counted") / "books"
    with drilling(prepared, folder) as do:
        return do("count", str(folder / "list.csv"))["statements"]


@contextmanager
def drilling(prepared: Path, folder: Path) -> Iterator[Drill]:
    """Runs a verb of the drill in a process of its own, on books of its own."""
    shutil.copytree(prepared, folder)
    address = new_books(folder).address

    def do(*arguments: str) -> dict[str, Any]:
        done = run(folder, [sys.executable, "-m", "tests.domain.imports.drill", *arguments], address, check=False)
        if done.returncode == -signal.SIGKILL:
            return {"killed": True}
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    try:
        yield do
    finally:
        if address:
            drop_postgresql(address)


def run(folder: Path, command: list[str], address: str | None = None, *, check: bool = True) -> Any:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
    environment |= {"ONACCOUNT_DATA": str(folder), "DATABASE_URL": address or ""}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=check)


def books(drill: Drill) -> dict[str, Any]:
    found = drill("look")
    del found["states"], found["all"]
    return found


@pytest.fixture
def file(tmp_path: Path) -> str:
    return str(tmp_path / "books/list.csv")


@pytest.mark.parametrize("point", range(POINTS))
def test_a_kill_leaves_nothing_or_everything_and_the_file_can_be_imported_again(drill, file, statements, point):
    deadly = 1 + point * (statements - 1) // (POINTS - 1)
    assert drill("kill", str(deadly), file) == {"killed": True}
    assert drill("look")["seen"] in (0, ROWS)
    drill("recover")
    after = books(drill)
    assert after in (NOTHING, ALL)
    assert drill("recover") == {"taken_back": 0}
    assert drill("again", file) == ({"create": ROWS} if after == NOTHING else {"unchanged": ROWS})
    assert drill("look")["seen"] == ROWS


@pytest.mark.sqlite
def test_slices_that_are_not_hidden_would_be_seen_half_written(drill, file, statements):
    """The check above is worth something: it fails for the mistake that it is there to find."""
    assert drill("kill", str(statements // 2), file, "--unhidden") == {"killed": True}
    drill("recover")
    assert books(drill) not in (NOTHING, ALL)
