"""OnAccount's own processes on one database, each in a group of its own, so that all of one can be killed at once."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence

from tests.places import ROOT, Place

PATIENCE = 180  # seconds until a process that does not come up is called a failure
MANY = {"ONACCOUNT_API_REQUESTS_A_MINUTE": "1000000", "ONACCOUNT_LOG_LEVEL": "warning"}


class Process:
    """One of OnAccount's processes, with those that it started. What it says goes to a file."""

    def __init__(self, place: Place, name: str, words: Sequence[str]) -> None:
        self.place, self.name, self.words = place, name, words
        self.log = place.folder.with_name(
            f"{place.folder.name}-{name}.log"
        )  # beside it: a disk that is full is its own
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.words],
                cwd=ROOT,
                env=self.place.environment() | MANY,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """As a power cut does it: nobody of the group hears of it."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(PATIENCE)
        self._end(signal.SIGKILL)

    def _end(self, number: int) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            self.process.wait(PATIENCE)

    def said(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""


class Web(Process):
    """`onaccount web`, or a program of ours that does the same with a defect.

    On PostgreSQL each thread has a connection, and a server as it is installed has a hundred for all of a run's tests:
    two pairs of two processes of six threads leave room for the others.
    """

    def __init__(self, place: Place, name: str, *, workers: int = 1, threads: int = 6, program: str = "") -> None:
        self.port = free_port()
        numbers = {"--port": self.port, "--workers": workers, "--threads": threads}
        words = ["--host", "127.0.0.1", *(word for key, value in numbers.items() for word in (key, str(value)))]
        super().__init__(place, name, [program, *words] if program else ["onaccount", "web", *words])

    def is_up(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def wait(self) -> None:
        assert comes_true(self.is_up), self.said()[-3000:]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def comes_true(fact: Callable[[], bool], patience: float = PATIENCE) -> bool:
    give_up = time.monotonic() + patience
    while not fact():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.02)
    return True


@contextlib.contextmanager
def web_processes(place: Place, count: int = 2, *, workers: int = 1, program: str = "") -> Iterator[list[Web]]:
    """Several web servers on one database."""
    running = [Web(place, f"web-{n}", workers=workers, program=program) for n in range(count)]
    try:
        for each in running:
            each.start()
        for each in running:
            each.wait()
        yield running
    finally:
        for each in running:
            each.kill()


def worker(place: Place) -> Process:
    return Process(place, "worker", ["onaccount", "worker"])
