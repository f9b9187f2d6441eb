"""A cursor for statements that are asked over and over: PostgreSQL plans each once for a connection.

Planning how an account stands takes it ten times as long as answering; SQLite's driver keeps what it has prepared by
itself. It is here because all rooms may use the lowest.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper


def planned_once() -> CursorWrapper:
    """Django's own cursor, whose statements are prepared where the engine and the settings let them be.

    A few statements that never differ but in their values: each that does is kept by the server for as long as the
    connection lives.
    """
    here: Any = connections[DEFAULT_DB_ALIAS]  # once: `django.db.connection` finds it anew for each word
    if here.vendor != "postgresql":
        return cast(CursorWrapper, here.cursor())
    here.ensure_connection()
    return cast(CursorWrapper, here._prepare_cursor(_preparing()(here.connection)))


@dataclass(frozen=True, slots=True)
class Said:
    """What Django tells whoever counts or logs statements; values were never part of its text."""

    query: bytes


@cache
def _preparing() -> Any:
    """Made when it is asked for first: on SQLite no driver of PostgreSQL is loaded."""
    from django.db.backends.postgresql import base

    binding: Any = base.ServerBindingCursor

    class Preparing(binding):
        """`prepare` is heeded where the connection has a threshold: config/engines.py."""

        def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
            done = super().execute(query, params, prepare=True, **more)
            self._query = Said(query.encode())
            return done

    return Preparing
