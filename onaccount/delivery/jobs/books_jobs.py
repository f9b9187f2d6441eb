"""Each night the books are gone through, by a process of its own, and the digest of all heads leaves the house: by the
log, by an event, and by a letter to the operator. A chain that its owner could write anew proves little without it.
"""

import json
import logging
import subprocess
import sys
import threading
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone

from onaccount.delivery.jobs.import_jobs import last_words
from onaccount.domain.history.rules import SYSTEM
from onaccount.domain.ledger.actions import keep_check, keep_failed_check
from onaccount.domain.ledger.queries import is_check_due

log = logging.getLogger(__name__)
one_at_a_time = threading.Lock()


def look() -> bool:
    """Begin when it is time. Two looks at indexes, and it waits for nothing that it begins."""
    if one_at_a_time.locked() or not is_check_due(at=timezone.now()):
        return False
    threading.Thread(target=check, name="books", daemon=True).start()
    return True


def check() -> None:
    """Have the books gone through, and keep what it came to. Two workers at it at once only do it twice."""
    if not one_at_a_time.acquire(blocking=False):
        return
    try:
        child = [sys.executable, "-m", "onaccount", "check-books", "--json"]
        done = subprocess.run(child, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if not done.stdout:
            fail(f"{done.returncode}: {last_words(done.stderr)}")
            return
        keep(json.loads(done.stdout))
    except (OperationalError, InterfaceError):
        log.warning("The database does not answer; the books are gone through later.", exc_info=True)
    except Exception:
        log.exception("The books could not be gone through")
    finally:
        connections.close_all()  # this thread's own, and it ends here
        one_at_a_time.release()


def fail(why: str) -> None:
    """It came to nothing, and is tried again as long as it is due."""
    log.error("check-books ended with %s", why)
    keep_failed_check(why=why, by=SYSTEM, at=timezone.now(), tell=settings.OPERATOR)


def keep(said: dict[str, object]) -> None:
    """Into the log, the history and a letter: the digest, or the first difference."""
    told: dict[str, Any] = {"by": SYSTEM, "at": timezone.now(), "tell": settings.OPERATOR}
    found = said["difference"]
    if isinstance(found, dict):
        log.error("The books do not hold. %s", found["sentence"])
        keep_check(digest="", difference=str(found["code"]), sentence=str(found["sentence"]), **told)
    else:
        log.warning("The books hold. Digest: %s", said["digest"])
        keep_check(digest=str(said["digest"]), difference="", **told)
