"""A worker is killed with imports on its hands: the next one says what was lost, and does what had waited (I13)."""

import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

from onaccount.domain.imports.actions import start_import
from onaccount.domain.imports.queries import import_card
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.imports.rules.states import RUNNING, ImportState
from tests.domain.imports.importing import AT, BY, as_csv
from tests.worker import PATIENCE, start_worker

pytestmark = pytest.mark.django_db(transaction=True)
LONG = as_csv(("Company", "Phone"), *((f"Hollin {n}", f"0113 496 {n:05}") for n in range(40_000)))
SHORT = as_csv(("Company",), ("Hollin Dairy",))


def upload(content: bytes) -> Any:
    return start_import(name="list.csv", chunks=[content], options=Options(), by=BY, at=AT)


def wait_until(is_so: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < give_up, "it never came"
        time.sleep(0.05)


def test_what_a_killed_worker_read_is_said_to_have_stopped_and_what_waited_is_read_by_the_next(settings):
    long, short = upload(LONG), upload(SHORT)
    worker = start_worker(settings)
    wait_until(lambda: import_card(long).state in RUNNING)
    worker.send_signal(signal.SIGKILL)
    worker.wait(PATIENCE)
    assert import_card(short).state is ImportState.UPLOADED, "it waited behind the long one"

    second = start_worker(settings)
    try:
        wait_until(lambda: import_card(short).state is ImportState.REHEARSED)
        wait_until(lambda: import_card(long).state not in RUNNING)
    finally:
        second.terminate()
        second.wait(PATIENCE)
    assert import_card(short).figures is not None
    assert import_card(long).error in ("", "Reading was stopped before its end. Nothing is written.")
