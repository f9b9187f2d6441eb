"""What speaks to somebody out there runs in a thread of its own, so that letters go on leaving meanwhile (I19)."""

import logging
import threading
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, connections

log = logging.getLogger(__name__)


class Aside:
    """One piece of work, done by one thread of a process at a time.

    What is wanted stands in the database: a worker that is killed loses none of it.
    """

    def __init__(self, name: str, work: Callable[[], object]) -> None:
        self.name, self.work = name, work
        self.one_at_a_time = threading.Lock()

    @property
    def is_busy(self) -> bool:
        return self.one_at_a_time.locked()

    def begin(self) -> None:
        """Start, and wait for nothing."""
        threading.Thread(target=self.run, name=self.name, daemon=True).start()

    def run(self) -> None:
        if not self.one_at_a_time.acquire(blocking=False):
            return
        try:
            self.work()
        except (OperationalError, InterfaceError):
            log.warning("The database does not answer; what was due (%s) waits.", self.name, exc_info=True)
        except Exception:
            log.exception("What was due (%s) failed", self.name)
        finally:
            connections.close_all()  # this thread's own, and it ends here
            self.one_at_a_time.release()
