"""Imports that pages ask for: each step is a process of its own, watched from here.

The worker does not wait for them: letters go on leaving while a million rows are read. One process at a time, because
each may use half a gigabyte. What waits stands in the books, so a worker that is killed loses none of it: the next one
goes on where this one was.
"""

import logging
import subprocess
import sys
import threading
import time
import uuid

from django.db import connections
from django.utils import timezone

from onaccount.domain.history.rules import SYSTEM
from onaccount.domain.imports.actions import forget_stages, give_up_import, take_back_unfinished
from onaccount.domain.imports.queries import import_card, waiting_for_worker
from onaccount.domain.imports.rules.states import ImportState

log = logging.getLogger(__name__)
one_at_a_time = threading.Lock()
TRIES = 3  # of a child that cannot begin: the database takes no more connections just now, say
PAUSE = 2.0  # seconds before the next
COMMANDS = {
    ImportState.UPLOADED: "rehearse-import",
    ImportState.APPROVED: "apply-import",
    ImportState.UNDOING: "undo-import",
}


def rehearse_upload(key: str) -> None:
    """Have an uploaded file read. Told twice, the second finds nothing to do."""
    _start(ImportState.UPLOADED, key)


def apply_upload(key: str) -> None:
    """Have an approved import written."""
    _start(ImportState.APPROVED, key)


def undo_import(key: str) -> None:
    """Have an import taken back."""
    _start(ImportState.UNDOING, key)


def take_back_stopped(_key: str) -> None:
    """Take back what was written of an import that somebody stopped, if the process that wrote it is gone."""
    threading.Thread(target=_take_back_stopped, name="take back", daemon=True).start()


def _take_back_stopped() -> None:
    try:
        take_back_unfinished(by=SYSTEM, at=timezone.now(), undos=False)
    except Exception:
        log.exception("What was stopped could not be taken back")
    finally:
        connections.close_all()


def clear_up() -> None:
    """When a worker begins: take back what the last one's imports left half done, and go on with those that wait."""
    if stopped := take_back_unfinished(by=SYSTEM, at=timezone.now(), undos=False):
        log.warning("Imports that were stopped before their end: %s. Nothing of them is left in the books.", stopped)
    forget_stages(by=SYSTEM, at=timezone.now())
    for waiting in waiting_for_worker():
        _start(waiting.state, str(waiting.key))


def _start(state: ImportState, key: str) -> threading.Thread:
    watcher = threading.Thread(target=_watch, args=(state, key), name=f"{COMMANDS[state]} {key}", daemon=True)
    watcher.start()
    return watcher


def _watch(state: ImportState, key: str) -> None:
    """Wait for our turn, then run the child to its end, if the import still waits for it.

    A child that died without a word is made into a failed import, with a sentence.
    """
    command = COMMANDS[state]
    try:
        with one_at_a_time:
            ended_well = _run(state, key)
        if not ended_well:
            take_back_unfinished(by=SYSTEM, at=timezone.now())
            give_up_import(key=uuid.UUID(key), by=SYSTEM, at=timezone.now())
    except Exception:
        log.exception("%s %s could not be watched", command, key)
    finally:
        connections.close_all()  # this thread's own, and it ends here


def _run(state: ImportState, key: str) -> bool:
    """Whether it came to its end. One that did not even begin is tried again; so is a taking back, which goes on where
    it was. A reading or writing that began never is.
    """
    command = COMMANDS[state]
    child = [sys.executable, "-m", "onaccount", command, key]
    for attempt in range(TRIES):
        if attempt:
            time.sleep(PAUSE)
        if import_card(uuid.UUID(key)).state is not state:
            return attempt == 0
        done = subprocess.run(child, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if not done.returncode:
            return True
        log.warning("%s %s ended with %s: %s", command, key, done.returncode, last_words(done.stderr))
    return False


def last_words(stderr: bytes) -> str:
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "nothing was said"
