"""How far an import is, how fast it goes, and how long it may still take."""

from dataclasses import dataclass
from enum import Enum

SURE_AFTER = 2.0  # seconds; before, a speed is mostly chance


class Work(Enum):
    """What is being done to the rows, one after the other; each is told of from 0 to its own total."""

    READING = "reading"
    COMPARING = "comparing"  # with the customers that are there
    MATCHING = "matching"  # new rows with one another and with the customers that they may be
    WRITING = "writing"
    TAKING_BACK = "taking_back"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one work is: rows `done` of `total` (a guess while a file is being read), after so many `seconds`."""

    work: Work
    done: int
    total: int
    seconds: float

    @property
    def rate(self) -> float | None:
        """Rows a second so far; None while it is too early to say."""
        return self.done / self.seconds if self.seconds >= SURE_AFTER and self.done else None

    @property
    def seconds_left(self) -> float | None:
        """Of this work, if it goes on at the speed it had; None while it is too early to say."""
        return max(self.total - self.done, 0) / self.rate if self.rate else None
