"""What fails again and again is left in peace for a while. How it goes stands in a row, so all processes share it."""

from datetime import datetime
from typing import Protocol

from onaccount.domain.connectors.rules.patience import rest_after


class Asked(Protocol):
    """What a row says of how it went with a system next door."""

    quiet_until: datetime | None  # nobody asks before
    failures: int  # one after another
    trouble: str
    troubled_at: datetime | None


FIELDS = ("quiet_until", "failures", "trouble", "troubled_at")


def longer_wait(row: Asked, until: datetime | None, *, at: datetime) -> datetime | None:
    """The longer wait of the two: who was asked to wait is not called back by an answer that left before."""
    asked = row.quiet_until if row.quiet_until and row.quiet_until > at else None
    return max(filter(None, (asked, until)), default=None)


def count_failure(row: Asked, words: str, *, at: datetime, until: datetime | None = None) -> None:
    """One call more that came to nothing. After a few of them nobody asks for a while, longer each time."""
    row.failures += 1
    row.trouble, row.troubled_at = words[:500], at
    row.quiet_until = longer_wait(row, until, at=at)
    rest = rest_after(row.failures)
    if rest:
        row.quiet_until = longer_wait(row, at + rest, at=at)
