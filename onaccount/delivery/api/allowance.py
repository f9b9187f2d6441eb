"""How often one may ask, counted by all processes together and yet asked of the shared cache only now and then.

Each process takes a share of a minute's allowance at once and gives it out from its own memory. So nobody is given more
than the limit, whichever process answers; one whose requests fall on several may be refused a few shares early.
"""

import threading
import time
from dataclasses import dataclass, field

from django.core.cache import cache

WINDOW = 60  # seconds
SHARES = 20  # of a limit


@dataclass(slots=True)
class Share:
    """What this process has left to give of a window."""

    window: int
    left: int


@dataclass
class Allowance:
    """So many requests a minute for each of whoever asks, by a name of theirs."""

    noun: str
    shares: dict[str, Share] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, whose: str, *, limit: int) -> int:
        """Take one request from the allowance: 0, or the seconds until the next window when nothing is left of it."""
        now = int(time.time())
        window = now // WINDOW
        with self.lock:
            share = self.shares.get(whose)
            if share is None or share.window != window:
                self._forget(window)
                share = self.shares[whose] = Share(window, 0)
            if share.left == 0:
                share.left = self._take(whose, window, limit)
            if share.left == 0:
                return WINDOW - now % WINDOW
            share.left -= 1
            return 0

    def _take(self, whose: str, window: int, limit: int) -> int:
        wanted = max(1, limit // SHARES)
        key = f"allowance:{self.noun}:{whose}:{window}"
        cache.add(key, 0, 2 * WINDOW)
        try:
            taken = cache.incr(key, wanted)
        except ValueError:  # it was culled between the two
            return wanted
        return max(0, min(wanted, limit - taken + wanted))

    def _forget(self, window: int) -> None:
        for whose in [whose for whose, share in self.shares.items() if share.window != window]:
            del self.shares[whose]
