"""Which contact of the systems next door a customer is."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpResponse
from pydantic import Field

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.door import told
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Told
from onaccount.domain.connectors.queries import LinkCard, links_told
from onaccount.domain.people.permissions import Right

resource = Resource("Links")


class Link(Told):
    """A customer as a contact of another system, or on its way there."""

    system: str = Field(examples=["xero"])
    number: int = Field(description="Whose link it is: the customer's, or that of one who was merged with it.")
    contact_id: str | None = Field(description="Their id of the contact; null while the customer is nobody there.")
    is_alias: bool = Field(description="Whether another link of this list counts for what is sent there.")
    state: Literal["wanted", "sent", "linked", "stuck"] = Field(
        description="wanted: waits for its turn, or for something to do. sent: left, and no answer came; it is looked "
        "up before anything is sent again. linked: nothing is to be done. stuck: a person has to look, under Tasks."
    )
    why: str = Field(description="That it is not done yet; blank where nothing stands in the way.")
    asked_at: datetime = Field(description="UTC.")
    linked_at: datetime | None = Field(description="UTC. Since when the contact is good, whatever is still to be done.")
    next_try_at: datetime | None = Field(description="UTC. null: nothing is to be done.")


class Links(Told):
    """Which contacts a customer is. There are never so many that the list has a second part."""

    items: list[Link]
    next: None = None
    checked_at: datetime | None = Field(
        description="UTC. When the contacts there were last looked at; null: never, so nothing was checked."
    )


@resource.get(
    "/customers/{number:number}/links",
    right=Right.SEE_CUSTOMERS,
    answer=Links,
    summary="Which contact in Xero a customer is",
    problems=(404,),
)
def list_links(request: ApiRequest, number: int) -> HttpResponse:
    """The contact that counts comes first; those of customers who were merged with this one follow as aliases. Nobody
    next door is asked: this is what is known here.
    """
    cards, checked_at = links_told(number)
    counts = next((card for card in cards if card.is_linked), None)
    return told(200, {"items": [_shown(card, counts) for card in cards], "next": None, "checked_at": checked_at})


def _shown(card: LinkCard, counts: LinkCard | None) -> dict[str, Any]:
    return {
        "system": card.system,
        "number": card.number,
        "contact_id": card.contact_id or None,
        "is_alias": counts is not None and card is not counts,
        "state": card.state.value,
        "why": card.why,
        "asked_at": card.asked_at,
        "linked_at": card.linked_at,
        "next_try_at": card.next_try_at,
    }
