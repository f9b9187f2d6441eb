"""Match keys of customers who were there before, or whose keys were made in another way; the worker's clock."""

import time

from onaccount.domain.customers.actions import write_missing_keys

AT_ONCE = 500  # customers in one transaction: about a tenth of a second, for nobody else writes on SQLite meanwhile
TURN = 1.0  # seconds, after which letters and lists have theirs


def write_missing() -> bool:
    """Write the keys that are missing, for a turn; whether there were any. One look at one row where there are none."""
    until = time.monotonic() + TURN
    found = False
    while write_missing_keys(most=AT_ONCE):
        found = True
        if time.monotonic() >= until:
            break
        time.sleep(0.02)  # whoever waits to write comes between
    return found
