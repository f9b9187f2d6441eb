"""One process at a time: a lock of the operating system, which no kill -9 leaves behind."""

import fcntl
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from onaccount.domain.imports.queries.places import lock_path
from onaccount.domain.imports.rules.states import AnotherImportApplies, NotInThisState


@contextmanager
def held(name: str) -> Iterator[bool]:
    """Whether the lock could be had; it is held until the block ends."""
    with lock_path(name).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def at_work(key: uuid.UUID) -> Iterator[None]:
    """Work at one import. A second process is refused, whatever the state in the books says."""
    with held(key.hex) as mine:
        if not mine:
            raise NotInThisState(now="being worked at", to="worked at twice")
        yield


@contextmanager
def applying_alone() -> Iterator[None]:
    with held("applying") as mine:
        if not mine:
            raise AnotherImportApplies
        yield


def is_at_work(key: uuid.UUID) -> bool:
    with held(key.hex) as free:
        return not free
