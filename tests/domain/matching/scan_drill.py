# ruff: noqa: E402 - Django is set up before the models are imported
"""A process that scans all customers and is killed at a chosen statement.

`python -m tests.domain.matching.scan_drill N [--piecemeal]`: kill -9 when it is about to send the N-th statement; 0
lets it finish and prints how many statements there are. With --piecemeal every statement is its own transaction, which
is the mistake that the test must be able to see.
"""

import os
import signal
import sys
from collections.abc import Callable
from inspect import unwrap
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onaccount.config.settings")

import django

django.setup()

from django.db import connection

from onaccount.domain.matching.actions import scans
from tests.stage import AT

SLICE = 8  # customers: several slices of a few


def main() -> None:
    deadly, sent = int(sys.argv[1]), 0
    scans.SLICE = SLICE
    if "--piecemeal" in sys.argv:
        scans._write_slice = unwrap(scans._write_slice)
        connection.features.has_select_for_update = False

    def send(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal sent
        sent += 1
        if sent == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(send):
        while scans.turn_to_scan(worker=f"drill {os.getpid()}", at=AT):
            pass
    print(sent)


if __name__ == "__main__":
    main()
