"""A row to stand in: whoever came first is next, and is woken at once."""

import os
import threading
from collections import deque
from weakref import WeakSet

ROWS: WeakSet["Row"] = WeakSet()


class Row:
    """A lock whose waiters are let in as they came. It is not asked again by whoever is in."""

    def __init__(self) -> None:
        self.reset()
        ROWS.add(self)

    def reset(self) -> None:
        self._guard = threading.Lock()
        self._is_taken = False
        self._waiting: deque[threading.Lock] = deque()

    def enter(self, *, seconds: float) -> bool:
        """Whether it was our turn within so many seconds."""
        turn = threading.Lock()
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return True
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=seconds):
            return True
        with self._guard:
            if turn not in self._waiting:
                return True  # given just when we gave up
            self._waiting.remove(turn)
        return False

    def leave(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False


def _forget_threads() -> None:
    """In a child of fork: the threads that stood in the rows, or were in, are not in it."""
    for row in ROWS:
        row.reset()


os.register_at_fork(after_in_child=_forget_threads)
