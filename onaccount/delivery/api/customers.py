"""Customers: the list, one of them, a new one, and what is changed of one."""

from contextlib import suppress
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query
from pydantic import BaseModel, Field

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.door import told
from onaccount.delivery.api.matches import shown as shown_match
from onaccount.delivery.api.paging import MOST, cursor_of, number_in
from onaccount.delivery.api.problems import FieldError, NotUsable
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import (
    NOWHERE,
    Added,
    Correction,
    Customer,
    Customers,
    NewCustomer,
    NewStage,
    NewStatus,
    given_texts,
    one_of,
)
from onaccount.delivery.api.versions import etag, is_known, version_to_change
from onaccount.domain.customers.actions import add_customer, correct_customer, delete_customer
from onaccount.domain.customers.queries import Record, Sought, customer_record, customer_records, similar_records
from onaccount.domain.customers.rules.fields import clean_row
from onaccount.domain.customers.rules.stages import REASON
from onaccount.domain.customers.rules.status import AlreadyDone, Kind, LoginTaken, Origin, Stage, Status
from onaccount.domain.customers.rules.unusable import Unusable
from onaccount.domain.matching.queries import candidates_of_new
from onaccount.domain.people.permissions import Right
from onaccount.domain.vetting.actions import set_stage, set_status
from onaccount.foundation.refusals import Refused

resource = Resource("Customers")
BASE = "/api/v1/customers"
# What belongs to a customer, by the end of its address.
PARTS = ("contacts", "addresses", "locations", "notes", "tags", "timeline", "activation-letters", "merges", "account")
OF_CREDIT = ("credit_reference", "billing_reference")


class Wanted(BaseModel):
    """What the list is narrowed to."""

    status: one_of(Status) | None = Field(None, description="Only customers of this status.")  # type: ignore[valid-type]
    stage: one_of(Stage) | None = Field(None, description="Only customers at this stage.")  # type: ignore[valid-type]
    kind: one_of(Kind) | None = Field(None, description="Only companies, or only individuals.")  # type: ignore[valid-type]
    origin: one_of(Origin) | None = Field(None, description="Only customers who came by this door.")  # type: ignore[valid-type]
    tag: str = Field("", description="Only customers with this tag, whatever its case.", examples=["trade"])
    q: str = Field(
        "", description="Pieces of the name; or a number, an external id or a whole e-mail address.", examples=["widg"]
    )
    cursor: str = Field("", description="Where to go on: what stood in `next`.")
    limit: int = Field(50, ge=1, le=MOST, description="How many at once.")


@resource.get("/customers", right=Right.SEE_CUSTOMERS, answer=Customers, summary="List customers")
def list_customers(request: ApiRequest, wanted: Query[Wanted]) -> HttpResponse:
    """The newest first. Send `next` as `cursor` for the part that follows: a page deep in the list costs what the first
    one costs, and customers who come meanwhile move nothing. Where `q` finds fewer than five, `similar` tells whose
    names are like it: misspelt, in another order, or with another legal form.
    """
    sought = Sought(
        status=Status(wanted.status) if wanted.status else None,
        stage=Stage(wanted.stage) if wanted.stage else None,
        kind=Kind(wanted.kind) if wanted.kind else None,
        origin=Origin(wanted.origin) if wanted.origin else None,
        tag=wanted.tag,
        text=wanted.q,
    )
    start = number_in(wanted.cursor)
    records, after = customer_records(sought, after=start, limit=wanted.limit)
    similar = similar_records(sought, found=records) if start is None and after is None else []
    items, others = ([shown(record, request) for record in some] for some in (records, similar))
    return told(200, {"items": items, "next": cursor_of(after), "similar": others})


@resource.post(
    "/customers", right=Right.EDIT_CUSTOMERS, answer=Added, summary="Add a customer", headers=("Location", "ETag")
)
def add_a_customer(request: ApiRequest, customer: NewCustomer) -> HttpResponse:  # type: ignore[valid-type]
    """The customer is New and waits for approval, like one who signs up. The e-mail address becomes the login where
    nobody else logs in with it. The fields are those of every form and import, cleaned by the same rules. It is added
    whomever it is like; `matches` tells who that is, and `POST /customers/matches` does so before.
    """
    given = given_texts(customer)
    asked = given.pop("login_email", "")
    login = asked or given.get("email", "")
    _check(given)
    try:
        number = add_customer(
            values=given,
            login_email=login,
            login_is_asked_for=bool(asked),
            origin=Origin.API,
            by=request.actor,
            at=timezone.now(),
        )
    except LoginTaken as taken:
        raise NotUsable([FieldError.of("login_email", taken)]) from None
    doubles = candidates_of_new(given, number=number)
    matches = None if doubles is None else [shown_match(each) for each in doubles if each.is_asked_about]
    return one(request, 201, customer_record(number), matches=matches)


@resource.get(
    "/customers/{number:number}",
    right=Right.SEE_CUSTOMERS,
    answer=Customer,
    summary="One customer",
    problems=(404,),
    headers=("If-None-Match", "ETag"),
)
def get_customer(request: ApiRequest, number: int) -> HttpResponse:
    """All that is known of a customer. The number of one who was merged answers with the survivor, whose number stands
    in the answer; so does every address below it. The ETag tells this version of it: send it as If-Match to change it,
    or as If-None-Match to be told only what is new.
    """
    record = customer_record(number)
    if is_known(request, record.version):
        return HttpResponse(status=304, headers={"ETag": etag(record.version)})
    return one(request, 200, record)


@resource.patch(
    "/customers/{number:number}",
    right=Right.EDIT_CUSTOMERS,
    answer=Customer,
    summary="Correct a customer",
    problems=(404, 412, 428),
    headers=("If-Match", "ETag"),
)
def correct_a_customer(request: ApiRequest, number: int, correction: Correction) -> HttpResponse:  # type: ignore[valid-type]
    """Changes the fields that are sent. If-Match names the version that was read: where somebody has changed the
    customer since, nothing is written over.
    """
    record = customer_record(number)
    given = given_texts(correction)
    _check_correction(record, given)
    expected = version_to_change(request, lambda: record.version)
    correct_customer(number=number, values=given, expected=expected, by=request.actor, at=timezone.now())
    return one(request, 200, customer_record(number))


@resource.delete(
    "/customers/{number:number}", right=Right.EDIT_CUSTOMERS, summary="Delete a customer", problems=(404, 409)
)
def delete_a_customer(request: ApiRequest, number: int) -> HttpResponse:
    """Only one of whom nothing has to stay: no letter was sent, nobody logged in, nothing of another part of the system
    refers to it. Others are closed (status inactive) or merged; the refusal says which it is. That it was here stays in
    history.
    """
    delete_customer(number=number, by=request.actor, at=timezone.now())
    return HttpResponse(status=204)


@resource.put(
    "/customers/{number:number}/status",
    right=Right.APPROVE_CUSTOMERS,
    answer=Customer,
    summary="Set the status",
    problems=(404, 409),
    headers=("ETag",),
)
def set_the_status(request: ApiRequest, number: int, wanted: NewStatus) -> HttpResponse:
    """Lets a customer in, or keeps one out. The status that a customer has already is no change: nothing is recorded
    or sent a second time.
    """
    why = _reason(wanted.reason)
    with suppress(AlreadyDone):
        set_status(number=number, to=Status(wanted.status), why=why, by=request.actor, at=timezone.now())
    return one(request, 200, customer_record(number))


@resource.put(
    "/customers/{number:number}/stage",
    right=Right.DECIDE_CREDIT,
    answer=Customer,
    summary="Set the credit stage",
    problems=(404, 409),
    headers=("ETag",),
)
def set_the_stage(request: ApiRequest, number: int, wanted: NewStage) -> HttpResponse:
    """Moves a customer's credit along. The stage that a customer has already is no change, unless other references come
    with it.
    """
    references = {"credit_reference": wanted.credit_reference, "billing_reference": wanted.billing_reference}
    try:
        set_stage(
            number=number, to=Stage(wanted.stage), **references, why=wanted.reason, by=request.actor, at=timezone.now()
        )
    except AlreadyDone:
        now = customer_record(number).values
        if any(text and text != now[name] for name, text in references.items()):
            raise
    return one(request, 200, customer_record(number))


class NameOfParts(Refused):
    code = "name_of_parts"
    sentence = "This individual's name is made of the given and the family name."
    cure = "Send given_name and family_name."


def _check_correction(record: Record, given: dict[str, str]) -> None:
    """What the field table refuses of the fields that are sent, at once; the whole row is the action's to check."""
    own = {name: text for name, text in record.values.items() if name not in (*OF_CREDIT, "status", "stage", "origin")}
    _check({**own, **given})
    parts = ("given_name", "family_name")
    has_parts = any(given.get(name, record.values[name]) for name in parts)
    if record.values["kind"] == Kind.INDIVIDUAL.value and "name" in given and has_parts:
        raise NotUsable([FieldError.of("name", NameOfParts())])


def _reason(text: str) -> str:
    try:
        return str(REASON.clean(text))
    except Unusable as refusal:
        raise NotUsable([FieldError.of(REASON.name, refusal)]) from None


def one(request: ApiRequest, status: int, record: Record, **more: Any) -> HttpResponse:
    """A customer as an answer, with its version, with its address where it is new, and with what else is told."""
    headers = {"ETag": etag(record.version)}
    if status == 201:
        headers["Location"] = f"{BASE}/{record.number}"
    return told(status, shown(record, request) | more, headers=headers)


def shown(record: Record, request: ApiRequest) -> dict[str, Any]:
    """A customer as the shape `Customer` says it."""
    main, delivery = (dict(_place(record, use)) for use in ("main", "delivery"))
    values = {
        name: text
        for name, text in record.values.items()
        if name not in OF_CREDIT or Right.SEE_CREDIT in request.rights
    }
    return {
        "number": record.number,
        **values,
        **main,
        **{f"delivery_{name}": text for name, text in delivery.items()},
        "tags": record.tags,
        "login_email": record.login_email,
        "addresses": [{"use": use, **place} for use, place in record.places],
        "merged_numbers": [number for number, _ in record.merged],
        "merged_external_ids": [external_id for _, external_id in record.merged if external_id],
        "created_at": record.created_at,
        "changed_at": record.changed_at,
        "links": {"self": f"{BASE}/{record.number}", **{part: f"{BASE}/{record.number}/{part}" for part in PARTS}},
    }


def _place(record: Record, use: str) -> Any:
    return next((place for kind, place in record.places if kind == use), NOWHERE)


def _check(given: dict[str, str]) -> None:
    """Everything that the field table refuses, at once: the action would name the first."""
    refusals = clean_row(given).refusals
    if refusals:
        raise NotUsable([FieldError.of(name, refusal) for name, refusal in refusals])
