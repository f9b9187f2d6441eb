"""`./dev bench [--full] [--json FILE] [--engine E] [NAME ...]`: measure, and say each figure as a ratio to its limit.

Each engine gets a database of its own, made for this run and dropped after it, and each bench a process of its own, so
that peak memory and caches are nobody else's.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.engines import addresses, complaint

BENCHES = (
    "start",
    "weight",
    "till",
    "imports",
    "lists",
    "similar",
    "lookup",
    "wares",
    "meanwhile",
    "backup",
    "api",
    "charges",
    "signups",
    "matching",
)
SMALL = {
    "start": (1,),
    "weight": (1_000,),
    "till": (13,),
    "imports": (10_000,),
    "lists": (100_000,),
    "similar": (100_000,),
    "lookup": (100_000,),
    "wares": (1_000, 100_000),
    "meanwhile": (50_000,),
    "backup": (20_000,),
    "api": (2_000,),
    "charges": (20_000,),
    "signups": (200,),
    "matching": (5_000,),
}
FULL = SMALL | {
    "imports": (100_000, 1_000_000),
    "lists": (1_000_000,),
    "similar": (1_000_000,),
    "lookup": (1_000_000,),
    "wares": (1_000, 1_000_000),
    "meanwhile": (1_000_000,),
    "backup": (100_000, 1_000_000),
    "api": (10_000,),
    "charges": (1_000_000,),
    "signups": (1_000,),
    "matching": (100_000,),
}
COLUMNS = {
    "id": 40, "engine": 11, "size": 9, "ours": 12, "cpu": 7, "p99": 9, "limit": 12, "ratio": 7,
    "ratio_cpu": 9, "growth": 7, "goal": 14, "peak_mb": 8, "statements": 10,
}  # fmt: skip


def main() -> int:
    asked = arguments()
    results: list[dict[str, Any]] = []
    print(line({name: name for name in COLUMNS}))
    for engine in asked.engine or ("sqlite", "postgresql"):
        for bench in asked.name or BENCHES:
            for size in asked.size or (FULL if asked.full else SMALL)[bench]:
                for result in measured(bench, engine, size):
                    results.append(result)
                    print(line(result), flush=True)
    if asked.json:
        Path(asked.json).write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench", description="Measure, each figure beside its limit.")
    parser.add_argument("name", nargs="*", help=f"which benches: {', '.join(BENCHES)}")
    parser.add_argument("--full", action="store_true", help="the sizes of docs/performance.md instead of small ones")
    parser.add_argument("--size", type=int, action="append", help="customers or rows; may be given more than once")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--json", metavar="FILE", help="keep the results as a list of objects")
    return parser.parse_args()


def measured(bench: str, engine: str, size: int) -> list[dict[str, Any]]:
    """Run one bench in a process of its own and read its results; say why where there are none."""
    with database(engine) as address, tempfile.TemporaryDirectory(prefix="onaccount-bench-") as folder:
        if address is None:
            print(f"skipped: {bench} on {engine}: no server answers")
            return []
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ONACCOUNT_")}
        environment |= {"ONACCOUNT_DATA": folder, "EMAIL_URL": "", "PYTHONUTF8": "1", "ONACCOUNT_LOG_LEVEL": "error"}
        environment.pop("DATABASE_URL", None)
        if address:
            environment["DATABASE_URL"] = address
        command = [sys.executable, "-m", "bench.one", bench, engine, str(size)]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            print(f"failed: {bench} on {engine} at {size:,}")
            return []
        results: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
        return results


@contextmanager
def database(engine: str) -> Iterator[str | None]:
    """The address of an empty database; "" is the embedded one, None means that no server answers."""
    if engine == "sqlite":
        yield ""
        return
    server = next((address for address in addresses() if not complaint(address)), None)
    if server is None:
        yield None
        return
    import psycopg

    name = f"onaccount_bench_{os.getpid()}"
    with psycopg.connect(server, dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            base, mark, query = server.partition("?")
            yield f"{base.rpartition('/')[0]}/{name}{mark}{query}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def line(result: dict[str, Any]) -> str:
    return "  ".join(text(result.get(name)).ljust(width) for name, width in COLUMNS.items())


def text(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}" if value < 100 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value if value is not None else "-")


if __name__ == "__main__":
    sys.exit(main())
