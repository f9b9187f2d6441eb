"""In which order the workers of a run take the tests: each begins with what waits long, and all end with what is quick.

pytest-xdist first gives each worker a stretch of the list, then more of it, in its order, to whoever is done. What
waits long stands at the heads of those stretches, a folder together, so that one worker makes its house or its list and
the others make none. What is moved uses processes and databases of its own; the other tests keep the order in which
pytest-django has them, those that empty a database last.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

# Browsers and kills. What they came to was measured (--durations=0), and the lines come to much the same.
LONG: tuple[tuple[str, ...], ...] = (
    ("tests/journeys/",),
    (
        "tests/domain/backups/test_there_and_back.py",
        "tests/reliability/test_killed.py",
        "tests/reliability/test_races.py",
    ),
    ("tests/domain/imports/test_undo_killed.py", "tests/domain/ledger/test_migration_states.py"),
    ("tests/domain/imports/test_import_killed.py", "tests/domain/imports/test_disk_full.py"),
)


def spread(tests: Sequence[T], workers: int, *, place: Callable[[T], str]) -> list[T]:
    """The same tests, with a line of LONG at the head of each worker's first stretch; `place` is a test's file."""
    workers = max(1, workers)
    lines: list[list[T]] = [[] for _ in range(workers)]
    quick: list[T] = []
    for test in tests:
        line = next((n for n, files in enumerate(LONG) if place(test).startswith(files)), None)
        (quick if line is None else lines[line % workers]).append(test)
    stretch = max(2, len(tests) // workers // 4)  # as xdist.scheduler.load does
    ordered: list[T] = []
    for line_of_one in lines:
        more = max(0, stretch - len(line_of_one))
        ordered += [*line_of_one, *quick[:more]]
        del quick[:more]
    return ordered + quick
