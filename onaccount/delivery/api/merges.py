"""Customers who were found to be one: merged, and taken apart again (D-11)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query
from pydantic import BaseModel, Field

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.customers import BASE
from onaccount.delivery.api.door import told
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Doer, Listed, Taken, Told, example
from onaccount.domain.customers.queries import survivor_of
from onaccount.domain.matching.actions import merge_customers, unmerge_customers
from onaccount.domain.matching.queries import MergeCard, Preview, merge_card, merge_preview, merges_of
from onaccount.domain.matching.rules.merging import CHOSEN, NoSuchMerge, parts_of
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import names_of

resource = Resource("Merges")
ALL = "/customers/{number:number}/merges"


class NewMerge(Taken):
    """A customer that is to be read as this one from now on."""

    model_config = example({"loser": 12, "choices": {"name": 12, "phone": 7}})

    loser: int = Field(ge=1, le=2**63 - 1, description="The number of the customer that is merged.")
    choices: dict[str, int] = Field(
        {},
        description="Whose value is shown, by field: one of the two numbers. What is left out fills what is blank. "
        f"The fields: {', '.join(CHOSEN)}.",
    )
    seen: str = Field("", description="What the preview called `seen`: what was changed since is not merged.")


class Merge(Told):
    """That a customer is read as another, until it is undone."""

    id: UUID
    loser: int
    survivor: int = Field(description="Whom it was merged into; that one may have been merged itself since.")
    fields: list[str] = Field(description="What the survivor took of it.")
    by: Doer
    at: datetime = Field(description="UTC.")


class Merges(Listed):
    """The merges that a customer came together by, the newest first."""

    items: list[Merge]


class FieldShown(Told):
    """A field of both, and whose is shown where nothing else is chosen."""

    name: str
    survivor: str
    loser: str
    shown: int = Field(description="The number of the customer whose value is shown.")


class LoginShown(Told):
    """A login of either, and whether it lets somebody in."""

    email: str
    number: int = Field(description="Whose login it was made.")
    is_in: bool
    will_be_in: bool


class MergePreview(Told):
    """What a merge would show, before it is made."""

    survivor: int
    loser: int
    fields: list[FieldShown]
    logins: list[LoginShown]
    refused: str | None = Field(description="Why it would be refused, in a sentence.")
    seen: str


class Sought(BaseModel):
    """Who would be merged."""

    loser: int = Field(ge=1, le=2**63 - 1, description="The number of the customer that would be merged.")


@resource.get(ALL, right=Right.SEE_CUSTOMERS, answer=Merges, summary="List merges", problems=(404,))
def list_merges(request: ApiRequest, number: int) -> HttpResponse:
    """Who was merged into a customer, or into one of those. There are never so many that the list has a second part."""
    found = merges_of(number)
    names = names_of(one.by_key for one in found)
    return told(200, {"items": [shown(one, names) for one in found], "next": None})


@resource.get(
    ALL + "/preview",
    right=Right.MERGE_CUSTOMERS,
    answer=MergePreview,
    summary="What a merge would show",
    problems=(404,),
)
def preview_merge(request: ApiRequest, number: int, sought: Query[Sought]) -> HttpResponse:
    """Nothing is changed. Send `seen` with the merge, so that nothing is merged that was changed since."""
    return told(200, _previewed(merge_preview(number, sought.loser)))


@resource.post(
    ALL,
    right=Right.MERGE_CUSTOMERS,
    answer=Merge,
    summary="Merge a customer into this one",
    problems=(404, 409),
    headers=("Location",),
)
def merge(request: ApiRequest, number: int, merge: NewMerge) -> HttpResponse:
    """Nothing is moved: the loser's number, external id and logins lead to the survivor from now on, and both are read
    as one. Nobody comes in or is locked out by it. It can be undone at any time.
    """
    key = merge_customers(
        loser=merge.loser,
        survivor=number,
        choices=merge.choices,
        seen=merge.seen,
        by=request.actor,
        at=timezone.now(),
    )
    card = merge_card(key)
    assert card is not None, "it was made in this request"
    return told(201, shown(card, names_of([card.by_key])), headers={"Location": f"{BASE}/{number}/merges"})


@resource.delete(ALL + "/{uuid:merge}", right=Right.MERGE_CUSTOMERS, summary="Undo a merge", problems=(404, 409))
def undo_merge(request: ApiRequest, number: int, merge: UUID) -> HttpResponse:
    """Whenever, and in whichever order. What the merge wrote is as it was, but for what was changed since."""
    card = merge_card(merge)
    if card is not None and survivor_of(number) != survivor_of(card.loser):
        raise NoSuchMerge
    unmerge_customers(merge=merge, by=request.actor, at=timezone.now())
    return HttpResponse(status=204)


def shown(card: MergeCard, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": str(card.key),
        "loser": card.loser,
        "survivor": card.survivor,
        "fields": list(card.taken),
        "by": {"kind": card.by_kind, "key": card.by_key, "name": names.get(card.by_key)},
        "at": card.at,
    }


def _previewed(found: Preview) -> dict[str, Any]:
    survivor, loser = found.survivor.number, found.loser.number
    own, theirs = ({name: _text(fields, name) for name in CHOSEN} for fields in found.fields)
    return {
        "survivor": survivor,
        "loser": loser,
        "fields": [
            {
                "name": name,
                "survivor": own[name],
                "loser": theirs[name],
                "shown": loser if found.takes[name] else survivor,
            }
            for name in CHOSEN
        ],
        "logins": [
            {"email": one.email, "number": one.customer, "is_in": one.is_in, "will_be_in": one.will_be_in}
            for one in found.logins
        ],
        "refused": str(found.refusal) if found.refusal else None,
        "seen": found.seen,
    }


def _text(fields: Mapping[str, str], name: str) -> str:
    if name == "name":
        return fields["name"]
    return ", ".join(filter(None, (fields[part] for part in parts_of(name))))
