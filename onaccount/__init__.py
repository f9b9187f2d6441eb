"""OnAccount: from "who are you?" to trading on account."""

import sys


def _take_safe_sqlite() -> None:
    """Put pysqlite3 in place of the interpreter's sqlite3, before Django or anything else asks for it.

    SQLite 3.7.0 to 3.51.2 can corrupt a WAL database that several processes write, and most Pythons bring one of these.
    It stands here so that every process of ours has it: web, worker, import, tests. Where there is no wheel the
    interpreter's own stays, and the settings refuse it when it is too old (config/engines.py).
    """
    try:
        import pysqlite3
        import pysqlite3.dbapi2
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


_take_safe_sqlite()
