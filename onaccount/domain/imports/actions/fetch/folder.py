"""Take the newest file out of a folder of this machine, if the operator allowed it. Links are not followed."""

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from onaccount.domain.imports.actions.fetch.fetched import PIECE, Fetched, Limits, keep
from onaccount.domain.imports.rules.sources import CannotFetch, NothingThere, Place, Source, fits, place_of

DONE = "done"
Seen = tuple[int, int, int]  # of a file: which one it is, its size, when it was written


def fetch_from_folder(source: Source, into: Path, limits: Limits) -> Fetched:
    place = place_of(source.kind, source.place)
    folder = allowed_folder(place)
    with opened_folder(folder) as handle:
        name = newest(handle, place)
        with opened_file(handle, name) as file:
            seen = settled(file, name, limits)
            digest = keep(pieces_of(file), into, limits)
            if look(os.fstat(file)) != seen:
                into.unlink(missing_ok=True)
                raise still_written(name)
    if not source.moves_taken:
        return Fetched(name, into, digest)
    return Fetched(name, into, digest, take=lambda: move_away(folder, name, seen))


def allowed_folder(place: Place) -> Path:
    """The folder itself, below one that the operator named, with no link on the way down from there."""
    path = Path(place.path)
    for root in settings.IMPORT_FOLDERS:
        if path.is_relative_to(root):
            real = Path(os.path.realpath(root)) / path.relative_to(root)
            if not real.is_dir():
                raise CannotFetch(why=f"there is no folder {path}", what_to_do="Make it, or name the right one.")
            if Path(os.path.realpath(real)) != real:
                raise CannotFetch(why=f"{path} leads through a link", what_to_do="Name the folder itself.")
            return real
    allowed = ", ".join(map(str, settings.IMPORT_FOLDERS))
    cure = f"Use one below {allowed}, or have the operator add it to ONACCOUNT_IMPORT_FOLDERS."
    raise CannotFetch(why=f"{path} is not a folder that lists may be taken from", what_to_do=cure)


@contextmanager
def opened_folder(path: Path) -> Iterator[int]:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        raise unreadable(str(path), error) from None
    try:
        yield handle
    finally:
        os.close(handle)


def newest(handle: int, place: Place) -> str:
    """The file that was written last; of two at once, the last by name."""
    with os.scandir(handle) as entries:
        found = [entry for entry in entries if fits(entry.name, place.pattern)]
    files = [(entry.stat(follow_symlinks=False).st_mtime_ns, entry.name) for entry in found if is_file(entry)]
    if files:
        return max(files)[1]
    if links := [entry.name for entry in found if entry.is_symlink()]:
        raise CannotFetch(why=f"{min(links)} is a link", what_to_do="Put the file itself there.")
    raise NothingThere(pattern=place.pattern)


def is_file(entry: "os.DirEntry[str]") -> bool:
    return entry.is_file(follow_symlinks=False)


@contextmanager
def opened_file(handle: int, name: str) -> Iterator[int]:
    """By the folder's handle and without following links: what was looked at is what is read."""
    try:
        file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=handle)
    except OSError as error:
        raise unreadable(name, error) from None
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise CannotFetch(why=f"{name} is no file", what_to_do="Put a file there.")
        yield file
    finally:
        os.close(file)


def look(found: os.stat_result) -> Seen:
    return found.st_ino, found.st_size, found.st_mtime_ns


def settled(file: int, name: str, limits: Limits) -> Seen:
    """What a file looks like that nobody is writing: the same at two looks."""
    before = look(os.fstat(file))
    for _ in range(limits.settle_tries):
        time.sleep(limits.settle)
        now = look(os.fstat(file))
        if now == before:
            return now
        before = now
    raise still_written(name)


def pieces_of(file: int) -> Iterator[bytes]:
    while piece := os.read(file, PIECE):
        yield piece


def still_written(name: str) -> CannotFetch:
    return CannotFetch(
        why=f"{name} is still being written",
        what_to_do="It is looked at again next time. Have it written under another name and renamed when it is whole.",
    )


def unreadable(name: str, error: OSError) -> CannotFetch:
    reason = error.strerror or type(error).__name__
    cure = "Let the account that OnAccount runs under read it."
    return CannotFetch(why=f"{name} cannot be read ({reason})", what_to_do=cure)


def move_away(folder: Path, name: str, seen: Seen) -> None:
    """Into done/ beside it, under its own name or that and a number: nothing that was moved before is written over.

    A file that came under the same name meanwhile stays: it was not read.
    """
    done = folder / DONE
    try:
        if look(os.stat(folder / name, follow_symlinks=False)) != seen:
            return
        done.mkdir(exist_ok=True)
        stem, suffix = Path(name).stem, Path(name).suffix
        names = [name, *(f"{stem}-{count}{suffix}" for count in range(2, 10_000))]
        os.rename(folder / name, next(done / each for each in names if not os.path.lexists(done / each)))
    except OSError as error:
        cure = "Let the account that OnAccount runs under write to that folder, or leave the file where it is."
        raise CannotFetch(why=f"{name} cannot be moved to {DONE}/ ({error.strerror})", what_to_do=cure) from None
