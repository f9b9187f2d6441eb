"""Scans: how far one is, how fast it goes, and the refusals."""

from datetime import datetime, timedelta

from onaccount.domain.matching.rules.states import SCAN_MOVES, ScanState
from onaccount.foundation.refusals import Refused

ALIVE = timedelta(minutes=1)  # a worker that has said nothing for so long is gone; a slice takes a second or two
SURE_AFTER = 2.0  # seconds; before, a speed is mostly chance
ACTIVE = (ScanState.WAITING, ScanState.RUNNING)


class NoSuchScan(Refused):
    code = "no_such_scan"
    sentence = "There is no such scan."
    cure = "Look at the duplicates to see how the last one went."
    status = 404


class ScanUnderWay(Refused):
    code = "scan_under_way"
    sentence = "A scan of all customers is under way already."
    cure = "Wait for its end, or stop it first."
    status = 409


class ScanNotInThisState(Refused):
    code = "scan_state"
    sentence = "The scan is {now}, so it cannot be {to}."
    cure = "Reload the page to see how it stands."
    status = 409


def check_scan_move(now: ScanState, to: ScanState) -> None:
    if to not in SCAN_MOVES[now]:
        raise ScanNotInThisState(now=now.value, to=to.value)


def is_alive(beat_at: datetime | None, at: datetime) -> bool:
    """Whether the worker that last said something may still be at it."""
    return beat_at is not None and at - beat_at < ALIVE


def pace(looked: int, seconds: float) -> float | None:
    """Customers a second; None while it is too early to say."""
    return looked / seconds if looked and seconds >= SURE_AFTER else None


def seconds_left(total: int, looked: int, seconds: float) -> float | None:
    """If it goes on at the speed it had; None while it is too early to say."""
    rate = pace(looked, seconds)
    return max(total - looked, 0) / rate if rate else None
