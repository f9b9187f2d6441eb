"""What can go wrong on the way, switched on by a test: which calls it meets, how many of them, and with what share."""

import random
import threading
from dataclasses import dataclass
from enum import Enum

READS = frozenset({"GET"})
WRITES = frozenset({"PUT", "POST", "DELETE"})


class Fault(Enum):
    DROP_BEFORE = "drop_before"  # the connection ends before anything was done
    DROP_AFTER = "drop_after"  # it was done, and the answer never comes
    SLOW = "slow"
    STATUS = "status"  # 500, 503: nothing was done
    GARBAGE = "garbage"  # it was done, and what comes is no JSON
    CUT_BODY = "cut_body"  # it was done, and the answer ends in its middle


@dataclass
class Breakdown:
    fault: Fault
    on: str  # "contacts", "token", "connections", "authorize", or "" for all
    methods: frozenset[str]
    share: float
    times: int | None
    seconds: float
    status: int
    retry_after: str


class Faults:
    """The switches. Of the seed depends which calls are met where only a share is."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.lock = threading.Lock()
        self.switched_on: list[Breakdown] = []

    def switch_on(self, breakdown: Breakdown) -> None:
        with self.lock:
            self.switched_on.append(breakdown)

    def switch_off(self) -> None:
        with self.lock:
            self.switched_on.clear()

    def meet(self, area: str, method: str) -> list[Breakdown]:
        """What befalls this call."""
        with self.lock:
            return [each for each in self.switched_on if self._meets(each, area, method)]

    def _meets(self, each: Breakdown, area: str, method: str) -> bool:
        if each.times == 0 or (each.on and each.on != area) or (each.methods and method not in each.methods):
            return False
        if each.share < 1 and self.dice.random() >= each.share:
            return False
        if each.times is not None:
            each.times -= 1
        return True
