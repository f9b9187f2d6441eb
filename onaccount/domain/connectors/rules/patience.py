"""How long a system next door is given: to answer, to recover, and until it is asked again."""

import secrets
from datetime import timedelta

LEASE = timedelta(minutes=2)  # longer than any request may take: whose turn ran out is gone, and may be followed
SETTLES = timedelta(minutes=1)  # within it, what left without an answer has arrived or never will
LONGEST_WAIT = timedelta(hours=1)


def wait_after(tries: int) -> timedelta:
    """10 s, doubling, at most an hour, each a little different: all who failed together must not return together."""
    wait = min(timedelta(seconds=10 * 2 ** min(max(tries, 1) - 1, 12)), LONGEST_WAIT)
    return wait * (1 + any_part() / 4)


def any_part() -> float:
    """From 0 up to 1, another each time."""
    return secrets.randbelow(1_000_000) / 1_000_000
