"""How columns were settled for one file is how the next one with the same headings begins."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import Actor
from onaccount.domain.imports.models import RememberedMapping
from onaccount.domain.imports.rules.mapping import header_key
from onaccount.domain.imports.rules.options import ListOf
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


@action
def remember_mapping(
    *, header: Sequence[str], mapping: Mapping[str, str | None], as_kind: str, of: ListOf, by: Actor, at: datetime
) -> None:
    """Keep what somebody settled. It is a habit and no fact about a customer, so history does not tell of it."""
    require(by, Right.IMPORT_CUSTOMERS)
    RememberedMapping.objects.update_or_create(
        header_key=header_key(header, of), defaults={"mapping": dict(mapping), "as_kind": as_kind, "at": at}
    )
