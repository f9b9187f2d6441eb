"""How far an import is, in a file beside its stage: the books are not written for it, so no till waits for a bar."""

import json
import time
import uuid
from collections.abc import Callable

from onaccount.domain.imports.queries.places import progress_path

Tell = Callable[[int, int], None]  # rows done, rows in all as far as is known

EVERY = 1.0  # seconds


def kept_progress(key: uuid.UUID, work: str) -> Tell:
    """A teller that keeps what it is told for the page, at most once a second."""
    path = progress_path(key)
    last = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY:
            last = time.monotonic()
            new = path.with_suffix(".new")
            new.write_text(json.dumps({"work": work, "done": done, "total": max(done, total)}))
            new.replace(path)

    return tell


def forget_progress(key: uuid.UUID) -> None:
    progress_path(key).unlink(missing_ok=True)
