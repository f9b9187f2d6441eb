"""What agencies and registers say of a customer: ordered here, answered by the worker."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from pydantic import Field

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.customers import BASE
from onaccount.delivery.api.door import told
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Doer, Taken, Told
from onaccount.domain.connectors.actions.checks import note_check, order_check, void_check
from onaccount.domain.connectors.queries.checks import CheckCard, check_card, checks_of
from onaccount.domain.connectors.rules.checks import Source
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import names_of

resource = Resource("Checks")
ALL = "/customers/{number:number}/checks"
ONE = ALL + "/{uuid:check}"


class NewCheck(Taken):
    """A check to be ordered; or, of the source by_hand, one that you did yourself."""

    source: Literal["by_hand", "creditsafe", "companies_house", "hmrc", "vies"] = Field(
        description="Whom to ask. by_hand: nobody is asked, and the outcome below is written down."
    )
    amount: str = Field(
        "", max_length=30, description="The limit that is wanted, in the business's currency.", examples=["2500.00"]
    )
    outcome: Literal["", "passed", "referred", "failed"] = Field("", description="Of a check by hand.")
    reference: str = Field("", max_length=80, description="Of a check by hand: needed.")
    score: str = Field("", max_length=10, description="Of a check by hand: a whole number from 0 to 1000.")
    limit: str = Field("", max_length=30, description="Of a check by hand: the limit that was advised.")
    reasons: str = Field("", max_length=500, description="Of a check by hand: what it says.")


class Differs(Told):
    """A field that the register has otherwise than it stands here. Nothing is written over."""

    field: str = Field(examples=["name"])
    here: str
    there: str


class Check(Told):
    """A customer asked about, once."""

    id: UUID = Field(description="Of the order too: it goes with it to the agency.")
    number: int = Field(description="Whose check it is: the customer's, or that of one who was merged with it.")
    source: Literal["by_hand", "creditsafe", "companies_house", "hmrc", "vies"]
    state: Literal["asked", "sent", "answered", "not_checked", "voided"] = Field(
        description="asked: waits for an answer. sent: an order left, and no answer came; what became of it is asked, "
        "it is not repeated blindly. not_checked: nobody answered, which says nothing against the customer. voided: a "
        "field that was asked about was corrected, or somebody said so."
    )
    outcome: Literal["passed", "referred", "failed"] | None = Field(
        description="null: there is no answer. Of a register: stands well there, look closer, not or no more there."
    )
    reference: str
    score: int | None
    limit: str | None = Field(description="What the agency advises, a decimal string.", examples=["5000.00"])
    currency: str | None
    reasons: list[str]
    found: dict[str, str] = Field(description="What stands there, by the names of a customer's fields.")
    differs: list[Differs]
    why: str = Field(description="That there is no answer, or that it is void.")
    by: Doer
    asked_at: datetime = Field(description="UTC.")
    ended_at: datetime | None = Field(description="UTC. Answered, or given up.")
    voided_at: datetime | None = Field(description="UTC.")
    next_try_at: datetime | None = Field(description="UTC. null: it is not tried again.")


class Checks(Told):
    """The newest first, fifty at most."""

    items: list[Check]
    next: None = None


@resource.get(ALL, right=Right.SEE_CREDIT, answer=Checks, summary="List checks", problems=(404,))
def list_checks(request: ApiRequest, number: int) -> HttpResponse:
    """What agencies and registers said, and what is being asked. Nobody is asked by this."""
    cards = checks_of(number)
    names = names_of(card.asked_by_key for card in cards)
    return told(200, {"items": [shown(card, names) for card in cards], "next": None})


@resource.post(
    ALL, right=Right.DECIDE_CREDIT, answer=Check, summary="Order a check", problems=(404, 409), headers=("Location",)
)
def order_a_check(request: ApiRequest, number: int, check: NewCheck) -> HttpResponse:
    """The worker asks, and the answer comes later: read the check again, or the feed (`check.answered`).

    An answer moves no stage, unless the business's policy is on.
    """
    at = timezone.now()
    if check.source == Source.BY_HAND.value:
        made = note_check(
            number=number,
            outcome=check.outcome,
            reference=check.reference,
            score=check.score,
            limit=check.limit,
            reasons=check.reasons,
            by=request.actor,
            at=at,
        )
    else:
        made = order_check(number=number, source=Source(check.source), amount=check.amount, by=request.actor, at=at)
    return _told(201, number, made.pk, headers={"Location": f"{BASE}/{number}/checks/{made.pk}"})


@resource.get(ONE, right=Right.SEE_CREDIT, answer=Check, summary="One check", problems=(404,))
def get_check(request: ApiRequest, number: int, check: UUID) -> HttpResponse:
    """One check of a customer, by its id."""
    return _told(200, number, check)


@resource.delete(ONE, right=Right.DECIDE_CREDIT, summary="Make a check void", problems=(404, 409))
def void_a_check(request: ApiRequest, number: int, check: UUID) -> HttpResponse:
    """It stays in the list as voided. One that waits is not asked any more; an order that has left cannot be undone."""
    void_check(number=number, key=check, by=request.actor, at=timezone.now())
    return HttpResponse(status=204)


def _told(status: int, number: int, key: UUID, headers: Mapping[str, str] | None = None) -> HttpResponse:
    card = check_card(number, key)
    return told(status, shown(card, names_of([card.asked_by_key])), headers=headers)


def shown(card: CheckCard, names: Mapping[str, str]) -> dict[str, Any]:
    kind, key = card.asked_by_kind, card.asked_by_key
    return {
        "id": str(card.key),
        "number": card.number,
        "source": card.source.value,
        "state": card.state.value,
        "outcome": card.outcome.value if card.outcome else None,
        "reference": card.reference,
        "score": card.score,
        "limit": str(card.limit) if card.limit is not None else None,
        "currency": card.limit.currency if card.limit is not None else None,
        "reasons": list(card.reasons),
        "found": card.found,
        "differs": [{"field": each.name, "here": each.ours, "there": each.theirs} for each in card.differs],
        "why": card.why,
        "by": {"kind": kind, "key": key, "name": names.get(key)},
        "asked_at": card.asked_at,
        "ended_at": card.ended_at,
        "voided_at": card.voided_at,
        "next_try_at": card.next_try_at,
    }
