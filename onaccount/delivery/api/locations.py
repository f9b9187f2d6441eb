"""The places of a customer that log in, and the letters that let them in."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query
from pydantic import Field

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.customers import BASE
from onaccount.delivery.api.door import told
from onaccount.delivery.api.paging import Stretch, cursor_of, number_in
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Listed, Taken, Told
from onaccount.domain.customers.queries import PartRecord, location_record, location_records
from onaccount.domain.customers.rules.fields import FIELDS, LOCATION_NAME
from onaccount.domain.people.permissions import Right
from onaccount.domain.vetting.actions import add_location, change_location, remove_location, send_again

resource = Resource("Locations")
ALL = "/customers/{number:number}/locations"
ONE = ALL + "/{number:location}"
NAME: Any = Field("", description=LOCATION_NAME.help, json_schema_extra={"maxLength": LOCATION_NAME.max_length})
LONGEST_EMAIL: Any = {"maxLength": FIELDS["email"].max_length}


class NewLocation(Taken):
    """A place that logs in. Its address is nobody else's login."""

    name: str = NAME
    login_email: str = Field(description="What its people log in with.", json_schema_extra=LONGEST_EMAIL)


class LocationCorrection(Taken):
    """What changes of a location."""

    name: str = NAME
    login_email: str = Field("", description="Another login voids the letters of the old one.")


class Location(Told):
    """A place of a customer that logs in."""

    id: int = Field(examples=[3])
    name: str
    login_email: str
    has_password: bool = Field(description="Whether somebody there has chosen a password.")
    created_at: datetime = Field(description="UTC.")


class Locations(Listed):
    """Locations, as they were added."""

    items: list[Location]


class Which(Taken):
    """Whom to write to."""

    location: int | None = Field(None, ge=1, le=10**18, description="Its id. Left out, every location is written to.")


class LettersAsked(Told):
    """What was asked for. The letters leave within seconds."""

    customer: int
    location: int | None


@resource.get(ALL, right=Right.SEE_CUSTOMERS, answer=Locations, summary="List locations", problems=(404,))
def list_locations(request: ApiRequest, number: int, wanted: Query[Stretch]) -> HttpResponse:
    """The places of a customer that log in, as they were added."""
    found = location_records(number, after=number_in(wanted.cursor), limit=wanted.limit)
    return told(200, {"items": [shown(one) for one in found.items], "next": cursor_of(found.after)})


@resource.post(
    ALL,
    right=Right.EDIT_CUSTOMERS,
    answer=Location,
    summary="Add a location",
    problems=(404, 409),
    headers=("Location",),
)
def add_a_location(request: ApiRequest, number: int, location: NewLocation) -> HttpResponse:
    """Where the customer is Active, its letter leaves, and that takes the right to let customers in."""
    key = add_location(
        number=number,
        name=location.name,
        login_email=location.login_email,
        by=request.actor,
        at=timezone.now(),
    )
    headers = {"Location": f"{BASE}/{number}/locations/{key}"}
    return told(201, shown(location_record(number, key)), headers=headers)


@resource.get(ONE, right=Right.SEE_CUSTOMERS, answer=Location, summary="One location", problems=(404,))
def get_location(request: ApiRequest, number: int, location: int) -> HttpResponse:
    """One of the places of a customer that log in, by its id."""
    return told(200, shown(location_record(number, location)))


@resource.patch(ONE, right=Right.EDIT_CUSTOMERS, answer=Location, summary="Correct a location", problems=(404, 409))
def correct_location(request: ApiRequest, number: int, location: int, correction: LocationCorrection) -> HttpResponse:
    """Changes what is sent. Another login of an Active customer gets a letter of its own."""
    given = correction.model_dump(exclude_unset=True)
    values = {FIELD_OF[name]: value for name, value in given.items()}
    change_location(number=number, location=location, values=values, by=request.actor, at=timezone.now())
    return told(200, shown(location_record(number, location)))


FIELD_OF = {"name": "location_name", "login_email": "login_email"}


@resource.delete(ONE, right=Right.EDIT_CUSTOMERS, summary="Remove a location", problems=(404, 409))
def remove_a_location(request: ApiRequest, number: int, location: int) -> HttpResponse:
    """Its login and its people are out at once. The last login of an Active customer stays."""
    remove_location(number=number, location=location, by=request.actor, at=timezone.now())
    return HttpResponse(status=204)


@resource.post(
    "/customers/{number:number}/activation-letters",
    right=Right.APPROVE_CUSTOMERS,
    answer=LettersAsked,
    status=202,
    summary="Send the activation letter again",
    problems=(404, 409),
)
def send_activation_letters(request: ApiRequest, number: int, which: Which) -> HttpResponse:
    """Writes to an Active customer's logins once more. The earlier link or temporary password is void when the new one
    leaves.
    """
    send_again(number=number, location=which.location, by=request.actor, at=timezone.now())
    return told(202, {"customer": number, "location": which.location})


def shown(record: PartRecord) -> dict[str, Any]:
    return {"id": record.key, **record.values}
