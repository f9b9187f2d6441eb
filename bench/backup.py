"""I24: a backup and its restore, each a process of its own, beside what the engine's own tool needs to write the same.

`ours` and `limit` are seconds; the bare one is `VACUUM INTO` on SQLite and COPY of all tables on PostgreSQL, neither of
which compresses, hashes or leads to the other engine. The goal is of the peak memory: a backup of any size must fit a
small machine. SQLite's own cache is 32 MB of it.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from django.db import connection

from bench.__main__ import database
from bench.crowd import grow_to

FLAT = "peak <= 150 MB"


def measure(size: int, engine: str) -> list[dict[str, Any]]:
    grow_to(size)
    done = there_and_back(engine)
    return [
        {
            "id": f"I24 {what}",
            "engine": engine,
            "size": size,
            "ours": round(done[what][0], 2),
            "limit": round(bare, 2) if bare else None,
            "ratio": round(done[what][0] / bare, 1) if bare else None,
            "goal": FLAT,
            "peak_mb": round(done[what][1]),
            "rows": rows_of(done),
            "rows_a_second": round(rows_of(done) / done[what][0]),
        }
        for what, bare in (("backup", bare_seconds(engine)), ("restore", None))
    ]


Measured = dict[str, tuple[float, float, dict[str, Any]]]  # seconds, peak MB, what the command said


def there_and_back(engine: str) -> Measured:
    with tempfile.TemporaryDirectory(prefix="onaccount-bench-") as folder, database(engine) as address:
        file = str(Path(folder) / "bench.oab")
        place = {"ONACCOUNT_DATA": str(Path(folder) / "restored"), "DATABASE_URL": address or ""}
        return {"backup": timed({}, "backup", file), "restore": timed(place, "restore", file)}


def timed(place: dict[str, str], *arguments: str) -> tuple[float, float, dict[str, Any]]:
    began = time.perf_counter()
    command = [sys.executable, "-m", "onaccount", *arguments, "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | place) as process:
        assert process.stdout
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{arguments[0]} ended with code {process.returncode}")
    return time.perf_counter() - began, used.ru_maxrss / 1024, json.loads(said)


def rows_of(done: Measured) -> int:
    return int(done["backup"][2]["rows"])


def bare_seconds(engine: str) -> float:
    with tempfile.TemporaryDirectory(prefix="onaccount-bench-") as folder:
        began = time.perf_counter()
        with connection.cursor() as cursor:
            if engine == "sqlite":
                cursor.execute("VACUUM INTO %s", [str(Path(folder) / "bare.sqlite3")])
            else:
                for table in connection.introspection.table_names(cursor):
                    with cursor.copy(f'COPY "{table}" TO STDOUT') as rows, (Path(folder) / table).open("wb") as out:
                        out.writelines(rows)
        return time.perf_counter() - began
