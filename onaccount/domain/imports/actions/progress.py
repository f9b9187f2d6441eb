"""How far an import is, in a file beside its stage: the books are not written for it, so no till waits for a bar."""

import json
import time
import uuid
from collections.abc import Callable

from onaccount.domain.imports.queries.places import progress_path
from onaccount.domain.imports.rules.progress import Progress, Work

Tell = Callable[[Work, int, int], None]  # what is done, rows done, rows in all as far as is known


def nobody(_work: Work, _done: int, _total: int) -> None:
    """Nobody waits for this work to be told of."""


EVERY = 1.0  # seconds


def timed(show: Callable[[Progress], None]) -> Tell:
    """A teller that adds how long each work has taken."""
    begun: dict[Work, float] = {}

    def tell(work: Work, done: int, total: int) -> None:
        now = time.monotonic()
        show(Progress(work, done, max(done, total), now - begun.setdefault(work, now)))

    return tell


def kept_progress(key: uuid.UUID) -> Tell:
    """A teller that keeps what it is told for the page, at most once a second."""
    path = progress_path(key)
    last = 0.0

    def keep(progress: Progress) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY:
            last = time.monotonic()
            new = path.with_suffix(".new")
            new.write_text(json.dumps([progress.work.value, progress.done, progress.total, progress.seconds]))
            new.replace(path)

    return timed(keep)


def forget_progress(key: uuid.UUID) -> None:
    progress_path(key).unlink(missing_ok=True)
