"""The two engines under the books: how DATABASE_URL is read, and how Django is told."""

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from onaccount.config.readers import Unreadable

SAFE_SQLITE = (3, 51, 3)  # before it, a WAL database written by several processes can be damaged
BUSY_SECONDS = 20  # how long a writer waits for another; past it the door answers 503

# What libpq may be told in the address; everything else is a mistake or belongs to us.
LIBPQ_OPTIONS = {"host", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "target_session_attrs"}


@dataclass(frozen=True)
class SQLite:
    path: Path


@dataclass(frozen=True)
class PostgreSQL:
    name: str
    user: str = ""
    password: str = field(default="", repr=False)
    host: str = ""
    port: str = ""
    options: dict[str, str] = field(default_factory=dict)
    prepares: bool = True


def database(text: str) -> SQLite | PostgreSQL:
    """`sqlite:////absolute/path` or `postgresql://user:password@host:port/name?sslmode=...`."""
    scheme = text.partition(":")[0]
    if scheme == "sqlite":
        return _sqlite_address(text)
    if scheme in ("postgresql", "postgres"):
        return _postgresql_address(text)
    raise Unreadable("it must begin with postgresql:// or sqlite:////")


def _sqlite_address(text: str) -> SQLite:
    prefix = "sqlite:///"
    path = unquote(text.removeprefix(prefix))
    if not text.startswith(prefix) or not path.startswith("/") or path.endswith("/") or ":memory:" in path:
        raise Unreadable("it must name a file by its whole path, with four slashes: sqlite:////absolute/path")
    return SQLite(Path(path))


def _postgresql_address(text: str) -> PostgreSQL:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise Unreadable("its host or port cannot be read") from error
    name = unquote(parts.path.removeprefix("/"))
    if not name or "/" in name:
        raise Unreadable("it must name a database: postgresql://user:password@host:5432/name")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(set(options) - LIBPQ_OPTIONS - {"prepared"}):
        raise Unreadable(f"it has an option that is not known, {unknown[0]}")
    prepared = options.pop("prepared", "on")
    if prepared not in ("on", "off"):
        raise Unreadable("its option prepared must be on or off")
    return PostgreSQL(
        name=name,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=options.pop("host", "") or unquote(parts.hostname or ""),
        port=str(port or ""),
        options=options,
        prepares=prepared == "on",
    )


def sqlite_complaint(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    """Why this Python's SQLite must not keep the books, or nothing."""
    if version >= SAFE_SQLITE:
        return ""
    return (
        f"This Python brings SQLite {'.'.join(map(str, version))}, which can damage a database that several processes "
        "write. Use a Python with SQLite 3.51.3 or newer, or PostgreSQL by DATABASE_URL."
    )


def sqlite_settings(path: Path, *, synchronous: str) -> dict[str, Any]:
    """How Django opens an SQLite file.

    IMMEDIATE, because a deferred transaction that turns to writing is refused at once, however long the timeout.
    The connection is kept, because opening it again would repeat the pragmas with every request.
    The engine is Django's, before which the writers of a process stand in a row.
    """
    pragmas = {
        "journal_mode": "WAL",
        "synchronous": synchronous,
        "foreign_keys": "ON",
        "temp_store": "MEMORY",
        "cache_size": "-32000",  # KiB; the default of 2 MB does not hold the indexes of 100,000 customers
        "journal_size_limit": str(64 * 1024 * 1024),
    }
    return {
        "ENGINE": "onaccount.config.sqlite",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": BUSY_SECONDS,
            "init_command": ";".join(f"PRAGMA {name}={value}" for name, value in pragmas.items()),
        },
    }


def postgresql_settings(address: PostgreSQL, *, pool_size: int | None) -> dict[str, Any]:
    """How Django reaches PostgreSQL: through a pool in web processes, by one kept connection everywhere else."""
    # Compiling a statement takes ten times as long as any of ours does.
    options: dict[str, Any] = {"application_name": "onaccount", "connect_timeout": "10", "options": "-c jit=off"}
    options |= address.options
    # What every request asks is planned once for each connection (history/queries/cursors.py), no other statement. Off
    # for a pooler in front that gives each transaction another connection and knows no prepared statements.
    options["prepare_threshold"] = 5 if address.prepares else None
    if pool_size:
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address.name,
        "USER": address.user,
        "PASSWORD": address.password,
        "HOST": address.host,
        "PORT": address.port,
        # A pool keeps its connections itself, and Django refuses both at once.
        "CONN_MAX_AGE": 0 if pool_size else 60,
        "CONN_HEALTH_CHECKS": True,
        # Behind such a pooler a cursor that is read on after a transaction would be looked for on another connection.
        "DISABLE_SERVER_SIDE_CURSORS": not address.prepares,
        "OPTIONS": options,
    }


class CacheRouter:
    """Keeps the cache's table in the cache's own file, and everything else out of it.

    On SQLite every count of a rate limit would otherwise wait for the one writer of the books.
    """

    app = "django_cache"
    alias = "cache"

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return self.alias if model._meta.app_label == self.app else None

    def db_for_write(self, model: Any, **hints: Any) -> str | None:
        return self.db_for_read(model)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        if db == self.alias or app_label == self.app:
            return db == self.alias and app_label == self.app
        return None
