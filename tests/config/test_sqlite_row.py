"""Writers of one process stand in a row before SQLite: first come, first served, and nobody is left in it."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from onaccount.config.engines import sqlite_settings
from onaccount.config.sqlite.base import DatabaseWrapper, row_of
from onaccount.config.sqlite.row import Row
from tests.reliability.processes import comes_true


@pytest.fixture
def opens(tmp_path: Path, django_db_blocker: Any) -> Iterator[Callable[..., BaseDatabaseWrapper]]:
    """Connections to one file, such as each thread has one."""
    made: list[BaseDatabaseWrapper] = []

    def open_one(**options: Any) -> BaseDatabaseWrapper:
        known: dict[str, Any] = sqlite_settings(tmp_path / "books.sqlite3", synchronous="OFF")
        defaults: dict[str, Any] = {
            "ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "CONN_HEALTH_CHECKS": False, "TIME_ZONE": None,
            "USER": "", "PASSWORD": "", "HOST": "", "PORT": "", "TEST": {},
        }  # fmt: skip
        known["OPTIONS"] = known["OPTIONS"] | options
        wrapper = DatabaseWrapper(defaults | known, alias="of its own")
        wrapper.inc_thread_sharing()
        made.append(wrapper)
        return wrapper

    with django_db_blocker.unblock():
        yield open_one
        for wrapper in made:
            wrapper.close()


def begin(wrapper: BaseDatabaseWrapper) -> None:
    wrapper.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def end(wrapper: BaseDatabaseWrapper, *, how: str = "commit") -> None:
    getattr(wrapper, how)()
    wrapper.set_autocommit(True)


def in_row(wrapper: BaseDatabaseWrapper) -> Row:
    return row_of(str(wrapper.settings_dict["NAME"]))


def test_who_came_first_is_next(opens):
    holder, order = opens(), list[int]()

    def write(n: int) -> None:
        wrapper = opens()
        begin(wrapper)
        order.append(n)
        end(wrapper)

    begin(holder)
    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for n, thread in enumerate(threads):
        thread.start()
        assert comes_true(lambda n=n: len(in_row(holder)._waiting) == n + 1)  # type: ignore[misc]
    end(holder)
    for thread in threads:
        thread.join()
    assert order == list(range(8))


@pytest.mark.parametrize("how", ["commit", "rollback"])
def test_the_end_of_a_transaction_lets_the_next_in(opens, how):
    first, second = opens(), opens(timeout=0.05)
    begin(first)
    end(first, how=how)
    begin(second)
    end(second)


def test_a_connection_that_is_closed_in_the_middle_lets_the_next_in(opens):
    first, second = opens(), opens(timeout=0.05)
    begin(first)
    first.close()
    begin(second)
    end(second)


def test_a_beginning_that_fails_lets_the_next_in(opens):
    """Another process writes just then: SQLite refuses, and the row must not stand still for ever."""
    import sqlite3

    first, second = opens(timeout=0.05), opens(timeout=0.05)
    other = sqlite3.connect(first.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"):
        begin(first)
    other.execute("ROLLBACK")
    other.close()
    begin(second)
    end(second)


def test_who_waits_too_long_is_told_as_sqlite_tells_it_and_leaves_the_row(opens):
    first, second, third = opens(), opens(timeout=0.05), opens(timeout=0.05)
    begin(first)
    with pytest.raises(OperationalError, match="database is locked"):
        begin(second)
    end(first)
    begin(third)
    end(third)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_failing_transaction_and_those_in_it_leave_the_row_to_others():
    from django.db import connection

    row = in_row(connection)
    with transaction.atomic():
        assert row._is_taken
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES (NULL, NULL, NULL)")
        assert row._is_taken, "the inner one is a savepoint"
    assert not row._is_taken
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError
    assert not row._is_taken


def test_a_child_of_fork_finds_the_row_empty():
    row = Row()
    assert row.enter(seconds=1)
    child = os.fork()
    if child == 0:
        os._exit(0 if row.enter(seconds=0.05) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_threads_that_ask_for_a_row_first_at_the_same_moment_stand_in_one():
    """Otherwise one would let the next into a row that it was never in."""
    for n in range(200):
        together, found = threading.Barrier(8), list[Row]()

        def ask(name: str = f"file {n}", together: threading.Barrier = together, found: list[Row] = found) -> None:
            together.wait()
            found.append(row_of(name))

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(set(map(id, found))) == 1
