"""Match keys of customers who were there before, or whose keys were made in another way; the worker's clock."""

import time

from onaccount.domain.customers.actions import write_missing_keys
from onaccount.foundation.slices import sizes

FIRST_SLICE = 100  # customers: their keys stand all over the table, and at first none of its pages is at hand
SLICE = 0.1  # seconds in which nobody else writes on SQLite; on a busy machine one may take twice as long
TURN = 1.0  # seconds, after which letters and lists have theirs


def write_missing() -> bool:
    """Write the keys that are missing, for a turn; whether there were any. One look at one row where there are none."""
    until = time.monotonic() + TURN
    found = False
    for size in sizes(FIRST_SLICE, seconds=SLICE):
        if not write_missing_keys(most=size):
            break
        found = True
        if time.monotonic() >= until:
            break
    return found
