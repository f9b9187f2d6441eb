"""Both engines are opened as the books need it, whatever the defaults are."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.db import connection, connections

from onaccount.config.engines import CacheRouter, PostgreSQL, database, postgresql_settings, sqlite_settings
from onaccount.config.readers import Unreadable

WRITE_100 = """
import sys
import onaccount
from django.conf import settings
from onaccount.config.engines import sqlite_settings
from pathlib import Path

settings.configure(DATABASES={"default": sqlite_settings(Path(sys.argv[1]), synchronous="FULL")})
from django.db import connection, transaction

for _ in range(100):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT n FROM counter")
        (n,) = cursor.fetchone()
        cursor.execute("UPDATE counter SET n = %s", [n + 1])
"""


def pragma(name: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]


def test_every_part_of_this_program_has_the_safe_sqlite():
    from django.db.backends.sqlite3 import base

    assert base.Database.sqlite_version_info >= (3, 51, 3)  # type: ignore[attr-defined]
    assert base.Database.sqlite_version_info == sqlite3.sqlite_version_info  # type: ignore[attr-defined]


@pytest.mark.sqlite
@pytest.mark.django_db
@pytest.mark.parametrize(("name", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)])
def test_the_books_are_written_through_to_the_disk(name, value):
    assert pragma(name) == value


def test_no_write_of_several_processes_is_lost_or_refused(tmp_path):
    """Read, then write, in one transaction: DEFERRED would refuse or lose here."""
    path = tmp_path / "books.sqlite3"
    with sqlite3.connect(path) as books:
        books.executescript("CREATE TABLE counter (n); INSERT INTO counter VALUES (0)")
    root = Path(__file__).resolve().parents[2]
    writers = [subprocess.Popen([sys.executable, "-c", WRITE_100, str(path)], cwd=root) for _ in range(4)]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0, 0]
    with sqlite3.connect(path) as books:
        assert books.execute("SELECT n FROM counter").fetchone() == (400,)
    books.close()


def test_a_connection_to_sqlite_is_kept():
    assert sqlite_settings(Path("x"), synchronous="FULL")["CONN_MAX_AGE"] is None


def test_connections_are_pooled_in_web_processes_only():
    web, worker = (postgresql_settings(PostgreSQL("books"), pool_size=size) for size in (8, None))
    assert (web["OPTIONS"]["pool"]["max_size"], web["CONN_MAX_AGE"]) == (8, 0)
    assert ("pool" in worker["OPTIONS"], worker["CONN_MAX_AGE"]) == (False, 60)


def test_statements_are_prepared_unless_the_address_says_that_a_pooler_cannot():
    on, off = (database(f"postgresql://books/books{more}") for more in ("", "?prepared=off"))
    found = [postgresql_settings(each, pool_size=None)["OPTIONS"] for each in (on, off)]  # type: ignore[arg-type]
    assert [each["prepare_threshold"] for each in found] == [5, None]
    assert "prepared" not in found[1]
    with pytest.raises(Unreadable):
        database("postgresql://books/books?prepared=perhaps")


def test_no_cursor_is_left_with_a_connection_that_a_pooler_may_change():
    """The limit's rehearsal reads on after its statement (ledger/queries/moves.py)."""
    on, off = (database(f"postgresql://books/books{more}") for more in ("", "?prepared=off"))
    found = [postgresql_settings(each, pool_size=None) for each in (on, off)]  # type: ignore[arg-type]
    assert [each["DISABLE_SERVER_SIDE_CURSORS"] for each in found] == [False, True]


@pytest.mark.parametrize(
    ("alias", "app", "allowed"),
    [
        ("cache", "django_cache", True),
        ("default", "django_cache", False),
        ("cache", "people", False),
        ("default", "people", None),
    ],
)
def test_the_cache_has_a_file_of_its_own_on_sqlite(alias, app, allowed):
    assert CacheRouter().allow_migrate(alias, app) is allowed


@pytest.mark.django_db(databases="__all__")
def test_the_cache_of_all_processes_is_in_a_database():
    alias = "cache" if "cache" in django_settings.DATABASES else "default"
    call_command("createcachetable", "onaccount_cache", database=alias, verbosity=0)
    assert "onaccount_cache" in connections[alias].introspection.table_names()
    cache = DatabaseCache("onaccount_cache", {})
    cache.set("attempts", 3)
    assert cache.incr("attempts") == 4
    assert DatabaseCache("onaccount_cache", {}).get("attempts") == 4
