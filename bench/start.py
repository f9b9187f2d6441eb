"""P-7: how long `onaccount serve` takes to answer on an existing database; the limit is 3 seconds."""

import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from typing import Any

GOAL = 3.0  # seconds
RUNS = 3


def measure(size: int, engine: str) -> dict[str, Any]:
    """The median of some starts, each from the call to the first good answer of /healthz. `size` changes nothing."""
    seconds = statistics.median(start() for _ in range(RUNS))
    return {
        "id": "P-7 start",
        "engine": engine,
        "size": size,
        "ours": round(seconds, 2),
        "limit": GOAL,
        "ratio": round(seconds / GOAL, 2),
        "goal": "<= 1.0",
    }


def start() -> float:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    began = time.perf_counter()
    command = [sys.executable, "-m", "onaccount", "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ) as server:
        try:
            until_it_answers(f"http://127.0.0.1:{port}/healthz", server)
            return time.perf_counter() - began
        finally:
            server.terminate()


def until_it_answers(address: str, server: "subprocess.Popen[bytes]") -> None:
    while server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.01)
    raise SystemExit("the server ended before it answered")
