"""A backup as a file: looked at from end to end before any of it is believed."""

import hashlib
import io
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, BinaryIO

from onaccount.domain.backups.rules.manifest import (
    FORMAT,
    KEY,
    MANIFEST,
    MARK,
    SEAL,
    SEAL_LENGTH,
    FilePart,
    Manifest,
    TablePart,
    file_entry,
    format_of,
    manifest_of,
    rows_entry,
    version_of,
)
from onaccount.domain.backups.rules.refused import CannotRead, Damaged, NewerBackup, NotABackup

PIECE = 1024 * 1024  # bytes
HEAD = 4096  # bytes, in which the mark stands
Tell = Callable[[int], None]


@dataclass(frozen=True)
class Backup:
    """A backup whose bytes are those that were written. Its parts are checked once more while they are read."""

    name: str
    manifest: Manifest
    archive: zipfile.ZipFile

    def lines(self, table: TablePart) -> Iterator[bytes]:
        """The rows of a table, each a JSON array."""
        rows, digest = 0, hashlib.sha256()
        with self._entry(rows_entry(table.name)) as entry:
            for line in entry:
                rows += 1
                digest.update(line)
                yield line
        self._expect((rows, digest.hexdigest()) == (table.rows, table.sha256), rows_entry(table.name))

    def pieces(self, file: FilePart) -> Iterator[bytes]:
        """A stored file."""
        size, digest = 0, hashlib.sha256()
        with self._entry(file_entry(file.path)) as entry:
            for piece in iter(partial(entry.read, PIECE), b""):
                size += len(piece)
                digest.update(piece)
                yield piece
        self._expect((size, digest.hexdigest()) == (file.size, file.sha256), file_entry(file.path))

    def secret_key(self) -> str | None:
        if not self.manifest.has_key:
            return None
        with self._entry(KEY) as entry:
            return entry.read().decode("ascii").strip()

    @contextmanager
    def _entry(self, name: str) -> Iterator[io.BufferedReader]:
        try:
            with self.archive.open(name) as entry:
                yield io.BufferedReader(entry, PIECE)  # type: ignore[arg-type] # a ZipExtFile, typed as less
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError):
            raise Damaged(file=self.name, what=f"{name} cannot be read") from None

    def _expect(self, is_so: bool, entry: str) -> None:
        if not is_so:
            raise Damaged(file=self.name, what=f"{entry} has other contents")


@contextmanager
def opened(path: Path, *, name: str, ours: str, tell: Tell = lambda _bytes: None) -> Iterator[Backup]:
    """A backup to read from. `name` is what its owner calls it, `ours` the version of this program.

    Raises NotABackup, Damaged when a byte of it is not as it was, NewerBackup.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise CannotRead(file=name, why=error.strerror) from None
    with file:
        try:
            check_seal(file, name=name, tell=tell)
            with zipfile.ZipFile(file) as archive:
                manifest = read_manifest(archive, name=name, ours=ours)
                yield Backup(name, manifest, archive)
        except zipfile.BadZipFile:
            raise Damaged(file=name, what="it is no whole ZIP file") from None


def check_seal(file: BinaryIO, *, name: str, tell: Tell) -> None:
    """Compare all bytes with what the last ones say of them."""
    try:
        size = os.fstat(file.fileno()).st_size
        is_marked = MARK.encode() in file.read(HEAD)
        file.seek(max(0, size - SEAL_LENGTH - len(SEAL)))
        mark, seal = file.read(len(SEAL)), file.read()
        if mark != SEAL:
            raise Damaged(file=name, what="its end is missing") if is_marked else NotABackup(file=name)
        file.seek(0)
        if digest_of_first(file, size - SEAL_LENGTH, tell) != seal.decode("ascii", "replace"):
            raise Damaged(file=name, what="its contents are not those that were written")
    except OSError as error:  # a folder, a disk that fails
        raise CannotRead(file=name, why=error.strerror) from None
    file.seek(0)


def digest_of_first(file: IO[bytes], length: int, tell: Tell) -> str:
    digest = hashlib.sha256()
    while length > 0 and (piece := file.read(min(PIECE, length))):
        digest.update(piece)
        length -= len(piece)
        tell(len(piece))
    return digest.hexdigest()


def read_manifest(archive: zipfile.ZipFile, *, name: str, ours: str) -> Manifest:
    try:
        text = archive.read(MANIFEST).decode()
        if format_of(text) > FORMAT:
            raise NewerBackup(version=version_of(text), ours=ours)
        return manifest_of(text)
    except (KeyError, ValueError, zlib.error):
        raise Damaged(file=name, what="what it says of itself cannot be read") from None
