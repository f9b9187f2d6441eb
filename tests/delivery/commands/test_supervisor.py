"""Web and worker live and die together, however one of them or their supervisor ends."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

from onaccount.delivery.commands import serve

FOLDER = Path(__file__).resolve().parents[3]
PATIENCE = 30  # seconds until a thing that does not happen is called a failure


class House:
    """A running `onaccount serve` and the processes below it."""

    def __init__(self, data: Path) -> None:
        environ = os.environ | {"DATABASE_URL": "", "ONACCOUNT_DATA": str(data)}
        command = [sys.executable, "-m", "onaccount"]
        subprocess.run([*command, "migrate"], env=environ, cwd=FOLDER, check=True, capture_output=True, timeout=60)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [*command, "serve", "--port", str(self.port)],
            env=environ,
            cwd=FOLDER,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.first_line = self.process.stdout.readline().strip()
        self.children = {name: self._child(name) for name in ("web", "worker")}
        self.groups = list(self.children.values())  # each child leads the group of its own

    def _child(self, name: str) -> int:
        listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
        for pid, parent, arguments in (line.split(None, 2) for line in listed.splitlines()):
            if int(parent) == self.process.pid and f"onaccount {name} " in f"{arguments} ":
                return int(pid)
        raise AssertionError(f"no {name} below {self.process.pid}:\n{listed}")

    def is_gone(self) -> bool:
        return self.process.poll() is not None and not any(map(group_lives, self.groups))

    def end(self) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()
        self.process.communicate()
        for group in self.groups:
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)


def group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def comes_true(fact: Callable[[], bool]) -> bool:
    give_up = time.monotonic() + PATIENCE
    while not fact():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def house(tmp_path) -> Iterator[House]:
    running = House(tmp_path)
    yield running
    running.end()


def test_it_says_where_it_is_once_it_answers_and_ends_cleanly_when_told(house):
    assert house.first_line == f"OnAccount is ready: http://127.0.0.1:{house.port}/"
    with urlopen(f"http://127.0.0.1:{house.port}/healthz", timeout=10) as answer:
        assert json.load(answer)["database"] == "sqlite"
    assert serve.listening_problem("127.0.0.1", house.port), "a second one would share the port"
    house.process.terminate()
    out, err = house.process.communicate(timeout=PATIENCE)
    assert (house.process.returncode, out, err) == (0, "", "")
    assert comes_true(house.is_gone)


@pytest.mark.parametrize("victim", ["web", "worker"])
def test_when_one_is_killed_both_end(house, victim):
    os.kill(house.children[victim], signal.SIGKILL)
    _out, err = house.process.communicate(timeout=PATIENCE)
    assert house.process.returncode == 1
    assert re.search("was killed by signal 9, so all of OnAccount ends", err)
    assert comes_true(house.is_gone)


def test_no_child_survives_a_supervisor_that_was_killed(house):
    house.process.kill()
    house.process.wait()
    assert comes_true(house.is_gone)
