"""The shapes of what the API takes and gives. What a field may hold is said by the one field table."""

from collections.abc import Callable, Collection
from datetime import datetime
from enum import Enum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model

from onaccount.delivery.api.problems import FieldError, NotUsable
from onaccount.domain.customers.rules.fields import FIELDS, Cleaned, Part
from onaccount.domain.customers.rules.status import Kind, Origin, Stage, Status


class Taken(BaseModel):
    """What the API takes: a field that it does not know is refused, not left aside."""

    model_config = ConfigDict(extra="forbid", strict=True)


def example(value: dict[str, Any]) -> ConfigDict:
    """The example of a shape, for the documentation."""
    return ConfigDict(json_schema_extra={"examples": [value]})


class Told(BaseModel):
    """What the API gives."""


class Listed(Told):
    """A part of a list."""

    next: Annotated[str | None, Field(description="Send it as `cursor` for the next part. null: there is no more.")]


class Doer(Told):
    """Who did it."""

    kind: str = Field(description="staff, token, login, person, command, clock, system or demo.", examples=["staff"])
    key: str
    name: str | None = Field(description="Of a person or a token; null for the machine itself.", examples=["Tom"])


Tags = Annotated[
    list[str] | str,
    Field(description="Words of your own; as a list, or as one text with ; between them.", examples=[["trade"]]),
]
LoginEmail = Annotated[
    str,
    Field(
        description="The address that logs in for the customer's first location. Left out, it is `email`, where nobody "
        "else logs in with that.",
        json_schema_extra={"maxLength": 254},
        examples=["orders@widgets.example"],
    ),
]
EXAMPLES = {
    "kind": "company", "name": "Graham's Widgets", "email": "graham@widgets.example", "phone": "+44 20 7946 0018",
    "line1": "12 Mill Lane", "city": "York", "postcode": "YO1 9AX", "country": "GB", "tax_id": "GB123456789",
    "external_id": "CRM-1017", "contact_given_name": "Graham", "contact_family_name": "Hill",
}  # fmt: skip


EXAMPLE_SENT = {
    "kind": "company",
    "name": "Graham's Widgets",
    "email": "graham@widgets.example",
    "line1": "12 Mill Lane",
    "city": "York",
    "postcode": "YO1 9AX",
    "country": "GB",
    "tags": ["trade"],
}
NOWHERE = dict.fromkeys(("line1", "line2", "line3", "city", "region", "postcode", "country"), "")
EXAMPLE_PLACE = NOWHERE | {name: EXAMPLE_SENT[name] for name in ("line1", "city", "postcode", "country")}
EXAMPLE_TOLD = {
    "number": 17,
    **{name: "" for name, field in FIELDS.items() if field.part is not Part.CONTACT},
    **EXAMPLE_SENT,
    "status": "new",
    "stage": "none",
    "origin": "api",
    "login_email": "graham@widgets.example",
    "addresses": [{"use": "main", **EXAMPLE_PLACE}],
    "merged_numbers": [12],
    "merged_external_ids": [],
    "credit_reference": "",
    "billing_reference": "",
    "created_at": "2026-11-22T09:30:00Z",
    "changed_at": "2026-11-22T09:30:00Z",
    "links": {"self": "/api/v1/customers/17"},
}


def text_field(name: str) -> Any:
    """A field of the table, as pydantic wants it said: a text, blank when left out."""
    field = FIELDS[name]
    extra: dict[str, Any] = {"maxLength": field.max_length}
    if name in EXAMPLES:
        extra["examples"] = [EXAMPLES[name]]
    return str, Field("", description=field.help, json_schema_extra=extra)


def checked_texts(body: BaseModel, clean: Callable[[dict[str, str]], Cleaned]) -> dict[str, str]:
    """The texts that were sent, as they were typed. All that the field table refuses is named at once."""
    given: dict[str, str] = body.model_dump(exclude_unset=True)
    if refusals := clean(given).refusals:
        raise NotUsable([FieldError.of(name, refusal) for name, refusal in refusals])
    return given


def given_texts(body: BaseModel, *, but_not: Collection[str] = ()) -> dict[str, str]:
    """The fields that were sent, as texts; tags with semicolons between, as a form and a file write them."""
    given = body.model_dump(exclude_unset=True, exclude=set(but_not))
    if isinstance(given.get("tags"), list):
        given["tags"] = ";".join(given["tags"])
    return given


def texts(*parts: Part) -> dict[str, Any]:
    return {name: text_field(name) for name, field in FIELDS.items() if field.part in parts and name not in OTHERS}


OTHERS = ("kind", "tags")  # said by themselves


def one_of(choices: type[Enum]) -> Any:
    return Literal[tuple(choice.value for choice in choices)]


def one_in_any_case(choices: type[Enum]) -> Any:
    """As people write it too: Active."""
    return Annotated[one_of(choices), BeforeValidator(lambda said: said.lower() if isinstance(said, str) else said)]


NEW_CUSTOMER: dict[str, Any] = {
    "kind": (Literal["company", "individual"], Field(description=FIELDS["kind"].help, examples=["company"])),
    **texts(*Part),
    "tags": (Tags, Field([])),
    "login_email": (LoginEmail, Field("")),
}


class _NewCustomer(Taken):
    model_config = example(EXAMPLE_SENT)


class _Correction(Taken):
    model_config = example({"phone": "+441632960177", "city": "York", "tags": ["trade", "weekly"]})


class _Customer(Told):
    model_config = example(EXAMPLE_TOLD)


NewCustomer = create_model(
    "NewCustomer",
    __base__=_NewCustomer,
    __doc__="A customer to be added. A company needs a name; an individual a name, a given name or a family name.",
    **NEW_CUSTOMER,
)


CORRECTION = {name: said for name, said in NEW_CUSTOMER.items() if name != "kind" and not name.startswith("contact_")}
Correction = create_model(
    "Correction",
    __base__=_Correction,
    __doc__="What is to change of a customer: a field left out stays as it is, a blank one is emptied.",
    **CORRECTION,
)


class NewStatus(Taken):
    """The status that a customer is to have."""

    model_config = example({"status": "active", "reason": "Known to us since 2014"})

    status: one_in_any_case(Status) = Field(  # type: ignore[valid-type]
        description="Active lets the customer in, and sends the letter that says so."
    )
    reason: str = Field("", description="Why, in a sentence; it is kept.", json_schema_extra={"maxLength": 500})


class NewStage(Taken):
    """The stage that a customer's credit is to have, with what the decision stands on."""

    model_config = example({"stage": "passed", "credit_reference": "CR-88121"})

    stage: one_in_any_case(Stage) = Field(description="How far the vetting is.")  # type: ignore[valid-type]
    credit_reference: str = Field(
        "", description="Of the credit check. Passed, referred and failed need it.", json_schema_extra={"maxLength": 80}
    )
    billing_reference: str = Field(
        "", description="Of the billing system. Billing needs it.", json_schema_extra={"maxLength": 80}
    )
    reason: str = Field(
        "", description="Why, in a sentence. Back from billing needs it.", json_schema_extra={"maxLength": 500}
    )


class PlaceTold(Told):
    """An address of a customer."""

    use: Literal["main", "delivery", "further"]
    line1: str
    line2: str
    line3: str
    city: str
    region: str
    postcode: str
    country: str = Field(description="ISO 3166-1 alpha-2 where it was recognised.")


OF_CREDIT = "Only for tokens that may see credit references."
CUSTOMER: dict[str, Any] = {
    "number": (int, Field(description="What people call the customer by: rising, never reused.", examples=[17])),
    "kind": (one_of(Kind), Field(description=FIELDS["kind"].help)),
    "status": (one_of(Status), Field(description="Access: only an active customer can log in.")),
    "stage": (one_of(Stage), Field(description="Credit: how far the vetting is.")),
    "origin": (one_of(Origin), Field(description="The door by which the customer came.")),
    **{
        name: (str, Field(description=field.help))
        for name, field in FIELDS.items()
        if field.part is not Part.CONTACT and name not in OTHERS
    },
    "tags": (list[str], Field(description="By name.")),
    "login_email": (str, Field(description="The address that logs in for the first location.")),
    "addresses": (list[PlaceTold], Field(description="All of them; the flat fields above are the first two.")),
    "merged_numbers": (list[int], Field(description="Of those who were merged into it: they answer with this one.")),
    "merged_external_ids": (list[str], Field(description="Theirs, which lead here as well.")),
    "credit_reference": (str, Field("", description=f"Of the credit check. {OF_CREDIT}")),
    "billing_reference": (str, Field("", description=f"Of the billing system. {OF_CREDIT}")),
    "created_at": (datetime, Field(description="UTC.")),
    "changed_at": (datetime, Field(description="UTC.")),
    "links": (dict[str, str], Field(description="Addresses of what belongs to the customer.")),
}
Customer = create_model("Customer", __base__=Told, __doc__="A customer. Texts that nobody gave are blank.", **CUSTOMER)


class MatchReason(Told):
    """One thing that speaks for two parties being one, or against it."""

    code: str = Field(description="Stable, to decide by.", examples=["same_registration_number"])
    sentence: str = Field(description="In words, for people.", examples=["same registration number"])
    is_against: bool = Field(description="true: it speaks against it.")


class Match(Told):
    """A customer who may be the party that was asked about, and why."""

    model_config = example(
        {
            "number": 7,
            "name": "Graham's Widgets Ltd",
            "status": "active",
            "answer": "same",
            "score": 0.9996,
            "reasons": [
                {"code": "same_registration_number", "sentence": "same registration number", "is_against": False},
                {"code": "other_email", "sentence": "other e-mail", "is_against": True},
            ],
            "found_as": None,
            "links": {"self": "/api/v1/customers/7"},
        }
    )

    number: int
    name: str
    status: one_of(Status) = Field(description="Access: only an active customer can log in.")  # type: ignore[valid-type]
    answer: Literal["same", "likely", "maybe"] = Field(
        description="same: by an identifier unique by law or by us. likely and maybe are for a person to decide."
    )
    score: float = Field(ge=0, le=1, description="How probable it is that both are one.")
    reasons: list[MatchReason] = Field(description="What speaks for it, then what speaks against it.")
    found_as: int | None = Field(
        description="The number of a customer who was merged into this one, and by which it was found; else null."
    )
    links: dict[str, str] = Field(description="The customer's address.")


class Matches(Told):
    """Customers who may be the party that was asked about, the surest first; none where nobody is like it."""

    items: list[Match]


Added = create_model(
    "Added",
    __base__=Customer,
    __doc__="A customer that was added, and who it may be already.",
    matches=(
        list[Match] | None,
        Field(
            description="Who is likely the same, or shares an address, a number or an id. Show them to a person. null: "
            "it could not be found out, and the customer is added all the same."
        ),
    ),
)


class Customers(Listed):
    """Customers, the newest first."""

    items: list[Customer]  # type: ignore[valid-type] # made above, of the field table
    similar: Annotated[
        list[Customer],  # type: ignore[valid-type]
        Field(description="Of the first part, where `q` found few: whose names are like it, the most similar first."),
    ]
