"""How pages answer while a long list comes in: a clerk reads and writes all the time, beside the same in a quiet house.

A real server and a real import, each in processes of their own. The limit is the median of the same answers before the
import begins; `failures` are answers of 400 and more, and there should be none.
"""

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.imports import write_list
from tests.journeys.house import CLONE, House, onaccount, running_house
from tests.visitor import Visitor

QUIET_SECONDS = 10
PAGES = ("list", "search", "customer", "change")


def measure(size: int, engine: str) -> list[dict[str, Any]]:
    with (
        tempfile.TemporaryDirectory(prefix="onaccount-bench-meanwhile-") as folder,
        running_house(Path(folder)) as house,
    ):
        source = Path(folder) / "long.csv"
        write_list(source, size, seed=3)
        clerk = Visitor(house.url)
        clerk.log_in(*house.password_of("office"))
        clerk.answers.clear()
        until = time.monotonic() + QUIET_SECONDS
        work(clerk, lambda: time.monotonic() < until)
        quiet, clerk.answers = clerk.answers, []
        with importing(house, source) as child:
            work(clerk, lambda: child.poll() is None)
        assert child.returncode == 0, "the import failed"
        return [result(name, index, quiet, clerk, engine, size) for index, name in enumerate(PAGES)]


def importing(house: House, source: Path) -> "subprocess.Popen[bytes]":
    environ = os.environ | {"ONACCOUNT_DATA": str(house.data), "DATABASE_URL": house.database}
    return subprocess.Popen(
        onaccount("import", str(source), "--json"), env=environ, cwd=CLONE, stdout=subprocess.DEVNULL
    )


def work(clerk: Visitor, goes_on: Callable[[], bool]) -> None:
    """Rounds of the four pages; the customer's status is changed to and fro."""
    rounds = 0
    while goes_on() or rounds % 2:  # and back again at the end
        rounds += 1
        clerk.get("/office/customers/")
        clerk.get("/office/customers/?q=harb")
        clerk.get("/office/customers/7/")
        clerk.post("/office/customers/7/status/", {"status": "inactive" if rounds % 2 else "active"})


def result(
    name: str, index: int, quiet: list[tuple[str, int, float]], clerk: Visitor, engine: str, size: int
) -> dict[str, Any]:
    before = [seconds * 1000 for _, _, seconds in quiet[index :: len(PAGES)]]
    during = sorted(seconds * 1000 for _, _, seconds in clerk.answers[index :: len(PAGES)])
    failures = sum(status >= 400 for _, status, _ in clerk.answers[index :: len(PAGES)])
    return {
        "id": f"meanwhile, {name}: {failures} of {len(during):,} failed", "engine": engine, "size": size,
        "ours": statistics.median(during), "p99": during[int(len(during) * 0.99)], "limit": statistics.median(before),
        "ratio": statistics.median(during) / statistics.median(before), "goal": "0 failed",
    }  # fmt: skip
