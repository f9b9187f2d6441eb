"""Make a backup: the rows of one moment, the files that they name, and what is needed to know that all is there."""

import hashlib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import IO, BinaryIO

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from onaccount.domain.backups.actions.seal import Sealed, keep_place_for_seal
from onaccount.domain.backups.queries.snapshot import last_number, lines_of, pieces_of, row_count, snapshot
from onaccount.domain.backups.queries.tables import LEFT_OUT, Table, migrations_in, tables_after
from onaccount.domain.backups.rules.manifest import (
    FIRST,
    KEY,
    MANIFEST,
    README,
    FilePart,
    LostFile,
    Manifest,
    TablePart,
    file_entry,
    rows_entry,
)
from onaccount.domain.backups.rules.refused import NothingToBackUp
from onaccount.domain.files.queries import path_of_stored
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require

PIECE = 1024 * 1024  # bytes
EFFORT = 1  # of deflate: more takes twice the time for a tenth of the size
STORED_FILES = "files_storedfile"

Tell = Callable[[int, int], None]  # rows done, rows in all


@dataclass(frozen=True)
class Made:
    """A backup that was written: what it says of itself, its size in bytes, its SHA-256."""

    manifest: Manifest
    size: int
    sha256: str


def make_backup(*, out: BinaryIO, version: str, with_key: bool, by: Actor, at: datetime, tell: Tell) -> Made:
    """Write a backup of the database as it is now, of its files, and of the secret key where that is asked for.

    Nobody waits for it, and what is written meanwhile is not in it. `version` is this program's. `out` is written from
    beginning to end, so that it may be a pipe; an OSError of it is the caller's to explain.
    """
    require(by, Right.BACK_UP)
    sealed = Sealed(out)
    # A ZipFile may be given anything that is written to and cannot go back.
    with zipfile.ZipFile(sealed, "w", zipfile.ZIP_DEFLATED, compresslevel=EFFORT) as archive:  # type: ignore[arg-type, call-overload, unused-ignore]
        keep_place_for_seal(archive)
        archive.writestr(FIRST, README, zipfile.ZIP_STORED)
        with snapshot() as books:
            migrations = migrations_in(books)
            if not migrations:
                raise NothingToBackUp
            wanted = tables_after(migrations)
            tables = write_tables(archive, books, wanted, tell)
            named = files_named(books) if any(table.name == STORED_FILES for table in wanted) else []
        files, lost = write_files(archive, named)
        if with_key:
            archive.writestr(KEY, settings.SECRET_KEY)
        manifest = Manifest(
            onaccount=version,
            engine=books.vendor,
            made_at=at.astimezone(UTC).isoformat(timespec="seconds"),
            migrations=migrations,
            tables=tables,
            files=files,
            lost_files=lost,
            left_out=LEFT_OUT,
            has_key=with_key,
        )
        archive.writestr(MANIFEST, manifest.as_json())
    return Made(manifest, sha256=sealed.finish(), size=sealed.written)


def write_tables(
    archive: zipfile.ZipFile, books: BaseDatabaseWrapper, tables: list[Table], tell: Tell
) -> list[TablePart]:
    total, done, parts = sum(row_count(books, table) for table in tables), 0, []
    for table in tables:
        rows, digest = 0, hashlib.sha256()
        with archive.open(rows_entry(table.name), "w", force_zip64=True) as entry:
            for count, lines in lines_of(books, table):
                entry.write(lines)
                digest.update(lines)
                rows += count
                tell(done + rows, total)
        done += rows
        columns = [[column.name, column.kind] for column in table.columns]
        parts.append(TablePart(table.name, columns, rows, digest.hexdigest(), last_number(books, table)))
    return parts


def files_named(books: BaseDatabaseWrapper) -> list[FilePart]:
    """The stored files of this moment, as their rows say they are."""
    query = f"SELECT path, size, sha256 FROM {STORED_FILES} ORDER BY path"
    return [FilePart(*row) for rows in pieces_of(books, query) for row in rows]


def write_files(archive: zipfile.ZipFile, named: list[FilePart]) -> tuple[list[FilePart], list[LostFile]]:
    """A stored file never changes, so it may be read after the moment of the rows. It may have been removed, though."""
    files, lost = [], []
    for file in named:
        try:
            with path_of_stored(file.path).open("rb") as content:
                found = write_file(archive, file.path, content)
        except OSError as error:
            if error.filename is None:  # of what is written to
                raise
            lost.append(LostFile(file.path, str(error.strerror)))
            continue
        files.append(found)
        if found != file:
            lost.append(LostFile(file.path, "its contents are not those that were stored"))
    return files, lost


def write_file(archive: zipfile.ZipFile, path: str, content: IO[bytes]) -> FilePart:
    size, digest = 0, hashlib.sha256()
    with archive.open(file_entry(path), "w", force_zip64=True) as entry:
        for piece in iter(partial(content.read, PIECE), b""):
            entry.write(piece)
            digest.update(piece)
            size += len(piece)
    return FilePart(path, size, digest.hexdigest())
