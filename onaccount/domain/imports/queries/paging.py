"""A page of what rises with time, newest first: the keys are the keyset, so each page costs the same."""

import uuid
from typing import TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
PAGE_SIZE = 50


def newest_first(
    found: QuerySet[M], *, after: uuid.UUID | None, before: uuid.UUID | None, limit: int = PAGE_SIZE
) -> tuple[list[M], uuid.UUID | None, uuid.UUID | None]:
    """The rows below `after`, or those above `before`, and the keys to go on from either way: None at the ends."""
    if before is not None:
        rows = list(found.filter(pk__gt=before).order_by("pk")[: limit + 1])
        has_newer, has_older = len(rows) > limit, True
        rows = rows[:limit][::-1]
    else:
        older = found if after is None else found.filter(pk__lt=after)
        rows = list(older.order_by("-pk")[: limit + 1])
        has_newer, has_older = after is not None, len(rows) > limit
        rows = rows[:limit]
    return rows, rows[-1].pk if rows and has_older else None, rows[0].pk if rows and has_newer else None
