"""What happened, in an order that never changes behind a reader's back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query
from pydantic import BaseModel, Field

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.door import told
from onaccount.delivery.api.paging import MOST
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Doer, Told
from onaccount.domain.history.queries import Entry, end_of_feed, feed_after
from onaccount.domain.people.permissions import SEEN_WITH, Right, values_told
from onaccount.domain.people.queries import names_of
from onaccount.domain.people.rules import Kind
from onaccount.foundation.refusals import Refused

resource = Resource("Events")
FURTHEST = 10**15  # a position that no feed reaches
OF_CUSTOMERS = frozenset({Kind.LOGIN.value, Kind.PERSON.value})  # whose names are a customer's own


class PositionAhead(Refused):
    """The books were restored from a backup that is older than what this reader has seen."""

    code = "position_ahead"
    sentence = "The feed ends at {end}, and {after} lies after it."
    cure = "Read it again from 0: the books were restored, or this position is of another deployment."
    status = 409
    field = "after"


class Since(BaseModel):
    """Where a reader goes on."""

    after: int = Field(0, ge=0, le=FURTHEST, description="The last position you have; 0 for the beginning.")
    limit: int = Field(100, ge=1, le=MOST, description="How many at once.")


class About(Told):
    """What an event speaks of."""

    kind: str = Field(description="customer, import, letter and so on.", examples=["customer"])
    key: str = Field(description="Its number or id, as a text.", examples=["17"])


class Happened(Told):
    """An event: a fact that never changes. What it says of values may be erased later."""

    position: int = Field(description="Its place in the feed: rising by one, given once.")
    id: UUID
    event: str = Field(description="noun.past_tense", examples=["customer.activated"])
    subject: About
    actor: Doer
    at: datetime = Field(description="UTC.")
    changes: Annotated[
        dict[str, list[Any]] | None,
        Field(description="{field: [from, to]}. null: none, erased, or of a part that this token may not see."),
    ]
    why: str = Field(description="The reason that somebody gave; blank where there is none.")


class Events(Told):
    """A part of the feed."""

    items: list[Happened]
    next: int = Field(description="Send it as `after` to go on, now or later. It is never null: a feed has no end.")


@resource.get("/events", right=Right.READ_EVENTS, answer=Events, summary="Read the feed of events", problems=(409,))
def list_events(request: ApiRequest, since: Query[Since]) -> HttpResponse:
    """Everything that happened after a position, the oldest first, each once. A position that you see has nothing
    unseen before it, so keep `next` and ask again with it: nothing is lost, whatever runs meanwhile.
    """
    entries = feed_after(since.after, limit=since.limit)
    if not entries and since.after > (end := end_of_feed()):
        raise PositionAhead(after=since.after, end=end)
    names = _names(entries, request.rights)
    items = [_shown(entry, names, request.rights) for entry in entries]
    return told(200, {"items": items, "next": entries[-1].position if entries else since.after})


def _names(entries: Iterable[Entry], rights: frozenset[Right]) -> Mapping[str, str]:
    hidden = frozenset() if Right.SEE_CUSTOMERS in rights else OF_CUSTOMERS
    return names_of(entry.actor_key for entry in entries if entry.actor_kind not in hidden)


def _shown(entry: Entry, names: Mapping[str, str], rights: frozenset[Right]) -> dict[str, Any]:
    return {
        "position": entry.position,
        "id": str(entry.id),
        "event": entry.name,
        "subject": {"kind": entry.subject.kind, "key": entry.subject.key},
        "actor": {"kind": entry.actor_kind, "key": entry.actor_key, "name": names.get(entry.actor_key)},
        "at": entry.at,
        "changes": values_told(entry.subject.kind, entry.changes, rights),
        "why": entry.why if SEEN_WITH.get(entry.subject.kind) in rights else "",
    }
