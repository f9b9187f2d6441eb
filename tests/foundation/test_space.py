"""A full disk is told from other errors, however it is wrapped."""

import errno

import pytest

from onaccount.foundation.refusals import Refused
from onaccount.foundation.space import NoSpace, as_refusal, is_out_of_space


class WrappedError(Exception):
    sqlstate = ""


def wrapped(cause: Exception) -> Exception:
    try:
        raise WrappedError("the database says no") from cause
    except WrappedError as error:
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
    assert is_out_of_space(error)
    assert isinstance(as_refusal(error), NoSpace)


@pytest.mark.parametrize(
    "error", [OSError(errno.EACCES, "Permission denied"), WrappedError("database is locked"), KeyError()]
)
def test_other_errors_are_not_taken_for_one(error):
    assert not is_out_of_space(error)
    assert as_refusal(error) is None


def test_a_refusal_speaks_for_itself():
    refusal = Refused()
    assert as_refusal(refusal) is refusal
