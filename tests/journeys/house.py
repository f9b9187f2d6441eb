"""A whole OnAccount for a browser to walk through: its own data, its own server, the demo's people.

Nothing here is a stand-in: `onaccount migrate`, `demo` and `serve` run as a person would run them, on the engine that
the tests run on; the first two once in a process, and each house is a copy of what they made.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.places import drop_postgresql, new_books

CLONE = Path(__file__).resolve().parents[2]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1440, "height": 900}


@dataclass
class House:
    """A running OnAccount: where it is, where it keeps its things, and who may come in."""

    url: str
    data: Path
    database: str  # as DATABASE_URL says it

    def password_of(self, role: str) -> tuple[str, str]:
        """E-mail and password of the demo's person with this role."""
        people = json.loads((self.data / "demo.json").read_text(encoding="utf-8"))
        person = next(one for one in people if one["role"] == role)
        return person["email"], person["password"]


@contextmanager
def running_house(
    data: Path, *, named: bool = False, staff: tuple[str, str] | None = None, settings: Mapping[str, str] | None = None
) -> Iterator[House]:
    """Started as a new user starts it, on the engine of this run, and ended with the block.

    With the demo; or without, and with one administrator, whose address and password `staff` are.
    `named`: reached by a name instead of a number, without which browsers make no passkeys. `settings` are of its
    environment.
    """
    place = new_books(data, has_demo=not staff)
    database = place.address
    # Any free port; each worker of the tests looks from a place of its own.
    port = free_port() if named else 8200 + os.getpid() % 1000
    environ = os.environ | {"ONACCOUNT_DATA": str(data), "DATABASE_URL": database} | dict(settings or {})
    if named:
        environ["ONACCOUNT_URL"] = f"http://localhost:{port}"
    if staff:
        words = onaccount("create-staff", "--name", "Ada Kestrel", "--email", staff[0], "--password-stdin")
        given = f"{staff[1]}\n".encode()
        subprocess.run(words, env=environ, cwd=CLONE, check=True, capture_output=True, timeout=120, input=given)
    server = subprocess.Popen(
        onaccount("serve", "--next-free", "--port", str(port)),
        env=environ,
        cwd=CLONE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout
        ready = server.stdout.readline().strip()
        assert ready.startswith("OnAccount is ready: "), ready
        url = environ["ONACCOUNT_URL"] if named else ready.removeprefix("OnAccount is ready: ").rstrip("/")
        yield House(url, data, database)
    finally:
        server.terminate()
        server.communicate(timeout=30)
        if database:
            drop_postgresql(database)


def free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return int(any_port.getsockname()[1])


def onaccount(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "onaccount", *arguments]
