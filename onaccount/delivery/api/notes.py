"""What somebody wrote down about a customer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query
from pydantic import Field

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.customers import BASE
from onaccount.delivery.api.door import told
from onaccount.delivery.api.paging import Stretch, cursor_of, id_in
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Doer, Listed, Taken, Told
from onaccount.domain.customers.actions import add_note, remove_note
from onaccount.domain.customers.queries import PartRecord, note_record, note_records
from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import names_of

resource = Resource("Notes")
ALL = "/customers/{number:number}/notes"
ONE = ALL + "/{uuid:note}"


class NewNote(Taken):
    """A note to be written. It is dated and signed, and never rewritten."""

    text: str = Field(json_schema_extra={"maxLength": FIELDS["notes"].max_length}, examples=["Pays by BACS."])


class Note(Told):
    """A note on a customer."""

    id: UUID
    text: str
    by: Doer
    at: datetime = Field(description="UTC.")


class Notes(Listed):
    """Notes, the newest first."""

    items: list[Note]


@resource.get(ALL, right=Right.SEE_CUSTOMERS, answer=Notes, summary="List notes", problems=(404,))
def list_notes(request: ApiRequest, number: int, wanted: Query[Stretch]) -> HttpResponse:
    """The newest first."""
    found = note_records(number, after=id_in(wanted.cursor), limit=wanted.limit)
    names = names_of(one.values["by_key"] for one in found.items)
    return told(200, {"items": [shown(one, names) for one in found.items], "next": cursor_of(found.after)})


@resource.post(
    ALL, right=Right.EDIT_CUSTOMERS, answer=Note, summary="Write a note", problems=(404,), headers=("Location",)
)
def write_note(request: ApiRequest, number: int, note: NewNote) -> HttpResponse:
    """Dated and signed by the token. A note is never rewritten: write another, or remove it."""
    key = add_note(number=number, text=note.text, by=request.actor, at=timezone.now())
    return _told(201, number, key, headers={"Location": f"{BASE}/{number}/notes/{key}"})


@resource.get(ONE, right=Right.SEE_CUSTOMERS, answer=Note, summary="One note", problems=(404,))
def get_note(request: ApiRequest, number: int, note: UUID) -> HttpResponse:
    """One note on a customer, by its id."""
    return _told(200, number, note)


@resource.delete(ONE, right=Right.EDIT_CUSTOMERS, summary="Remove a note", problems=(404,))
def remove_a_note(request: ApiRequest, number: int, note: UUID) -> HttpResponse:
    """Its words are gone for good; that there was one stays in the timeline."""
    remove_note(number=number, note=note, by=request.actor, at=timezone.now())
    return HttpResponse(status=204)


def _told(status: int, number: int, key: UUID, headers: Mapping[str, str] | None = None) -> HttpResponse:
    record = note_record(number, key)
    return told(status, shown(record, names_of([record.values["by_key"]])), headers=headers)


def shown(record: PartRecord, names: Mapping[str, str]) -> dict[str, Any]:
    kind, key = record.values["by_kind"], record.values["by_key"]
    return {
        "id": str(record.key),
        "text": record.values["text"],
        "by": {"kind": kind, "key": key, "name": names.get(key)},
        "at": record.values["at"],
    }
