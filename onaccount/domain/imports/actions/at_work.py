"""One process at a time: a lock of the operating system, which no kill -9 leaves behind."""

import fcntl
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.db import connection

from onaccount.domain.imports.queries.places import lock_path
from onaccount.domain.imports.rules.states import AnotherImportApplies, NotInThisState

ADVISORY = 0x0ACC_1390


@contextmanager
def held(name: str) -> Iterator[bool]:
    """Whether the lock could be had; it is held until the block ends."""
    path = lock_path(name)
    with path.open("a") as file:
        mine = locked(file) and is_still(path, file)
        try:
            yield mine
        finally:
            if mine:
                path.unlink(missing_ok=True)


def locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_still(path: Path, file: IO[str]) -> bool:
    """Whether the file is the one of that name: whoever held it before may have removed it between opening and lock."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


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


def hold_postgresql() -> None:
    """Held by whoever applies an import until the transaction ends: there, processes may run on several machines."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ADVISORY])
        if not cursor.fetchone()[0]:
            raise AnotherImportApplies


def is_at_work(key: uuid.UUID) -> bool:
    if not lock_path(key.hex).exists():
        return False
    with held(key.hex) as free:
        return not free
