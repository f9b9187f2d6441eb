"""Timed imports: the clock is looked at, and each run is a process of its own, watched from here as imports are."""

import logging
import subprocess
import sys
import threading
import uuid

from django.db import connections
from django.utils import timezone

from onaccount.delivery.jobs.import_jobs import last_words, one_at_a_time
from onaccount.domain.history.rules import SYSTEM
from onaccount.domain.imports.actions import claim_due_runs, give_up_run, take_back_runs
from onaccount.domain.imports.queries import run_at, waiting_runs
from onaccount.domain.imports.rules.schedules import RunState

log = logging.getLogger(__name__)


def look_at_clock() -> bool:
    """Claim the slots that are due, and say whether any was. Costs one look at a small table where none is."""
    return claim_due_runs(by=SYSTEM, at=timezone.now()) > 0


def clear_up() -> None:
    """When a worker begins: end the runs whose process is gone, and go on with those that nobody began."""
    if stopped := take_back_runs(by=SYSTEM, at=timezone.now()):
        log.warning("Timed imports that were stopped before their end: %s.", stopped)
    for key in waiting_runs():
        _start(str(key))


def run_due(key: str) -> None:
    """Have a run done. Told twice, the second finds nothing to do."""
    _start(key)


def _start(key: str) -> threading.Thread:
    watcher = threading.Thread(target=_watch, args=(key,), name=f"run-schedule {key}", daemon=True)
    watcher.start()
    return watcher


def _watch(key: str) -> None:
    """Wait for our turn, then run the child to its end. One that died without a word is a failed run."""
    try:
        with one_at_a_time:
            run = run_at(uuid.UUID(key))
            if run is None or run.state is not RunState.WAITING:
                return
            child = [sys.executable, "-m", "onaccount", "run-schedule", key]
            done = subprocess.run(child, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if done.returncode:
            log.warning("run-schedule %s ended with %s: %s", key, done.returncode, last_words(done.stderr))
            take_back_runs(by=SYSTEM, at=timezone.now())
            give_up_run(key=uuid.UUID(key), by=SYSTEM, at=timezone.now())
    except Exception:
        log.exception("run-schedule %s could not be watched", key)
    finally:
        connections.close_all()  # this thread's own, and it ends here
