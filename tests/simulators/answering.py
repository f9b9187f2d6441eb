"""What all our servers share: the time there, what was asked of them, and what goes wrong on the way."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.simulators.faults import Breakdown, Fault, Faults


class Clock:
    """The time there: ours, and as much later as a test says."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> float:
        return time.time() + self.ahead

    def pass_time(self, seconds: float) -> None:
        self.ahead += seconds


@dataclass(frozen=True)
class Asked:
    """One call that came. `did` is whether it was carried out; `status` 0 where no answer was sent."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    status: int
    did: bool
    at: float


class Simulated:
    """A service of ours as tests hold it. `base` is where it listens."""

    usual = ""  # the area that breaks down where nothing else is said

    def __init__(self, *, seed: int = 1) -> None:
        self.clock = Clock()
        self.faults = Faults(seed)
        self.lock = threading.RLock()
        self.asked: list[Asked] = []
        self.base = ""

    def break_down(
        self,
        fault: Fault,
        *,
        on: str | None = None,
        methods: frozenset[str] = frozenset(),
        share: float = 1.0,
        times: int | None = None,
        seconds: float = 1.0,
        status: int = 503,
        retry_after: str = "",
    ) -> None:
        area = self.usual if on is None else on
        self.faults.switch_on(Breakdown(fault, area, methods, share, times, seconds, status, retry_after))

    def mend(self) -> None:
        self.faults.switch_off()

    def pass_time(self, seconds: float) -> None:
        self.clock.pass_time(seconds)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, simulator: Any, port: int, handler: type["Answering"]) -> None:
        self.simulator = simulator
        super().__init__(("127.0.0.1", port), handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed hangs up in the middle."""


class Answer(Exception):  # noqa: N818 - it is one
    """An answer found on the way: status, body, headers."""

    def __init__(self, status: int, body: Any = None, **headers: str) -> None:
        self.status, self.body = status, body
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        super().__init__(status)


class Answering(BaseHTTPRequestHandler):
    """Meets the faults that are switched on, keeps what was asked, and sends what `route` answers or raises."""

    protocol_version = "HTTP/1.1"
    server: Server
    timeout = 60

    def area(self) -> str:
        raise NotImplementedError

    def route(self) -> Answer:
        raise NotImplementedError

    def log_message(self, *_: Any) -> None:
        return

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - the library asks these by their names

    def found(self) -> Answer:
        try:
            return self.route()
        except Answer as found:
            return found

    def _answer(self) -> None:
        simulator = self.server.simulator
        parts = urlsplit(self.path)
        self.said = {name.lower(): value for name, value in self.headers.items()}
        self.where, self.query = parts.path, dict(parse_qsl(parts.query, keep_blank_values=True))
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        met = simulator.faults.meet(self.area(), self.command)
        for each in met:
            if each.fault is Fault.SLOW:
                time.sleep(each.seconds)
        before = next((each for each in met if each.fault in (Fault.DROP_BEFORE, Fault.STATUS)), None)
        if before:
            answer = Answer(before.status, {"Title": "Unavailable", "Status": before.status}, **later(before))
        else:
            answer = self.found()
        is_silent = any(each.fault in (Fault.DROP_BEFORE, Fault.DROP_AFTER) for each in met)
        status = 0 if is_silent else answer.status
        with simulator.lock:
            now = simulator.clock.now()
            kept = Asked(self.command, self.where, self.query, self.said, status, not before, now)
            simulator.asked.append(kept)
        if is_silent:
            self._hang_up()
        else:
            self._send(answer, met)

    def _send(self, answer: Answer, met: list[Breakdown]) -> None:
        body = answer.body
        kind = answer.headers.pop("Content-Type", "text/html; charset=utf-8")
        if not isinstance(body, bytes):
            kind, body = "application/json; charset=utf-8", b"" if body is None else json.dumps(body).encode()
        if any(each.fault is Fault.GARBAGE for each in met):
            body = b"\x1f\x8b<!-- not what you asked for"
        self.send_response(answer.status)
        self.send_header("Content-Type", kind)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if any(each.fault is Fault.CUT_BODY for each in met):
            self.wfile.write(body[: len(body) // 2])
            self._hang_up()
        else:
            self.wfile.write(body)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)


def later(breakdown: Breakdown) -> dict[str, str]:
    return {"Retry-After": breakdown.retry_after} if breakdown.retry_after else {}


@contextmanager
def listening(simulator: Any, handler: type[Answering], *, port: int = 0) -> Iterator[Any]:
    """The simulator on a port of this machine, until the end of the `with`."""
    server = Server(simulator, port, handler)
    simulator.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="simulator", daemon=True)
    thread.start()
    try:
        yield simulator
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
