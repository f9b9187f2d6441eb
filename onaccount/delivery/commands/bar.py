"""How far a long command is, on a terminal."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

Tell = Callable[[int, int], None]  # done, in all


@contextmanager
def bar(what: str) -> Iterator[Tell]:
    """A progress bar on a terminal, with rows a second; nothing where nobody looks."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    speed = TextColumn("{task.fields[speed]}")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), speed)
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(what, total=None, speed="")
        began = time.monotonic()

        def tell(done: int, total: int) -> None:
            speed = _("{rows} rows/s").format(rows=f"{done / max(time.monotonic() - began, 0.001):,.0f}")
            bars.update(task, completed=done, total=max(done, total), speed=speed)

        yield tell
