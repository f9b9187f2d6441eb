"""Money of a customer's account that is spoken for: held, and then charged or freed."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from pydantic import Field

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.amounts import (
    Amount,
    AmountTold,
    Available,
    Balance,
    Currency,
    plain_or_none,
    read_amount,
)
from onaccount.delivery.api.door import told
from onaccount.delivery.api.postings import (
    ACCOUNT,
    NewlyPosted,
    Reference,
    asked_by,
    key_of_this_door,
    noted,
    text_or_none,
    told_posting,
)
from onaccount.delivery.api.problems import FieldError, NotUsable
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Taken, Told, example, one_of
from onaccount.domain.accounts.actions import hold_amount, post_hold, release_hold
from onaccount.domain.accounts.queries import account_of
from onaccount.domain.ledger.queries import hold_of
from onaccount.domain.ledger.rules import HoldState
from onaccount.domain.people.permissions import Right
from onaccount.foundation.money import plain
from onaccount.foundation.refusals import Refused

resource = Resource("Holds")
ONE = f"{ACCOUNT}/holds/{{uuid:hold}}"
HELD_FOR = 24 * 60  # minutes, where nothing else is said
LONGEST = 366 * 24 * 60
LONGEST_SOURCE = 70


class HoldEndUnusable(Refused):
    code = "hold_end_unusable"
    sentence = "A hold ends in the future, within a year, at a time with its offset from UTC."
    cure = 'Send a time such as "2026-11-23T09:30:00Z", or minutes; not both.'


class NewHold(Taken):
    """Money that is to be held for a purchase that is to come."""

    model_config = example({"amount": "37.50", "currency": "GBP", "minutes": 120, "reference": "Order 4711"})

    amount: Amount
    currency: Currency = None
    minutes: int | None = Field(None, ge=1, le=LONGEST, description="For how long. Left out, it is a day.")
    expires_at: str | None = Field(
        None, description="Until when, instead of `minutes`.", json_schema_extra={"format": "date-time"}
    )
    reference: str = Field("", max_length=LONGEST_SOURCE, description="Of yours, such as an order's number.")


class NewHoldPosting(Taken):
    """How much of a hold is charged."""

    model_config = example({"amount": "30.00", "reference": "Order 4711"})

    amount: str | None = Field(None, description="A decimal string. Left out, it is all that is held.")
    currency: Currency = None
    reference: Reference = ""


class Nothing(Taken):
    """An empty object."""


class Hold(Told):
    """Money that is spoken for, and how the account stands with it."""

    id: UUID
    state: one_of(HoldState) = Field(  # type: ignore[valid-type]
        description="One that has run out is still open, and holds nothing any more."
    )
    amount: AmountTold
    currency: str = Field(examples=["GBP"])
    placed_at: datetime = Field(description="UTC.")
    expires_at: datetime | None = Field(description="UTC.")
    posting: UUID | None = Field(description="The charge that it became.")
    balance: Balance
    available: Available


@resource.post(
    f"{ACCOUNT}/holds", right=Right.KEEP_ACCOUNTS, answer=Hold, summary="Hold an amount", problems=(404, 409)
)
def hold_an_amount(request: ApiRequest, number: int, hold: NewHold) -> HttpResponse:
    """Nobody else can spend what is held until it is charged, released, or has run out. The verdict is that of a
    charge, and so are the refusals.
    """
    amount = read_amount(hold.amount, hold.currency, number=number)
    asked = asked_by(request)
    source = f"ref:{noted(hold.reference)}" if hold.reference.strip() else ""
    with key_of_this_door():
        key = hold_amount(customer=number, amount=amount, **asked, source=source, expires_at=_end(hold, asked["at"]))
    return _told(201, number, key)


@resource.post(
    f"{ONE}/posting",
    right=Right.KEEP_ACCOUNTS,
    answer=NewlyPosted,
    summary="Charge what is held",
    problems=(404, 409),
    keeps_key=True,
)
def post_a_hold(request: ApiRequest, number: int, hold: UUID, charge: NewHoldPosting) -> HttpResponse:
    """All of it, or less: the rest is free again. What was held is charged whatever the verdict is by now; what has run
    out is not (409 `hold_ran_out`).
    """
    text = charge.amount
    amount = None if text is None else read_amount(text, charge.currency, number=number)
    with key_of_this_door():
        done = post_hold(customer=number, hold=hold, amount=amount, **asked_by(request), note=noted(charge.reference))
    return told_posting(request, done)


@resource.post(
    f"{ONE}/release",
    right=Right.KEEP_ACCOUNTS,
    answer=Hold,
    status=200,
    summary="Free what is held",
    problems=(404, 409),
)
def release_a_hold(request: ApiRequest, number: int, hold: UUID, nothing: Nothing) -> HttpResponse:
    """What was held can be spent again. Freeing what is free already does nothing."""
    release_hold(customer=number, hold=hold, by=request.actor, at=timezone.now())
    return _told(200, number, hold)


def _end(hold: NewHold, at: datetime) -> datetime:
    if hold.expires_at is None:
        return at + timedelta(minutes=hold.minutes or HELD_FOR)
    try:
        end = datetime.fromisoformat(hold.expires_at)
    except ValueError:
        end = at
    if end.tzinfo is None or hold.minutes is not None or not at < end <= at + timedelta(minutes=LONGEST):
        raise NotUsable([FieldError.of("expires_at", HoldEndUnusable())])
    return end


def _told(status: int, number: int, key: UUID) -> HttpResponse:
    hold, card = hold_of(key), account_of(number, at=timezone.now())
    assert hold is not None, "it was there in this request"
    assert card is not None, "it is held on"
    value: dict[str, Any] = {
        "id": str(hold.pk),
        "state": hold.state,
        "amount": plain(hold.amount_minor, hold.account.currency),
        "currency": hold.account.currency,
        "placed_at": hold.placed_at,
        "expires_at": hold.expires_at,
        "posting": text_or_none(hold.posting),
        "balance": str(card.balance),
        "available": plain_or_none(card.available),
    }
    return told(status, value)
