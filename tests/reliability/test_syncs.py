"""A commit on SQLite waits for the disk: kill -9 cannot show it, so the calls are counted (I1)."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.places import ROOT, Place
from tests.reliability.books import migrate, teller_at

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed (Debian: strace)"),
]
COMMITS = 100
CALL = re.compile(r"\bf(?:data)?sync\(\d+<([^>]*)>")

# Charges by the real action, with the settings of life or with weaker ones. Statements are the same.
CHARGES = """
import sys
import django
django.setup()
from django.db import connection
from onaccount.domain.accounts.actions import take_charge
from onaccount.foundation.money import Money
from tests.stage import AT, COMMAND
number, count, weaker = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
with connection.cursor() as cursor:
    for setting in weaker:
        cursor.execute(f"PRAGMA {setting}")
for n in range(count):
    take_charge(customer=number, amount=Money(1, "GBP"), key=f"{weaker}{n}", by=COMMAND, at=AT)
"""


def syncs(place: Place, number: int, *weaker: str) -> int:
    """How often the database or its log was put on the disk during COMMITS charges."""
    trace = place.folder / "trace"
    command = ["strace", "-f", "-y", "-e", "trace=fsync,fdatasync", "-o", str(trace), sys.executable, "-c", CHARGES]
    more: dict[str, Any] = {"cwd": ROOT, "env": place.environment() | {"DJANGO_SETTINGS_MODULE": SETTINGS}}
    done = subprocess.run([*command, str(number), str(COMMITS), *weaker], capture_output=True, check=False, **more)
    if b"ptrace" in done.stderr:
        pytest.skip("this system lets nobody trace a process")
    assert done.returncode == 0, done.stderr.decode()
    books = str(place.folder / "onaccount.sqlite3")
    return sum(path.startswith(books) for path in CALL.findall(trace.read_text()))


SETTINGS = "onaccount.config.settings"


def test_each_commit_waits_for_the_disk_and_a_weaker_setting_would_not(tmp_path: Path):
    place = Place(tmp_path, "")
    migrate(place)
    with teller_at(place) as teller:
        (number,) = teller.ask("open_books", None)["numbers"]
    full, normal = syncs(place, number), syncs(place, number, "synchronous=NORMAL")
    print(f"{COMMITS} commits: {full} syncs at FULL, {normal} at NORMAL")
    assert full >= COMMITS
    assert normal < COMMITS / 2
