"""What the ways of fetching share: the file that came, the limits, and how bytes are kept within them."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from onaccount.domain.files.rules import MAX_BYTES
from onaccount.domain.imports.rules.sources import CannotFetch

SMALLER = "Ask the other side for a shorter list, or split it"
PIECE = 256 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` is for all of it; `settle` is how long a file in a folder must have stood still."""

    seconds: float = 600
    answer_seconds: float = 30  # for a connection, and for each answer on it
    bytes: int = MAX_BYTES
    settle: float = 2
    settle_tries: int = 30


def nothing() -> None:
    """Most sources are left as they are."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that came. `take` tells the source that it was taken."""

    name: str
    path: Path
    sha256: str
    take: Callable[[], None] = nothing


class Keeper:
    """A file of ours that takes what comes, and no more than it may."""

    def __init__(self, out: IO[bytes], limits: Limits) -> None:
        self.out, self.limits = out, limits
        self.digest, self.size = hashlib.sha256(), 0

    def write(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.size > self.limits.bytes:
            raise too_large(self.limits)
        self.digest.update(piece)
        self.out.write(piece)


@contextmanager
def kept_in(into: Path, limits: Limits) -> Iterator[Keeper]:
    """Nothing stays behind of a file that did not come whole."""
    try:
        with open(os.open(into, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            yield Keeper(out, limits)
    except BaseException:
        into.unlink(missing_ok=True)
        raise


def keep(pieces: Iterable[bytes], into: Path, limits: Limits) -> str:
    """Write what comes into a file of ours; answers its SHA-256."""
    with kept_in(into, limits) as keeper:
        for piece in pieces:
            keeper.write(piece)
    return keeper.digest.hexdigest()


def too_large(limits: Limits) -> CannotFetch:
    size = f"{limits.bytes // 1024**2} MB" if limits.bytes >= 1024**2 else f"{limits.bytes} bytes"
    return CannotFetch(why=f"it is larger than {size}", what_to_do=f"{SMALLER}.")


def too_slow(limits: Limits) -> CannotFetch:
    why = f"it took longer than {limits.seconds:,.0f} seconds"
    return CannotFetch(why=why, what_to_do="Ask the owner of that server why it is slow; it is tried again next time.")
