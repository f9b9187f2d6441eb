"""A disk that fills up in the middle of an import: a plain sentence, nothing half done, and no repair afterwards (I23).

Real processes, and a real small disk: a tmpfs, on which a file takes all but so many bytes.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.domain.imports.importing import as_csv
from tests.places import new_books

ROOT = Path(__file__).resolve().parents[3]
SIZE = 110 * 1024 * 1024
ROWS = 30_000  # more than one transaction on SQLite: hidden slices
FILE = as_csv(
    ("External id", "Company", "E-mail", "City"),
    *((f"K-{n}", f"Keel and Sons {n}", f"k{n}@keel.example", "Leeds") for n in range(ROWS)),
)

pytestmark = pytest.mark.skipif(
    os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="PostgreSQL has a disk of its own"
)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, to be copied for each accident."""
    folder = new_books(tmp_path_factory.mktemp("prepared")).folder
    (folder / "list.csv").write_bytes(FILE)
    return folder


@pytest.fixture
def disk(prepared: Path, tmp_path: Path) -> Iterator[Path]:
    """A disk of SIZE bytes with the database on it."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.decode().strip()}")
    try:
        shutil.copytree(prepared, place, dirs_exist_ok=True)
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def run(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = kept | {"ONACCOUNT_DATA": str(folder), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "onaccount", *words]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, env=environment, cwd=folder, timeout=120
    )


def take_in(folder: Path) -> dict[str, Any]:
    done = run(folder, "import", str(folder / "list.csv"), "--json")
    assert "Traceback" not in done.stderr, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer | {"exit": done.returncode}


def fill(folder: Path, free: int) -> Path:
    """Take all but so many bytes of the disk."""
    filler = folder / "filler"
    space = os.statvfs(folder)
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, space.f_bavail * space.f_frsize - free)
    return filler


# From a disk on which not even the upload has room, to one that fills up while the last slices are written.
@pytest.mark.parametrize("free", [200_000, 5_000_000, 15_500_000, 21_000_000, 36_000_000])
def test_a_full_disk_is_said_and_leaves_nothing_behind(disk, free):
    filler = fill(disk, free)
    answer = take_in(disk)
    assert (answer["exit"], answer["applied"]) == (1, False)
    assert answer["error"] == "The disk is full, so nothing was written. Free some space, then do it again."

    filler.unlink()  # and no repair
    again = take_in(disk)
    assert (again["exit"], again["created"], again["applied"]) == (0, ROWS, True)


def test_the_same_disk_with_room_takes_the_list_in(disk):
    answer = take_in(disk)
    assert (answer["exit"], answer["created"]) == (0, ROWS)
