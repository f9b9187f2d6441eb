"""How long a system next door is given: to answer, to recover, and until it is asked again."""

import secrets
from datetime import timedelta

LEASE = timedelta(minutes=2)  # longer than any request may take: whose turn ran out is gone, and may be followed
SETTLES = timedelta(minutes=1)  # within it, what left without an answer has arrived or never will
LONGEST_WAIT = timedelta(hours=1)
AWAY_AFTER = 5  # failures one after another, and then it is left in peace
SHORTEST_REST, LONGEST_REST = timedelta(seconds=30), timedelta(minutes=15)


def wait_after(tries: int) -> timedelta:
    """10 s, doubling, at most an hour, each a little different: all who failed together must not return together."""
    wait = min(timedelta(seconds=10 * 2 ** min(max(tries, 1) - 1, 12)), LONGEST_WAIT)
    return wait * (1 + any_part() / 4)


def rest_after(failures: int) -> timedelta | None:
    """How long to leave in peace what failed so often in a row; None while it may be asked. 30 s, doubling, at most
    15 minutes, each a little different."""
    if failures < AWAY_AFTER:
        return None
    doubled: int = 2 ** min(failures - AWAY_AFTER, 10)
    rest = min(SHORTEST_REST * doubled, LONGEST_REST)
    return rest * (0.75 + any_part() / 2)


def any_part() -> float:
    """From 0 up to 1, another each time."""
    return secrets.randbelow(1_000_000) / 1_000_000
