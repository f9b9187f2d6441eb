"""Short codes are tried a few times only: each try is counted, and committed, before anything is compared."""

from datetime import datetime
from typing import Any

from django.db.models import Case, DateTimeField, F, QuerySet, Value, When

from onaccount.domain.people.rules import LOCKED_FOR, TRIES


def take_try(row: "QuerySet[Any]", *, at: datetime) -> bool:
    """One conditional UPDATE takes a try of a code's row; False where none is left, right code or wrong."""
    row.filter(locked_until__lte=at).update(tries=0, locked_until=None)
    last = When(tries__gte=TRIES - 1, then=Value(at + LOCKED_FOR))
    locked = Case(last, default=F("locked_until"), output_field=DateTimeField())
    return bool(row.filter(tries__lt=TRIES).update(tries=F("tries") + 1, locked_until=locked))


def end_tries(row: "QuerySet[Any]", *, hash: str) -> bool:
    """A right code ends the count; False if it was changed meanwhile."""
    return bool(row.filter(hash=hash).update(tries=0, locked_until=None))
