"""The engine that DATABASES names: Django looks for `base.DatabaseWrapper` in it.

SQLite has one writer. Who finds it busy sleeps, longer each time, up to a tenth of a second, and whoever comes at the
right moment goes first: of eight threads that charge at once the slowest waited a second while the disk was idle. So
the threads of a process stand in a row before SQLite, and only the first of each process asks it.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from onaccount.config.sqlite.row import Row

ROWS: dict[str, Row] = {}  # by the file's name


def row_of(name: str) -> Row:
    """One for all threads: those that ask first at the same moment get the same."""
    return ROWS.get(name) or ROWS.setdefault(name, Row())


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, of which each transaction waits in the row of its file; in it from BEGIN until no transaction is open.

    A statement outside of transactions waits as SQLite itself does.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._row: Row | None = None  # that it is in

    def _start_transaction_under_autocommit(self) -> None:
        self._enter()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # not in Django's stubs
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> None:
        with self._left_at_its_end():
            super()._commit()  # type: ignore[misc]  # not in Django's stubs

    def _rollback(self) -> None:
        with self._left_at_its_end():
            super()._rollback()  # type: ignore[misc]  # not in Django's stubs

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # not in Django's stubs
        finally:
            self._leave()

    @contextlib.contextmanager
    def _left_at_its_end(self) -> Iterator[None]:
        """A commit that was refused leaves its transaction open, and a rollback follows."""
        try:
            yield
        finally:
            if self.connection is None or not self.connection.in_transaction:
                self._leave()

    def _enter(self) -> None:
        if self._row is not None:
            return
        row = row_of(str(self.settings_dict["NAME"]))
        if not row.enter(seconds=self.settings_dict["OPTIONS"].get("timeout", 5.0)):
            raise OperationalError("database is locked")
        self._row = row

    def _leave(self) -> None:
        row, self._row = self._row, None
        if row is not None:
            row.leave()
