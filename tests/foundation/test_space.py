"""A full disk is told from other errors, however it is wrapped."""

import errno
import shutil
from types import SimpleNamespace

import pytest

from onaccount.foundation.refusals import Refused
from onaccount.foundation.space import NoSpace, ReadOnly, as_refusal


class WrappedError(Exception):
    sqlstate = ""


def wrapped(cause: Exception) -> Exception:
    try:
        raise WrappedError("the database says no") from cause
    except WrappedError as error:
        return error


def postgresql_that_follows() -> Exception:
    error = WrappedError("cannot execute INSERT in a read-only transaction")
    error.sqlstate = "25006"
    return error


def full_postgresql() -> Exception:
    error = WrappedError("could not extend file")
    error.sqlstate = "53100"
    return error


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        WrappedError("database or disk is full"),
        full_postgresql(),
        wrapped(OSError(errno.ENOSPC, "No space left on device")),
        wrapped(full_postgresql()),
    ],
)
def test_a_full_disk_is_known(error):
    assert isinstance(as_refusal(error), NoSpace)


def test_an_error_that_does_not_say_why_is_one_of_space_where_none_is_left(tmp_path, monkeypatch):
    error = WrappedError("disk I/O error")
    assert as_refusal(error, disk=tmp_path) is None
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=0))
    assert isinstance(as_refusal(error, disk=tmp_path), NoSpace)
    assert as_refusal(error) is None


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EROFS, "Read-only file system"),
        WrappedError("attempt to write a readonly database"),
        wrapped(postgresql_that_follows()),
    ],
)
def test_books_that_can_only_be_read_are_known(error):
    assert isinstance(as_refusal(error), ReadOnly)


@pytest.mark.parametrize(
    "error", [OSError(errno.EACCES, "Permission denied"), WrappedError("database is locked"), KeyError()]
)
def test_other_errors_are_not_taken_for_one(error):
    assert as_refusal(error) is None
    assert as_refusal(error) is None


def test_a_refusal_speaks_for_itself():
    refusal = Refused()
    assert as_refusal(refusal) is refusal
