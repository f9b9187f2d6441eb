"""Books that are charged over HTTP: their place, and the teller who looks into them."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.places import ROOT, Place, drop_postgresql, new_books


class TellerFailed(Exception):  # noqa: N818 - a finding of ours
    pass


class Teller:
    """tests/reliability/teller.py, in a process that nobody kills."""

    def __init__(self, place: Place) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.teller"],
            cwd=ROOT,
            env=place.environment() | {"ONACCOUNT_LOG_LEVEL": "error"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, verb: str, *values: Any) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([verb, *values]) + "\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline() or '{"failed": "it ended"}')
        if "failed" in told:
            raise TellerFailed(told["failed"])
        return told["told"]

    def books_hold(self) -> bool:
        checked = self.ask("check")
        assert checked["code"] == 0, checked["said"]
        return True

    def close(self) -> None:
        self.process.communicate()


@contextlib.contextmanager
def teller_at(place: Place) -> Iterator[Teller]:
    teller = Teller(place)
    try:
        yield teller
    finally:
        teller.close()


def migrate(place: Place) -> None:
    place.onaccount("migrate")


@contextlib.contextmanager
def books_in(folder: Path) -> Iterator[Place]:
    """New books on the engine of these tests."""
    folder.mkdir(parents=True, exist_ok=True)
    place = new_books(folder)
    try:
        yield place
    finally:
        if place.address:
            drop_postgresql(place.address)
