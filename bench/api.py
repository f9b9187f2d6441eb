"""Customers added by the API, each with a key of its own, beside a bare view that writes the same rows by hand.

Two web servers as `onaccount serve` starts them, on one database, asked by turns over the same number of connections.
Requests a second; the limit is the bare view's (bench/bare_api.py). The goal of issue 4 is 0.6 of it.
"""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

CONNECTIONS = 8
ROUNDS = 5
GOAL = 0.6
SENT = {
    "kind": "company", "name": "Graham's Widgets", "line1": "12 Mill Lane", "city": "York", "postcode": "YO1 9AX",
    "country": "GB",
}  # fmt: skip


def measure(size: int, engine: str) -> list[dict[str, Any]]:
    """`size` customers by each side, in rounds by turns; the first round of each is not counted."""
    secret = make_token()
    with ExitStack() as servers:
        ours = servers.enter_context(web_server("onaccount.config.settings"))
        bare = servers.enter_context(web_server("bench.bare_settings"))
        each = size // ROUNDS
        rates: dict[int, list[float]] = {ours: [], bare: []}
        times: dict[int, list[float]] = {ours: [], bare: []}
        for _ in range(ROUNDS + 1):
            for port in (ours, bare):
                rate, took = flock(port, secret, each)
                rates[port].append(rate)
                times[port] = took
        rate, limit = (statistics.median(rates[port][1:]) for port in (ours, bare))
    return [
        {
            "id": "API creates, a second", "engine": engine, "size": size, "ours": rate, "limit": limit,
            "p99": sorted(times[ours])[int(len(times[ours]) * 0.99)] * 1000, "ratio": rate / limit,
            "goal": f">= {GOAL}", "statements": statements(secret),
        }
    ]  # fmt: skip


def make_token() -> str:
    from django.utils import timezone

    from onaccount.domain.history.rules import Actor
    from onaccount.domain.people.actions import make_token as make
    from onaccount.domain.people.permissions import read_levels

    by = Actor("command", "bench", "The bench")
    return make(name="Bench", levels=read_levels("all"), expires_at=None, by=by, at=timezone.now())[1]


@contextmanager
def web_server(settings: str) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    environ = os.environ | {
        "DJANGO_SETTINGS_MODULE": settings,
        "ONACCOUNT_PROCESS": "web",
        "ONACCOUNT_API_REQUESTS_A_MINUTE": "1000000",
    }
    words = ["web", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--threads", str(CONNECTIONS)]
    with subprocess.Popen([sys.executable, "-m", "onaccount", *words], env=environ) as server:
        try:
            _until_it_listens(port)
            yield port
        finally:
            server.terminate()


def _until_it_listens(port: int) -> None:
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("a server does not answer")


def flock(port: int, secret: str, count: int) -> tuple[float, list[float]]:
    """So many customers over CONNECTIONS connections: how many a second, and how long each took."""
    took: list[float] = []

    def send(share: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for _ in range(share):
            key = uuid.uuid4().hex
            body = json.dumps({**SENT, "email": f"{key}@widgets.example"})
            headers = {
                "Authorization": f"Bearer {secret}", "Content-Type": "application/json", "Idempotency-Key": key
            }  # fmt: skip
            began = time.perf_counter()
            connection.request("POST", "/api/v1/customers", body, headers)
            answer = connection.getresponse()
            text = answer.read()
            took.append(time.perf_counter() - began)
            assert answer.status == 201, text[:300]

    threads = [threading.Thread(target=send, args=(count // CONNECTIONS,)) for _ in range(CONNECTIONS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(took) / (time.perf_counter() - began), took


def statements(secret: str) -> int:
    """How many statements one create takes."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.API_REQUESTS_A_MINUTE = 1_000_000  # as the servers have it, for this token has asked often
    for key in ("first", "counted"):  # the first asks what is asked once, or once a minute
        body = {**SENT, "email": f"{key}@widgets.example"}
        headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": key}
        with CaptureQueriesContext(connection) as asked:
            answer = Client(SERVER_NAME="127.0.0.1").post(
                "/api/v1/customers", json.dumps(body), content_type="application/json", headers=headers
            )
        assert answer.status_code == 201, answer.content[:300]
    return len(asked)
