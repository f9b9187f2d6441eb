"""Restore a backup into an empty database of either engine: all of it, or nothing."""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from onaccount.domain.backups.actions.load import check_references, load_table
from onaccount.domain.backups.actions.target import (
    alone,
    answer_nothing,
    bring_tables,
    check_empty,
    check_tables,
    hold_off,
)
from onaccount.domain.backups.queries.archive import Backup
from onaccount.domain.backups.queries.snapshot import digest_of
from onaccount.domain.backups.queries.tables import FILLED_BY_MIGRATE, Table, tables_after, unknown_migration
from onaccount.domain.backups.rules.manifest import Manifest
from onaccount.domain.backups.rules.refused import CannotWrite, Damaged, DoesNotFit, FileInTheWay, NewerBackup
from onaccount.domain.connectors.actions.xero.connection import part_with_connection
from onaccount.domain.files.queries import path_of_stored
from onaccount.domain.history.rules import Actor
from onaccount.domain.ledger.actions import lifted_guards
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require

Tell = Callable[[int, int], None]  # rows done, rows in all; each is counted when it is written and when it is compared


@dataclass(frozen=True)
class Restored:
    """What was restored. Each table was read again from the database and compared with what the backup says."""

    manifest: Manifest
    steps: int  # migrations from the backup's version to this one
    key: "KeptKey"
    parted: bool  # from Xero, which was connected: only one of the two places may be


@dataclass(frozen=True)
class KeptKey:
    """What became of the secret key: `restored`, or why not."""

    restored: bool
    why_not: str = ""


def restore_backup(*, backup: Backup, version: str, by: Actor, at: datetime, tell: Tell) -> Restored:
    """Restore a backup into the database and the folder of these settings, and bring it up to this version.

    `version` is this program's. Refuses, with nothing written, where the database holds anything, is in use, or is of
    another version. The rows come in one transaction. Before its end they are read again and compared with the backup,
    and the files are in place.
    """
    require(by, Right.BACK_UP)
    tables = tables_in(backup, version)
    with alone():
        check_tables(backup.manifest.migrations)
        check_empty()
        bring_tables(backup.manifest.migrations)
        written = write_files(backup)
        try:
            with transaction.atomic():
                hold_off()
                check_empty()
                load(backup, tables, tell)
                steps = steps_to_this_version()
                if not steps:  # what stands beside the tables is made with them; else by the last of these steps
                    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
        except BaseException:
            remove(written)
            raise
        if steps:
            call_command("migrate", interactive=False, verbosity=0)
        parted = part_with_connection(by=by, at=at)
        return Restored(backup.manifest, steps, keep_key(backup), parted)


def tables_in(backup: Backup, version: str) -> list[Table]:
    """The tables of the backup's version, which must be those that the backup holds."""
    manifest = backup.manifest
    if unknown_migration(manifest.migrations):
        raise NewerBackup(version=manifest.onaccount, ours=version)
    tables = tables_after(manifest.migrations)
    expected = {table.name: [[column.name, column.kind] for column in table.columns] for table in tables}
    if expected != {part.name: part.columns for part in manifest.tables}:
        raise Damaged(file=backup.name, what="its tables are not those of its version")
    return tables


def steps_to_this_version() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


# --- rows -------------------------------------------------------------------------------------------------------------


def load(backup: Backup, tables: list[Table], tell: Tell) -> None:
    """Fill the tables, then read them again: what is not as the backup says takes all of it back."""
    done, total = 0, 2 * backup.manifest.rows
    parts = {part.name: part for part in backup.manifest.tables}

    def count(rows: int) -> None:
        nonlocal done
        done += rows
        tell(done, total)

    for table in reversed(tables):
        if table.name in FILLED_BY_MIGRATE:
            answer_nothing(f"DELETE FROM {table.quoted}")
    with lifted_guards():  # postings come in the order of their ids; `onaccount check-books` looks at their chains
        for table in tables:
            load_table(backup, parts[table.name], table, count)
    check_references()
    for table in tables:
        part = parts[table.name]
        if digest_of(connection, table, count) != (part.rows, part.sha256):
            raise DoesNotFit(table=table.name, why=f"{connection.vendor} gives them back differently")


# --- files ------------------------------------------------------------------------------------------------------------


def write_files(backup: Backup) -> list[Path]:
    """Put the stored files in place, but those that are there with the same contents. Answers what it wrote."""
    written: list[Path] = []
    try:
        for file in backup.manifest.files:
            path = path_of_stored(file.path)
            if path.exists():
                check_same(path, backup.pieces(file))
                continue
            write_file(path, backup.pieces(file))
            written.append(path)
    except BaseException as error:
        remove(written)
        if isinstance(error, OSError):
            raise CannotWrite(file=error.filename or "A stored file", why=error.strerror) from None
        raise
    return written


def remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def write_file(path: Path, pieces: Iterable[bytes]) -> None:
    """Under its name it is whole: a restore that was killed is simply done again."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.part")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.writelines(pieces)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def check_same(path: Path, pieces: Iterable[bytes]) -> None:
    with path.open("rb") as there:
        if not all(there.read(len(piece)) == piece for piece in pieces) or there.read(1):
            raise FileInTheWay(file=path)


def keep_key(backup: Backup) -> KeptKey:
    """Put the backup's key in place of the one that was made for the empty database; that one is kept beside it."""
    key = backup.secret_key()
    if key is None:
        return KeptKey(restored=False, why_not="the backup does not hold it")
    if settings.ENVIRONMENT.secret_key:
        return KeptKey(restored=False, why_not="SECRET_KEY is set, and is used instead of it")
    place = Path(settings.DATA) / "secret_key"
    with suppress(FileNotFoundError):
        if place.read_text(encoding="ascii").strip() != key:
            place.replace(place.with_name("secret_key.before-restore"))
    write_file(place, [f"{key}\n".encode("ascii")])
    return KeptKey(restored=True)
