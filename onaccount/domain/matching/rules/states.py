"""What has become of a pair, and of a scan."""

from enum import Enum


class Decision(Enum):
    """What a person said of a pair. What was said DIFFERENT is not asked again; LATER is asked after all others."""

    OPEN = "open"
    LATER = "later"
    DIFFERENT = "different"
    MERGED = "merged"


class ScanState(Enum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


DECISION_MOVES: dict[Decision, set[Decision]] = {
    Decision.OPEN: {Decision.LATER, Decision.DIFFERENT, Decision.MERGED},
    Decision.LATER: {Decision.OPEN, Decision.DIFFERENT, Decision.MERGED},
    Decision.DIFFERENT: {Decision.OPEN, Decision.LATER, Decision.MERGED},
    Decision.MERGED: {Decision.OPEN},
}
SCAN_MOVES: dict[ScanState, set[ScanState]] = {
    ScanState.WAITING: {ScanState.RUNNING, ScanState.STOPPED},
    ScanState.RUNNING: {ScanState.DONE, ScanState.STOPPED, ScanState.FAILED},
    ScanState.DONE: set(),
    ScanState.STOPPED: set(),
    ScanState.FAILED: set(),
}
