"""Limits that are higher for a time, and come back by themselves (B-09)."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.utils import timezone
from pydantic import Field

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.accounts import ONE
from onaccount.delivery.api.amounts import Amount, AmountTold, Currency, read_amount
from onaccount.delivery.api.door import told
from onaccount.delivery.api.problems import FieldError, NotUsable
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Doer, Taken, Told, example
from onaccount.domain.accounts.actions import end_rise, raise_limit
from onaccount.domain.accounts.actions.rises import RiseImpossible
from onaccount.domain.accounts.queries import RiseCard, account_of, rises_of
from onaccount.domain.accounts.rules import NoAccount
from onaccount.domain.customers.queries import customer_record
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import names_of
from onaccount.foundation.dates import FIRST_YEAR, LAST_YEAR
from onaccount.foundation.money import money_of

resource = Resource("Accounts")
LONGEST_WHY = 500
MOMENT: dict[str, Any] = {"format": "date-time"}


class NewRise(Taken):
    """By how much the limit is higher, until when, and why."""

    model_config = example(
        {"amount": "250.00", "currency": "GBP", "ends_at": "2026-12-31T18:00:00Z", "why": "Christmas stock"}
    )

    amount: Amount
    currency: Currency = None
    starts_at: str | None = Field(
        None, description="With its offset from UTC. Left out, it is now.", json_schema_extra=MOMENT
    )
    ends_at: str = Field(description="With its offset from UTC; then the limit is as it was.", json_schema_extra=MOMENT)
    why: str = Field("", max_length=LONGEST_WHY, description="It stays in the history.")


class RiseTold(Told):
    """A rise that runs or is still to come."""

    id: UUID
    amount: AmountTold
    currency: str = Field(examples=["GBP"])
    starts_at: datetime = Field(description="UTC.")
    ends_at: datetime = Field(description="UTC.")
    why: str
    waiting: bool = Field(
        False,
        description="true: it takes two people; nothing is higher until a colleague approves it in the office.",
    )
    approved_by: Doer | None = Field(description="null while it waits.")


class Rises(Told):
    """All of an account, the first to end first."""

    items: list[RiseTold]


@resource.get(f"{ONE}/rises", right=Right.SEE_ACCOUNTS, answer=Rises, summary="List rises", problems=(404,))
def list_rises(request: ApiRequest, number: int) -> HttpResponse:
    """Those that run and those that are still to come. One that is over is in the customer's timeline."""
    at = timezone.now()
    card = account_of(number, at=at)
    if card is None:
        customer_record(number)
        raise NoAccount(customer=number)
    found = rises_of(card.number, at=at)
    names = names_of(each.by_key for each in found)
    return told(200, {"items": [_told(one, names) for one in found]})


@resource.post(
    f"{ONE}/rises", right=Right.SET_LIMITS, answer=RiseTold, summary="Raise the limit for a time", problems=(404,)
)
def raise_for_a_time(request: ApiRequest, number: int, rise: NewRise) -> HttpResponse:
    """Adds to the limit from one moment to another; who approved it is whose token this is. Nothing has to happen for
    it to end. Where a limit of this size takes two people, it is `waiting` and is not in the list yet.
    """
    at = timezone.now()
    raised = raise_limit(
        customer=number,
        amount=read_amount(rise.amount, rise.currency, number=number),
        starts_at=_moment("starts_at", rise.starts_at) if rise.starts_at is not None else at,
        ends_at=_moment("ends_at", rise.ends_at),
        why=" ".join(rise.why.split()),
        key=uuid4().hex,  # the request's own is kept with its answer, in the same transaction
        by=request.actor,
        at=at,
    )
    card = account_of(number, at=at)
    assert card is not None, "its limit was just raised"
    if raised.waits:
        return told(201, _waiting(raised.id, rise, card.balance.currency, at))
    made = next(one for one in rises_of(card.number, at=at) if one.id == raised.id)
    return told(201, _told(made, {request.actor.key: request.actor.name}))


@resource.delete(
    f"{ONE}/rises/{{uuid:rise}}", right=Right.SET_LIMITS, summary="End a rise before its time", problems=(404, 409)
)
def end_a_rise(request: ApiRequest, number: int, rise: UUID) -> HttpResponse:
    """The limit is as it was from now on. One that is over already is 409 `rise_not_running`."""
    end_rise(customer=number, rise=rise, by=request.actor, at=timezone.now())
    return HttpResponse(status=204)


def _moment(name: str, text: str) -> datetime:
    found: datetime | None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise NotUsable([FieldError.of(name, RiseImpossible())])
    return found


def _told(card: RiseCard, names: Any) -> dict[str, Any]:
    return {
        "id": str(card.id),
        "amount": str(card.amount),
        "currency": card.amount.currency,
        "starts_at": card.starts_at,
        "ends_at": card.ends_at,
        "why": card.why,
        "waiting": False,
        "approved_by": {"kind": card.by_kind, "key": card.by_key, "name": names.get(card.by_key)},
    }


def _waiting(ask: UUID, rise: NewRise, currency: str, at: datetime) -> dict[str, Any]:
    return {
        "id": str(ask),
        "amount": str(money_of(rise.amount, currency)),
        "currency": currency,
        "starts_at": _moment("starts_at", rise.starts_at) if rise.starts_at is not None else at,
        "ends_at": _moment("ends_at", rise.ends_at),
        "why": " ".join(rise.why.split()),
        "waiting": True,
        "approved_by": None,
    }
