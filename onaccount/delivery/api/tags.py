"""Words of the business's own on a customer."""

from django.http import HttpResponse
from django.utils import timezone
from pydantic import Field

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.customers import BASE
from onaccount.delivery.api.door import told
from onaccount.delivery.api.problems import FieldError, NotUsable
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Taken, Told
from onaccount.domain.customers.actions import add_tag, correct_customer, remove_tag
from onaccount.domain.customers.queries import tags_of
from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.domain.customers.rules.unusable import Unusable
from onaccount.domain.people.permissions import Right

resource = Resource("Tags")
ALL = "/customers/{number:number}/tags"


class NewTag(Taken):
    """A word to put on a customer, or several with ; between them."""

    name: str = Field(json_schema_extra={"maxLength": FIELDS["tags"].max_length}, examples=["trade"])


class TagSet(Taken):
    """All the tags that a customer is to have."""

    tags: list[str] = Field(examples=[["trade", "north"]])


class Tags(Told):
    """A customer's tags, by name. There are never so many that the list has a second part."""

    items: list[str]
    next: None = None


@resource.get(ALL, right=Right.SEE_CUSTOMERS, answer=Tags, summary="List tags", problems=(404,))
def list_tags(request: ApiRequest, number: int) -> HttpResponse:
    """The words of your own that stand on a customer, by name."""
    return _told(200, number)


@resource.put(ALL, right=Right.EDIT_CUSTOMERS, answer=Tags, summary="Set all tags", problems=(404,))
def set_tags(request: ApiRequest, number: int, wanted: TagSet) -> HttpResponse:
    """Puts on what is missing and takes off what is not named."""
    text = ";".join(wanted.tags)
    _check(text, "tags")
    correct_customer(number=number, values={"tags": text}, by=request.actor, at=timezone.now())
    return _told(200, number)


@resource.post(
    ALL, right=Right.EDIT_CUSTOMERS, answer=Tags, summary="Put a tag on", problems=(404,), headers=("Location",)
)
def add_a_tag(request: ApiRequest, number: int, tag: NewTag) -> HttpResponse:
    """One that is there already, in whatever case, is no change. Answers with all tags."""
    _check(tag.name, "name")
    add_tag(number=number, name=tag.name, by=request.actor, at=timezone.now())
    return _told(201, number)


@resource.delete(ALL + "/{path:name}", right=Right.EDIT_CUSTOMERS, summary="Take a tag off", problems=(404,))
def remove_a_tag(request: ApiRequest, number: int, name: str) -> HttpResponse:
    """Whatever the case it is written in."""
    remove_tag(number=number, name=name, by=request.actor, at=timezone.now())
    return HttpResponse(status=204)


def _told(status: int, number: int) -> HttpResponse:
    headers = {"Location": f"{BASE}/{number}/tags"} if status == 201 else {}
    return told(status, {"items": tags_of(number), "next": None}, headers=headers)


def _check(text: str, field: str) -> None:
    try:
        FIELDS["tags"].clean(text)
    except Unusable as refusal:
        raise NotUsable([FieldError.of(field, refusal)]) from None
