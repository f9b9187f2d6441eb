"""The database that a backup is restored into: alone with it, empty, and with the tables of the backup's version."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from onaccount.domain.backups.queries.snapshot import answer
from onaccount.domain.backups.queries.tables import (
    FILLED_BY_MIGRATE,
    Migrations,
    is_left_out,
    migrations_in,
    pairs,
    unknown_migration,
)
from onaccount.domain.backups.rules.refused import AnotherVersionsTables, InUse, NotEmpty

A_MOMENT = 1_000  # milliseconds: whoever only looks at the database is soon gone


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else has the database open. On SQLite nobody can until the end; on PostgreSQL see `hold_off`."""
    if connection.vendor == "sqlite":
        with alone_on_sqlite():
            yield
    else:
        if answer(connection, OTHERS):
            raise InUse
        yield


OTHERS = """SELECT COUNT(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'onaccount'"""


@contextmanager
def alone_on_sqlite() -> Iterator[None]:
    """Only who is alone may change the way that a database keeps its journal; then it is held for the whole time."""
    try:
        timeout = answer(connection, "PRAGMA busy_timeout")
        answer(connection, f"PRAGMA busy_timeout = {A_MOMENT}")
        answer(connection, "PRAGMA locking_mode = EXCLUSIVE")
        answer(connection, "PRAGMA journal_mode = DELETE")
    except OperationalError:
        connection.close()
        raise InUse from None
    try:
        answer(connection, f"PRAGMA busy_timeout = {timeout}")
        yield
    finally:
        answer(connection, "PRAGMA locking_mode = NORMAL")
        answer(connection, "PRAGMA journal_mode = WAL")
        connection.close()


def hold_off() -> None:
    """PostgreSQL: whoever starts now waits for the end of the transaction. They all ask this table first."""
    if connection.vendor == "postgresql":
        answer_nothing("LOCK TABLE django_migrations IN ACCESS EXCLUSIVE MODE")


def answer_nothing(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def check_empty() -> None:
    """Refuse a database in which anything stands that the migrations did not put there."""
    with connection.cursor() as cursor:
        found = connection.introspection.table_names(cursor)
    counts = {table: answer(connection, f'SELECT COUNT(*) FROM "{table}"') for table in sorted(found) if counted(table)}
    if filled := [
        f"{count:,} {'row' if count == 1 else 'rows'} in {table}" for table, count in counts.items() if count
    ]:
        more = ", ..." if len(filled) > 3 else ""
        raise NotEmpty(what="it has " + ", ".join(filled[:3]) + more)


def counted(table: str) -> bool:
    return not is_left_out(table) and table not in FILLED_BY_MIGRATE


def check_tables(migrations: Migrations) -> None:
    """Refuse a database that has been through more than the backup's: nothing takes that back safely."""
    there = migrations_in(connection)
    if unknown_migration(there) or not set(pairs(there)) <= set(pairs(migrations)):
        raise AnotherVersionsTables


def bring_tables(migrations: Migrations) -> None:
    """Make the tables as the backup's database had them."""
    executor, wanted = MigrationExecutor(connection), set(pairs(migrations))
    following = {each: executor.loader.graph.node_map[each].children for each in wanted}
    # Only the last of each app: what is asked for before them would be taken back to.
    last = [
        each
        for each in sorted(wanted)
        if not any(child.key in wanted for child in following[each] if child.key[0] == each[0])
    ]
    executor.migrate(last)
