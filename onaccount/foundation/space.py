"""The disk is full or may not be written: errors that nobody made and somebody can cure, however they are wrapped."""

import errno
import shutil
from collections.abc import Iterator
from pathlib import Path

from onaccount.foundation.refusals import Refused

NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})
SQLITE_FULL = "database or disk is full"  # result code 13; the wrapped error keeps only its words
POSTGRESQL_FULL = "53100"  # disk_full, PostgreSQL's appendix A
SQLITE_UNABLE = "disk I/O error"  # result code 10: the disk is broken, or has no page left for the index of the log
LITTLE = 64 * 1024  # bytes; that index takes half of it
SQLITE_READ_ONLY = "attempt to write a readonly database"  # result code 8
POSTGRESQL_READ_ONLY = "25006"  # read_only_sql_transaction


class NoSpace(Refused):
    code = "no_space"
    sentence = "The disk is full, so nothing was written."
    cure = "Free some space, then do it again."
    status = 507


class ReadOnly(Refused):
    code = "read_only"
    sentence = "The books can be read and not written just now."
    cure = "Nothing was done. Whoever looks after the server makes its disk writable, or names the database that leads."
    status = 503


def as_refusal(error: BaseException, *, disk: Path | None = None) -> Refused | None:
    """The error as something to say to people; None when it is a defect, or somebody's wish to stop.

    `disk` is a folder on the disk that the error came from, where somebody knows it: some errors do not say why.
    """
    if isinstance(error, Refused):
        return error
    return next(filter(None, (_said_by(each, disk) for each in _chain(error))), None)


def _said_by(error: BaseException, disk: Path | None) -> Refused | None:
    number = error.errno if isinstance(error, OSError) else None
    state, words = getattr(error, "sqlstate", None), str(error)
    if number in NO_SPACE or state == POSTGRESQL_FULL or SQLITE_FULL in words:
        return NoSpace()
    if SQLITE_UNABLE in words and disk and shutil.disk_usage(disk).free < LITTLE:
        return NoSpace()
    if number == errno.EROFS or state == POSTGRESQL_READ_ONLY or SQLITE_READ_ONLY in words:
        return ReadOnly()
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
