"""Imports that pages ask for: each step is a process of its own, watched from here.

The worker does not wait for them: letters go on leaving while a million rows are read. One process at a time, because
each may use half a gigabyte.
"""

import logging
import subprocess
import sys
import threading
import uuid

from django.db import close_old_connections
from django.utils import timezone

from onaccount.domain.history.rules import SYSTEM
from onaccount.domain.imports.actions import give_up_import, take_back_unfinished
from onaccount.domain.imports.queries import import_card
from onaccount.domain.imports.rules.states import ImportState

log = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()


def rehearse_upload(key: str) -> None:
    """Have an uploaded file read. Told twice, the second finds nothing to do."""
    if import_card(uuid.UUID(key)).state is ImportState.UPLOADED:
        _start("rehearse-import", key)


def apply_upload(key: str) -> None:
    """Have an approved import written."""
    if import_card(uuid.UUID(key)).state is ImportState.APPROVED:
        _start("apply-import", key)


def _start(command: str, key: str) -> threading.Thread:
    watcher = threading.Thread(target=_watch, args=(command, key), name=f"{command} {key}", daemon=True)
    watcher.start()
    return watcher


def _watch(command: str, key: str) -> None:
    """Run the child to its end. One that died without a word is made into a failed import, with a sentence."""
    try:
        with _one_at_a_time:
            child = [sys.executable, "-m", "onaccount", command, key]
            done = subprocess.run(child, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if done.returncode:
            log.warning("%s %s ended with %s: %s", command, key, done.returncode, _last_words(done.stderr))
            take_back_unfinished(by=SYSTEM, at=timezone.now())
            give_up_import(key=uuid.UUID(key), by=SYSTEM, at=timezone.now())
    except Exception:
        log.exception("%s %s could not be watched", command, key)
    finally:
        close_old_connections()


def _last_words(stderr: bytes) -> str:
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "nothing was said"
