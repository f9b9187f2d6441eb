"""A network that is cut: a proxy of ours between a device and its server, one request to a connection."""

import contextlib
import re
import socket
import threading
from dataclasses import dataclass
from enum import Enum
from typing import Self

PATIENCE = 60
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Way(Enum):
    ASKED = "asked"  # to the server
    ANSWERED = "answered"


@dataclass(frozen=True)
class Cut:
    """After so many percent of the bytes that go one way; all of them are never passed on."""

    way: Way
    percent: int

    def of(self, message: bytes) -> bytes:
        return message[: min(len(message) - 1, len(message) * self.percent // 100)]


POINTS = [Cut(way, percent) for way in Way for percent in (0, 10, 50, 90, 100)]


class Network:
    """Passes on what is asked of `url` here and what is answered, until `cut` says otherwise; as many as were cut are
    counted.
    """

    def __init__(self, port: int) -> None:
        self.to, self.cuts = port, 0
        self.here = socket.create_server(("127.0.0.1", 0))
        self.port = self.here.getsockname()[1]
        self.cut: Cut | None = None
        threading.Thread(target=self._run, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.here.close()

    def _run(self) -> None:
        with contextlib.suppress(OSError):  # it was closed
            while True:
                till, _address = self.here.accept()
                with till, contextlib.suppress(OSError):
                    till.settimeout(PATIENCE)
                    self._pass_on(till)

    def _pass_on(self, till: socket.socket) -> None:
        cut, asked = self.cut, _request(till)
        with socket.create_connection(("127.0.0.1", self.to), PATIENCE) as server:
            if cut and cut.way is Way.ASKED:
                server.sendall(cut.of(asked))
                answer = b""
            else:
                server.sendall(asked)
                answer = _until_closed(server)
        self.cuts += cut is not None
        till.sendall(cut.of(answer) if cut and answer else answer)


def _request(till: socket.socket) -> bytes:
    said = b""
    while (head := said.find(b"\r\n\r\n")) < 0 or len(said) < head + 4 + _length(said[:head]):
        more = till.recv(65536)
        if not more:
            break
        said += more
    return said


def _length(head: bytes) -> int:
    found = LENGTH.search(head)
    return int(found[1]) if found else 0


def _until_closed(server: socket.socket) -> bytes:
    parts = []
    while part := server.recv(65536):
        parts.append(part)
    return b"".join(parts)
