"""Applications: whose credit is looked at. Staff's tokens see the queue, a dealer's token its own customers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query
from pydantic import BaseModel, Field, create_model

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.door import told
from onaccount.delivery.api.misshapen import UnknownField
from onaccount.delivery.api.paging import MOST, cursor_of, number_in
from onaccount.delivery.api.problems import FieldError, NotUsable
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Listed, Taken, Told, example, one_of
from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.queries import customer_record, partner_customer
from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.domain.customers.rules.status import Kind, Stage, Status
from onaccount.domain.partners.rules import PortalRight
from onaccount.domain.people.permissions import Right
from onaccount.domain.vetting.actions.checklist import answer_item
from onaccount.domain.vetting.actions.dealers import Unready, hand_in
from onaccount.domain.vetting.queries.dealers import ItemRow, asked_of, checklist_of, waiting_for
from onaccount.domain.vetting.queries.queue import QueueRow, application_row, applications_after
from onaccount.domain.vetting.rules.checklist import What
from onaccount.domain.vetting.rules.dealers import answer_names, own_fields, secret_names
from onaccount.foundation.money import plain

resource = Resource("Applications")
BASE = "/api/v1/applications"
ONE = "/applications/{number:number}"
LONGEST = 2000
HELP = {
    "revenue": "What a month is likely to bring: a decimal string in the business's currency.",
    "payment_type": "direct_debit, card or transfer.",
    "registered_on": "Of a company: the day, 2009-04-01.",
    "date_of_birth": "Of a consumer: 1984-10-23. It is kept under lock and never told again.",
    "national_id": "Of a consumer. It is kept under lock and never told again.",
    "years": "Whole years at the address; with months 36 months are needed, else earlier addresses.",
    "months": "And months.",
    "same_details": '"on": the contact is the consumer.',
}
SENT = {
    "kind": "company", "name": "Graham's Widgets", "category": "Public body", "registered_on": "2009-04-01",
    "contact_given_name": "Elspeth", "phone": "+441632960177", "line1": "Rope Walk", "city": "Bideford",
    "postcode": "EX39 1QX", "payment_type": "direct_debit", "revenue": "120.00",
}  # fmt: skip


def typed_names(kind: Kind) -> tuple[str, ...]:
    """All that a dealer may say of a customer of this kind, as the form of the portal has it."""
    own = [name for name in own_fields(kind) if kind is Kind.COMPANY or name != "category"]
    return (*own, *answer_names(kind), *secret_names(kind))


def _said(name: str) -> str:
    """What a field is, in words."""
    part = name.split("_", 2)[2] if name.startswith(("previous_", "director_")) else name
    of = "Of an earlier address: " if name.startswith("previous_") else "Of a director: " if part != name else ""
    return of + (HELP.get(part) or (FIELDS[part].help if part in FIELDS else part.replace("_", " ")))


def _text(name: str) -> Any:
    return str, Field("", description=_said(name), json_schema_extra={"maxLength": LONGEST})


KIND: dict[str, Any] = {
    "kind": (Literal["company", "individual"], Field(description=FIELDS["kind"].help, examples=["company"]))
}


class _NewApplication(Taken):
    model_config = example(SENT)


NewApplication = create_model(
    "NewApplication",
    __base__=_NewApplication,
    __doc__="A customer that a dealer hands in: the fields of the portal's form.",
    **KIND,
    **{name: _text(name) for name in dict.fromkeys(name for kind in Kind for name in typed_names(kind))},
)


class NewAnswer(Taken):
    """What a dealer says to a question."""

    model_config = example({"text": "The bill is on its way."})

    text: str = Field(description="In words.", json_schema_extra={"maxLength": 4000})


class Question(Told):
    """A line of the checklist: something that has to come before the decision."""

    id: UUID
    what: one_of(What)  # type: ignore[valid-type]
    words: str
    due_on: str | None = Field(description="A day.")
    answer: str
    answered_at: datetime | None = Field(description="UTC.")
    is_settled: bool


OF_STAFF = "null to a partner's token."
ROW: dict[str, Any] = {
    "number": (int, Field(description="Of the customer.")),
    "name": (str, Field(description="As it stands now.")),
    "kind": (one_of(Kind), Field(description=FIELDS["kind"].help)),
    "category": (str, Field(description=FIELDS["category"].help)),
    "status": (one_of(Status), Field(description="Access.")),
    "stage": (one_of(Stage), Field(description="Credit: how far the vetting is.")),
    "dealer_code": (str, Field(description="Blank: no dealer brought it.")),
    "estimated_monthly_revenue": (str | None, Field(description="A decimal string.", examples=["120.00"])),
    "currency": (str, Field(description="Of the amount.")),
    "waiting": (int | None, Field(description="How many questions wait for the partner; null to staff's tokens.")),
    "credit_reference": (str | None, Field(description=f"For tokens that may see credit references. {OF_STAFF}")),
    "billing_reference": (str | None, Field(description=f"For tokens that may see credit references. {OF_STAFF}")),
    "assignee": (str | None, Field(description=f"Who works on it. {OF_STAFF}")),
    "created_at": (datetime, Field(description="UTC.")),
    "links": (dict[str, str], Field(description="Its own address.")),
}
ApplicationRow = create_model("ApplicationRow", __base__=Told, __doc__="Where a customer's vetting stands.", **ROW)
ApplicationTold = create_model(
    "Application",
    __base__=ApplicationRow,
    __doc__="The same, with what is asked.",
    questions=(list[Question], Field(description="The checklist; to a partner's token what the partner is asked.")),
)


class ApplicationsTold(Listed):
    """The newest first."""

    items: list[ApplicationRow]  # type: ignore[valid-type] # made above, of one table


class Sought(BaseModel):
    """What the list is narrowed to."""

    stage: one_of(Stage) | None = Field(None, description="Only this stage.")  # type: ignore[valid-type]
    q: str = Field("", max_length=200, description="A number, or a piece of the name.", examples=["widg"])
    cursor: str = Field("", description="Where to go on: what stood in `next`.")
    limit: int = Field(50, ge=1, le=MOST, description="How many at once.")


@resource.get(
    "/applications",
    right=Right.SEE_CUSTOMERS,
    portal=PortalRight.SEE,
    answer=ApplicationsTold,
    summary="List applications",
)
def list_applications(request: ApiRequest, wanted: Query[Sought]) -> HttpResponse:
    """The queue of credit, the newest first. A partner's token is told of that partner's customers, whatever their
    stage, and of no other's.
    """
    rows = applications_after(
        partner=_whose(request),
        stage=Stage(wanted.stage) if wanted.stage else None,
        text=wanted.q.replace("\x00", ""),
        after=number_in(wanted.cursor),
        limit=wanted.limit + 1,
    )
    waiting, shown_rows = _waiting(request), rows[: wanted.limit]
    items = [shown(row, request, waiting) for row in shown_rows]
    return told(200, {"items": items, "next": cursor_of(shown_rows[-1].number if len(rows) > wanted.limit else None)})


@resource.post(
    "/applications",
    right=None,
    portal=PortalRight.SUBMIT,
    answer=ApplicationTold,
    summary="Hand a customer in",
    headers=("Location",),
)
def hand_in_a_customer(request: ApiRequest, application: NewApplication) -> HttpResponse:  # type: ignore[valid-type]
    """As the form of the portal does, in one go: complete, or refused with each field that is missing. The customer is
    New, and its credit is looked at where the business vets what partners bring. Drafts and papers are the portal's.
    """
    typed: dict[str, str] = application.model_dump(exclude_unset=True)  # type: ignore[attr-defined]
    kind = Kind(typed.pop("kind"))
    if others := sorted(set(typed) - set(typed_names(kind))):
        raise NotUsable([FieldError.of(name, UnknownField()) for name in others])
    try:
        number = hand_in(kind=kind, typed=typed, by=request.actor, at=timezone.now())
    except Unready as unready:
        raise NotUsable([FieldError.of(name, refusal) for name, refusal in unready.problems]) from None
    return told(201, _one(request, number), headers={"Location": f"{BASE}/{number}"})


@resource.get(
    ONE,
    right=Right.SEE_CUSTOMERS,
    portal=PortalRight.SEE,
    answer=ApplicationTold,
    summary="One application",
    problems=(404,),
)
def get_application(request: ApiRequest, number: int) -> HttpResponse:
    """By the number of its customer. To a partner's token another partner's is answered as one that there is not."""
    return told(200, _one(request, number))


@resource.put(
    ONE + "/questions/{uuidstr:question}/answer",
    right=None,
    portal=PortalRight.SUBMIT,
    answer=ApplicationTold,
    summary="Answer a question",
    problems=(404, 409),
)
def answer_a_question(request: ApiRequest, number: int, question: UUID, answer: NewAnswer) -> HttpResponse:
    """What a partner is asked about its own customer. It may be answered anew until it is settled."""
    answer_item(number=number, item=question, text=answer.text, by=request.actor, at=timezone.now())
    return told(200, _one(request, number))


# --- as the shapes say it ---


def _whose(request: ApiRequest) -> int | None:
    return request.dealer.partner if request.dealer else None


def _waiting(request: ApiRequest) -> Mapping[int, int]:
    return waiting_for(request.dealer.partner) if request.dealer else {}


def _one(request: ApiRequest, number: int) -> dict[str, Any]:
    if request.dealer:
        number = partner_customer(request.dealer.partner, number).number
        items = asked_of(request.dealer.partner, number)
    else:
        number = customer_record(number).number
        items = checklist_of(number)
    row = application_row(number, partner=_whose(request))
    return shown(row, request, _waiting(request)) | {"questions": [_question(item) for item in items]}


def shown(row: QueueRow, request: ApiRequest, waiting: Mapping[int, int]) -> dict[str, Any]:
    currency, may_see = current_business().currency, request.dealer is None and Right.SEE_CREDIT in request.rights
    return {
        "number": row.number,
        "name": row.name,
        "kind": row.kind.value,
        "category": row.category,
        "status": row.status.value,
        "stage": row.stage.value,
        "dealer_code": row.dealer_code,
        "estimated_monthly_revenue": None if row.monthly_minor is None else plain(row.monthly_minor, currency),
        "currency": currency,
        "waiting": waiting.get(row.number, 0) if request.dealer else None,
        "credit_reference": row.credit_reference if may_see else None,
        "billing_reference": row.billing_reference if may_see else None,
        "assignee": (row.assignee_name or None) if request.dealer is None else None,
        "created_at": row.created_at,
        "links": {"self": f"{BASE}/{row.number}"},
    }


def _question(item: ItemRow) -> dict[str, Any]:
    return {
        "id": str(item.key),
        "what": item.what.value,
        "words": item.words,
        "due_on": item.due_on.isoformat() if item.due_on else None,
        "answer": item.answer,
        "answered_at": item.answered_at,
        "is_settled": item.settled_at is not None,
    }
