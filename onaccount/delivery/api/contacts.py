"""The people who work for a company."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query
from pydantic import Field, create_model

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.customers import BASE
from onaccount.delivery.api.door import told
from onaccount.delivery.api.paging import Stretch, cursor_of, number_in
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Listed, Taken, Told, checked_texts, text_field
from onaccount.domain.customers.actions import add_contact, change_contact, remove_contact
from onaccount.domain.customers.queries import PartRecord, contact_record, contact_records
from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.domain.customers.rules.parts import PERSON, clean_contact
from onaccount.domain.people.permissions import Right

resource = Resource("Contacts")
ALL = "/customers/{number:number}/contacts"
ONE = ALL + "/{number:contact}"
PREFIX = "contact_"

NewContact = create_model(
    "NewContact",
    __base__=Taken,
    __doc__="Somebody who works for a company: a name or an e-mail address is needed. Contacts may share an address.",
    **{name: text_field(PREFIX + name) for name in PERSON},
)
SAID: dict[str, Any] = {name: (str, Field(description=FIELDS[PREFIX + name].help)) for name in PERSON}
Contact = create_model(
    "Contact",
    __base__=Told,
    __doc__="Somebody who works for a company.",
    id=(int, Field(examples=[3])),
    **SAID,
)


class Contacts(Listed):
    """Contacts, as they were added."""

    items: list[Contact]  # type: ignore[valid-type] # made above, of the field table


@resource.get(ALL, right=Right.SEE_CUSTOMERS, answer=Contacts, summary="List contacts", problems=(404,))
def list_contacts(request: ApiRequest, number: int, wanted: Query[Stretch]) -> HttpResponse:
    """The people of a company, as they were added."""
    found = contact_records(number, after=number_in(wanted.cursor), limit=wanted.limit)
    return told(200, {"items": [shown(one) for one in found.items], "next": cursor_of(found.after)})


@resource.post(
    ALL,
    right=Right.EDIT_CUSTOMERS,
    answer=Contact,
    summary="Add a contact",
    problems=(404,),
    headers=("Location",),
)
def add_a_contact(request: ApiRequest, number: int, contact: NewContact) -> HttpResponse:  # type: ignore[valid-type]
    """An individual has none: contacts belong to companies."""
    values = checked_texts(contact, clean_contact)
    key = add_contact(number=number, values=values, by=request.actor, at=timezone.now())
    headers = {"Location": f"{BASE}/{number}/contacts/{key}"}
    return told(201, shown(contact_record(number, key)), headers=headers)


@resource.get(ONE, right=Right.SEE_CUSTOMERS, answer=Contact, summary="One contact", problems=(404,))
def get_contact(request: ApiRequest, number: int, contact: int) -> HttpResponse:
    """One of the people of a company, by their id."""
    return told(200, shown(contact_record(number, contact)))


@resource.patch(ONE, right=Right.EDIT_CUSTOMERS, answer=Contact, summary="Correct a contact", problems=(404,))
def correct_contact(request: ApiRequest, number: int, contact: int, correction: NewContact) -> HttpResponse:  # type: ignore[valid-type]
    """Changes the fields that are sent."""
    values = checked_texts(correction, clean_contact)
    change_contact(number=number, contact=contact, values=values, by=request.actor, at=timezone.now())
    return told(200, shown(contact_record(number, contact)))


@resource.delete(ONE, right=Right.EDIT_CUSTOMERS, summary="Remove a contact", problems=(404,))
def remove_a_contact(request: ApiRequest, number: int, contact: int) -> HttpResponse:
    """Takes a contact away; the timeline keeps who it was."""
    remove_contact(number=number, contact=contact, by=request.actor, at=timezone.now())
    return HttpResponse(status=204)


def shown(record: PartRecord) -> dict[str, Any]:
    return {"id": record.key, **record.values}
