"""Two children, web and worker, that live and die together.

One without the other is a half that looks whole: pages that promise letters nobody sends. So either's end ends both,
and whoever started us (systemd, a container, a person) starts the whole again.
"""

import http.client
import ipaddress
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from types import FrameType

import click
from django.conf import settings

STARTED_WITHIN = 60  # seconds until /healthz must have answered
PATIENCE = 12  # seconds for the children to finish what they have in hand; a little more than they allow themselves
LOOK_EVERY = 0.05  # seconds between two questions whether it is up


class Supervisor:
    def __init__(self, *, host: str, port: int, public_url: str | None) -> None:
        self.host = host
        self.port = port
        self.address = f"http://{_bracketed(host)}:{port}"
        self.public_url = public_url or self.address
        self.news: SimpleQueue[str] = SimpleQueue()  # the name of a child that ended, or "" when told to stop
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def run(self, check: Callable[[], None]) -> int:
        """Until a child ends (1) or somebody stops us (0). What `check` raises while they start ends them too."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._told_to_stop)
        try:
            self._start("web", *self._web_arguments())
            check()
            self._start("worker")
            return self._watch()
        finally:
            self._end_all()

    def _web_arguments(self) -> list[str]:
        numbers = {"--port": self.port, "--workers": settings.WEB_WORKERS, "--threads": settings.WEB_THREADS}
        return ["--host", self.host, *(word for name, value in numbers.items() for word in (name, str(value)))]

    def _start(self, name: str, *arguments: str) -> None:
        child = subprocess.Popen(
            [sys.executable, "-m", "onaccount", name, "--supervised", *arguments],
            stdin=subprocess.PIPE,  # never written to: see lifeline.py
            start_new_session=True,  # Ctrl-C in a terminal reaches us alone, and we end them in order
            env=os.environ | {"ONACCOUNT_URL": self.public_url},
        )
        self.children[name] = child
        threading.Thread(target=self._wait_for, args=(name, child), daemon=True).start()

    def _wait_for(self, name: str, child: subprocess.Popen[bytes]) -> None:
        child.wait()
        self.news.put(name)

    def _told_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.news.put("")

    def _watch(self) -> int:
        ended = self._wait_until_ready()
        if ended is None:
            click.echo(f"OnAccount is ready: {self._shown_address()}/")
            sys.stdout.flush()
            ended = self.news.get()
        if not ended:
            return 0
        click.echo(self._epitaph(ended), err=True)
        return 1

    def _wait_until_ready(self) -> str | None:
        """None once /healthz answers; else who ended first."""
        give_up = time.monotonic() + STARTED_WITHIN
        while time.monotonic() < give_up:
            with suppress(Empty):
                return self.news.get(timeout=LOOK_EVERY)
            if self._is_healthy():
                return None
        click.echo(f"OnAccount did not answer within {STARTED_WITHIN} seconds.", err=True)
        return "web"

    def _is_healthy(self) -> bool:
        connection = http.client.HTTPConnection(_reachable(self.host), self.port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": f"127.0.0.1:{self.port}"})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _shown_address(self) -> str:
        return self.public_url if _is_everywhere(self.host) else self.address

    def _epitaph(self, name: str) -> str:
        code = self.children[name].poll()
        how = "is ended" if code is None else f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
        subject = {"web": "The web server", "worker": "The worker"}[name]
        return f"{subject} {how}, so all of OnAccount ends. What it wrote before this says why."

    def _end_all(self) -> None:
        """Ask both, wait for both, then end what is left of their groups: a killed web server leaves its workers."""
        for child in self.children.values():
            with suppress(ProcessLookupError):
                child.terminate()
        give_up = time.monotonic() + PATIENCE
        for child in self.children.values():
            with suppress(subprocess.TimeoutExpired):
                child.wait(timeout=max(0.0, give_up - time.monotonic()))
        for child in self.children.values():
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_everywhere(host: str) -> bool:
    """Whether listening there means every address of this machine."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def _reachable(host: str) -> str:
    if not _is_everywhere(host):
        return host
    return "::1" if ":" in host else "127.0.0.1"
