"""Merging and writing down pairs take turns, so that no pair is asked about of which one was merged meanwhile.

Who writes pairs looks whether both stand for themselves, and who merges tells the pairs that are there: at the same
moment neither would see the other. On SQLite there is one writer anyway. On PostgreSQL it is a lock of the database's
own, taken before any row is held, so that nobody waits in a circle; pairs are written in a few hundredths of a second,
and those who write them do not wait for one another.
"""

from django.db import connection

MERGING = 0x0ACC_1505


def hold_merges() -> None:
    """From here to the end of the transaction nobody else merges, takes apart, or writes a pair."""
    _lock("pg_advisory_xact_lock")


def hold_off_merges() -> None:
    """From here to the end of the transaction nobody merges or takes apart."""
    _lock("pg_advisory_xact_lock_shared")


def _lock(name: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {name}(%s)", [MERGING])
