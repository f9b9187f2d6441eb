"""How far an import is, on a terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy

from onaccount.delivery.ui.pace import pace_text
from onaccount.domain.imports.actions import Tell, timed
from onaccount.domain.imports.rules.progress import Progress, Work

WORKS = {
    Work.READING: gettext_lazy("Reading"),
    Work.COMPARING: gettext_lazy("Comparing"),
    Work.MATCHING: gettext_lazy("Looking for duplicates"),
    Work.WRITING: gettext_lazy("Writing"),
    Work.TAKING_BACK: gettext_lazy("Taking back"),
}


@contextmanager
def bar() -> Iterator[Tell]:
    """A progress bar on a terminal for each work, with its speed and the time left; nothing where nobody looks."""
    if not sys.stderr.isatty():
        yield lambda _work, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[pace]}"))
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[Work, TaskID] = {}

        def show(progress: Progress) -> None:
            if progress.work not in tasks:
                tasks[progress.work] = bars.add_task(str(WORKS[progress.work]), pace="")
            pace = pace_text(progress)
            bars.update(tasks[progress.work], completed=progress.done, total=progress.total, pace=pace)

        yield timed(show)
