"""The disk is full: an error that nobody made and somebody can cure, however it is wrapped."""

import errno
from collections.abc import Iterator

from onaccount.foundation.refusals import Refused

NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})
SQLITE_FULL = "database or disk is full"  # result code 13; the wrapped error keeps only its words
POSTGRESQL_FULL = "53100"  # disk_full, PostgreSQL's appendix A


class NoSpace(Refused):
    code = "no_space"
    sentence = "The disk is full, so nothing was written."
    cure = "Free some space, then do it again."
    status = 507


def as_refusal(error: BaseException) -> Refused | None:
    """The error as something to say to people; None when it is a defect, or somebody's wish to stop."""
    if isinstance(error, Refused):
        return error
    return NoSpace() if is_out_of_space(error) else None


def is_out_of_space(error: BaseException) -> bool:
    """Whether an error, or one that led to it, says that there is no space left."""
    return any(map(_says_so, _chain(error)))


def _says_so(error: BaseException) -> bool:
    if isinstance(error, OSError) and error.errno in NO_SPACE:
        return True
    return getattr(error, "sqlstate", None) == POSTGRESQL_FULL or SQLITE_FULL in str(error)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
