"""A moment before which nothing more will be posted.

A posting's id is made while its account is held, so its millisecond is nearer to its commit than `posted_at`, which is
taken when somebody asks and may have waited for the account since. What was begun before the moment and is not
committed yet is waited for; nobody waits for us.
"""

import time

from django.db import connection, transaction

from onaccount.domain.ledger.models import new_id
from onaccount.domain.ledger.rules.books import millisecond_of

PATIENCE = 600  # looks, of a tenth of a second: longer than any charge, and than most imports
NEXT_XID = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
OLDEST_XID = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


def settled_moment() -> int:
    """In milliseconds since 1970: every posting with an id made before it is committed, or never will be."""
    moment = millisecond_of(new_id()) + 1
    while millisecond_of(new_id()) < moment:
        time.sleep(0.001)
    if not connection.in_atomic_block:
        _let_writers_finish()
    return moment


def _let_writers_finish() -> None:
    if connection.vendor == "sqlite":
        with transaction.atomic():  # it begins as a writer's, which is after all others
            return
    following = _answer(NEXT_XID)
    for _ in range(PATIENCE):
        if _answer(OLDEST_XID) >= following:
            return
        time.sleep(0.1)


def _answer(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        (answer,) = cursor.fetchone()
        return int(answer)
