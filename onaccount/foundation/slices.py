"""Work in slices, so that on SQLite, where the books have one writer, nobody waits long."""

import time
from collections.abc import Iterator

SLICE_SECONDS = 0.18  # of writer time; a slice that takes longer makes the next one smaller, so that none takes 0.25
PAUSE = 0.02  # seconds between slices: a waiting writer looks again every few milliseconds
LEAST = 100


def sizes(first: int, most: int = 1_000_000, seconds: float = SLICE_SECONDS) -> Iterator[int]:
    """How much the next slice may hold, each time it is asked; the time between is that of the slice and its pause."""
    size = first
    while True:
        began = time.monotonic()
        yield size
        size = min(next_size(size, time.monotonic() - began, seconds), most)
        time.sleep(PAUSE)


def next_size(size: int, took: float, seconds: float) -> int:
    """As many rows as fit into a slice at the speed of the last one; growing no faster than twofold."""
    return max(LEAST, min(size * 2, int(size * seconds / max(took, 0.001))))
