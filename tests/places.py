"""Places where OnAccount lives: a folder and a database of either engine, each asked by a process of its own."""

import atexit
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
NUMBERS = itertools.count()


def engine() -> str:
    """The engine that these tests run on."""
    return "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"


@dataclass(frozen=True)
class Place:
    folder: Path
    address: str  # of the database; "" is SQLite in the folder

    def environment(self) -> dict[str, str]:
        known = {name: text for name, text in os.environ.items() if name != "SECRET_KEY"}
        return known | {"ONACCOUNT_DATA": str(self.folder), "DATABASE_URL": self.address}

    def run(self, *command: str, given: bytes | None = None, **more: Any) -> "subprocess.CompletedProcess[bytes]":
        call = [sys.executable, "-m", *command]
        where: dict[str, Any] = {"cwd": ROOT, "env": self.environment(), **more}
        return subprocess.run(call, input=given, capture_output=True, check=False, **where)

    def onaccount(self, *arguments: str, **more: Any) -> str:
        """What the command says; it must succeed."""
        done = self.run("onaccount", *arguments, **more)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def refused(self, *arguments: str, **more: Any) -> str:
        """The sentence in which the command is refused."""
        done = self.run("onaccount", *arguments, **more)
        said = done.stderr.decode().removeprefix("Error: ").strip()
        assert done.returncode == 1, said
        assert "Traceback" not in said
        assert done.stdout == b""
        assert "\n" not in said
        return said

    def tell(self, verb: str, *arguments: str) -> Any:
        """What a verb of tests/domain/backups/business.py answers here."""
        done = self.run("tests.domain.backups.business", verb, *arguments)
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout.splitlines()[-1])


def server() -> dict[str, Any]:
    known = settings.DATABASES["default"]
    found = {"user": known["USER"], "password": known["PASSWORD"], "host": known["HOST"], "port": known["PORT"]}
    return {"dbname": "postgres", **{name: value for name, value in found.items() if value}}


def make_postgresql(like: str = "") -> str:
    """The address of a new database on the server of these tests; with `like`, of a copy of that one."""
    import psycopg

    name = f"test_onaccount_place_{os.getpid()}_{next(NUMBERS)}"
    template = f' TEMPLATE "{name_of(like)}"' if like else ""
    with psycopg.connect(**server(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"{template}')
    base, mark, query = os.environ["DATABASE_URL"].partition("?")
    return f"{base.rpartition('/')[0]}/{name}{mark}{query}"


def name_of(address: str) -> str:
    return address.partition("?")[0].rpartition("/")[2]


@cache
def template(*, has_demo: bool = False) -> Place:
    """New books as `onaccount migrate` makes them, or with the demo's business: once in a process, to be copied.

    Migrating takes several seconds, and dozens of tests want books of their own.
    """
    folder = Path(tempfile.mkdtemp(prefix="onaccount-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    address = make_postgresql() if engine() == "postgresql" else ""
    if address:
        atexit.register(drop_postgresql, address)
    place = Place(folder, address)
    place.onaccount("migrate")
    if has_demo:
        place.onaccount("demo")
    return place


def new_books(folder: Path, *, has_demo: bool = False) -> Place:
    """A copy of the template in this folder, on the engine of these tests; whoever asks drops a PostgreSQL."""
    like = template(has_demo=has_demo)
    shutil.copytree(like.folder, folder, dirs_exist_ok=True)
    return Place(folder, make_postgresql(like.address) if like.address else "")


def drop_postgresql(address: str) -> None:
    import psycopg

    name = name_of(address)
    with psycopg.connect(**server(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
