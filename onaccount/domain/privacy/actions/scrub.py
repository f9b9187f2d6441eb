"""What was erased leaves the disk too, as far as the engine lets it.

SQLite keeps the bytes of what was deleted in its free pages, and of what was written over in its write-ahead log. With
secure_delete it writes zeros over them; what an earlier, plain deletion left is found by reading the file, which is
packed anew only then. PostgreSQL keeps dead rows until a vacuum: the tables that were touched are vacuumed at once.
"""

import logging
from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.db import OperationalError, connection

from onaccount.domain.privacy.rules.columns import COLUMNS, Holds
from onaccount.domain.privacy.rules.hits import Place
from onaccount.foundation.needles import Needles

log = logging.getLogger(__name__)


def shred_from_now_on() -> None:
    """Have this connection write zeros over what it deletes."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def scrub(needles: Needles, left: Iterable[Place]) -> bool:
    """Take what was erased off the disk, outside any transaction. Whether SQLite's file was packed anew for it."""
    if connection.in_atomic_block:
        return False
    if connection.vendor == "postgresql":
        _vacuum_tables()
        return False
    return _shred(needles, list(left))


def _vacuum_tables() -> None:
    tables = [name for name, holds in COLUMNS.items() if Holds.PERSONAL in holds]
    known = {table._meta.db_table for table in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        for name in tables:
            if name in known:
                cursor.execute(f"VACUUM {connection.ops.quote_name(name)}")


def _shred(needles: Needles, left: list[Place]) -> bool:
    """The log goes into the file, and is cut to nothing; then the file is read."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if not _gone(needles, left):
            try:
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except OperationalError as reason:  # somebody writes, or the disk has no room for a second copy
                log.warning("SQLite's file could not be packed anew after an erasing: %s", reason)
                return False
            return True
    return False


def _gone(needles: Needles, left: list[Place]) -> bool:
    """Whether none of these stands in the file that no row holds any more. What rows still hold is not asked for."""
    looked_for = needles if not left else needles.among(_not_held(needles, left))
    return not looked_for.in_file(Path(str(connection.settings_dict["NAME"])))


def _not_held(needles: Needles, left: list[Place]) -> set[str]:
    held = {way for place in left if place.column for way in place.ways}
    return set(needles.written) - held
