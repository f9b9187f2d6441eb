"""How a child learns that its supervisor is gone, even when that was killed and could say nothing.

The child's standard input is a pipe whose other end only the supervisor holds: when the supervisor ends, however it
ends, the system closes it and reading ends. This works wherever there are pipes; a signal on the parent's death is
Linux alone.
"""

import os
import signal
import sys
import threading

PATIENCE = 10  # seconds for a request or a delivery in hand to finish


def end_with_the_supervisor() -> None:
    threading.Thread(target=_wait_and_end, name="lifeline", daemon=True).start()


def _wait_and_end() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(PATIENCE)
    os.killpg(0, signal.SIGKILL)  # this child leads a group of its own, its workers in it
