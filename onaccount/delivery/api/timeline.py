"""What happened to a customer."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query
from pydantic import Field

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.door import told
from onaccount.delivery.api.paging import Stretch, cursor_of, id_in
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Doer, Listed, Told
from onaccount.domain.customers.queries import timeline_page
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import names_of

resource = Resource("Timeline")


class Fact(Told):
    """Something that happened to a customer."""

    id: UUID
    event: str = Field(description="noun.past_tense", examples=["customer.activated"])
    actor: Doer
    at: datetime = Field(description="UTC.")
    changes: Annotated[dict[str, list[Any]], Field(description="{field: [from, to]}; empty where nothing is kept.")]
    why: str = Field(description="The reason that somebody gave; blank where there is none.")


class Timeline(Listed):
    """What happened to a customer, the newest first."""

    items: list[Fact]


@resource.get(
    "/customers/{number:number}/timeline",
    right=Right.SEE_CUSTOMERS,
    answer=Timeline,
    summary="What happened to a customer",
    problems=(404,),
)
def get_timeline(request: ApiRequest, number: int, wanted: Query[Stretch]) -> HttpResponse:
    """The newest first. On what a decision about credit stands is told to tokens that may see credit references."""
    sees_credit = Right.SEE_CREDIT in request.rights
    facts, after = timeline_page(number, sees_credit=sees_credit, before=id_in(wanted.cursor), limit=wanted.limit)
    names = names_of(fact.actor_key for fact in facts)
    items = [
        {
            "id": str(fact.key),
            "event": fact.name,
            "actor": {"kind": fact.actor_kind, "key": fact.actor_key, "name": names.get(fact.actor_key)},
            "at": fact.at,
            "changes": fact.changes,
            "why": fact.why,
        }
        for fact in facts
    ]
    return told(200, {"items": items, "next": cursor_of(after)})
