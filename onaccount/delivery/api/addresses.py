"""Where a customer is, and where goods go."""

from typing import Any, Literal

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query
from pydantic import Field, create_model

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.customers import BASE
from onaccount.delivery.api.door import told
from onaccount.delivery.api.paging import Stretch, cursor_of, number_in
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Listed, PlaceTold, Taken, checked_texts, text_field
from onaccount.domain.customers.actions import add_address, change_address, remove_address
from onaccount.domain.customers.queries import PartRecord, address_record, address_records
from onaccount.domain.customers.rules.parts import PLACE, clean_address
from onaccount.domain.people.permissions import Right

resource = Resource("Addresses")
ALL = "/customers/{number:number}/addresses"
ONE = ALL + "/{number:address}"

AddressFields = create_model(
    "AddressFields", __base__=Taken, __doc__="Lines of an address.", **{name: text_field(name) for name in PLACE}
)


class NewAddress(AddressFields):  # type: ignore[valid-type,misc] # made above, of the field table
    """An address to be added. A customer has one main and one delivery address, and any number of further ones."""

    use: Literal["main", "delivery", "further"]


class Address(PlaceTold):
    """An address of a customer."""

    id: int = Field(examples=[3])


class Addresses(Listed):
    """Addresses, as they were added."""

    items: list[Address]


@resource.get(ALL, right=Right.SEE_CUSTOMERS, answer=Addresses, summary="List addresses", problems=(404,))
def list_addresses(request: ApiRequest, number: int, wanted: Query[Stretch]) -> HttpResponse:
    """A customer's addresses, as they were added."""
    found = address_records(number, after=number_in(wanted.cursor), limit=wanted.limit)
    return told(200, {"items": [shown(one) for one in found.items], "next": cursor_of(found.after)})


@resource.post(
    ALL,
    right=Right.EDIT_CUSTOMERS,
    answer=Address,
    summary="Add an address",
    problems=(404, 409),
    headers=("Location",),
)
def add_an_address(request: ApiRequest, number: int, address: NewAddress) -> HttpResponse:
    """A second main or delivery address is refused: change the one that is there, or add a further one."""
    values = checked_texts(address, clean_address)
    use = values.pop("use")
    key = add_address(number=number, use=use, values=values, by=request.actor, at=timezone.now())
    headers = {"Location": f"{BASE}/{number}/addresses/{key}"}
    return told(201, shown(address_record(number, key)), headers=headers)


@resource.get(ONE, right=Right.SEE_CUSTOMERS, answer=Address, summary="One address", problems=(404,))
def get_address(request: ApiRequest, number: int, address: int) -> HttpResponse:
    """One of a customer's addresses, by its id."""
    return told(200, shown(address_record(number, address)))


@resource.patch(ONE, right=Right.EDIT_CUSTOMERS, answer=Address, summary="Correct an address", problems=(404,))
def correct_address(request: ApiRequest, number: int, address: int, correction: AddressFields) -> HttpResponse:  # type: ignore[valid-type]
    """Changes the lines that are sent."""
    values = checked_texts(correction, clean_address)
    change_address(number=number, address=address, values=values, by=request.actor, at=timezone.now())
    return told(200, shown(address_record(number, address)))


@resource.delete(ONE, right=Right.EDIT_CUSTOMERS, summary="Remove an address", problems=(404,))
def remove_an_address(request: ApiRequest, number: int, address: int) -> HttpResponse:
    """Takes an address away; the timeline keeps what it was."""
    remove_address(number=number, address=address, by=request.actor, at=timezone.now())
    return HttpResponse(status=204)


def shown(record: PartRecord) -> dict[str, Any]:
    return {"id": record.key, **record.values}
