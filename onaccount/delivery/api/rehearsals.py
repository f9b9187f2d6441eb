"""A limit is tried on the past before it is set."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query
from pydantic import BaseModel, Field

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.amounts import WRITTEN, AmountTold, currency_or_its_own, plain_or_none, read_any_amount
from onaccount.delivery.api.door import told
from onaccount.delivery.api.paging import CursorUnknown, cursor_of, id_in
from onaccount.delivery.api.problems import FieldError, NotUsable
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Listed, Told
from onaccount.domain.accounts.queries import RehearsedLimit, rehearsed_limit
from onaccount.domain.accounts.rules.periods import Period, PeriodBackwards
from onaccount.domain.accounts.rules.rehearsal import Course, HeldUp, PeriodTooLong, Tally, past_year
from onaccount.domain.business.queries import current_business
from onaccount.domain.people.permissions import Right
from onaccount.foundation.dates import NotADay, day_of
from onaccount.foundation.money import Money

resource = Resource("Accounts")
UNLIMITED = "unlimited"
DAY: dict[str, Any] = {"format": "date"}


class LimitTried(BaseModel):
    """Which limit is tried, on which days, and which part of the list."""

    limit: str = Field(
        description='A decimal string; "0" is prepaid only. Or `unlimited`.',
        examples=["500.00"],
        json_schema_extra={"pattern": f"{WRITTEN['pattern']}|^{UNLIMITED}$"},
    )
    first: str = Field(
        "",
        alias="from",
        description="The first day, on the calendar of the business. Left out, it is a year before the last.",
        examples=["2025-11-22"],
        json_schema_extra=DAY,
    )
    last: str = Field(
        "", alias="to", description="The last day, which is part of it. Left out, it is today.", json_schema_extra=DAY
    )
    cursor: str = Field("", description="Where to go on: what stood in `next`.")


class Charges(Told):
    """How many, and what they come to."""

    count: int
    sum: AmountTold


class Debt(Told):
    """How a debt went."""

    highest: AmountTold
    highest_at: datetime | None = Field(description="UTC. null: nothing was owed.")
    days_over: int = Field(description="Days on which more than the limit was owed, if only for a moment.")


class HeldUpTold(Told):
    """A charge that would not have been made."""

    posting: UUID
    posted_at: datetime = Field(description="UTC.")
    amount: AmountTold
    owed: str = Field(description="What would have been owed before it; below nothing: money of theirs.")
    over: AmountTold
    reference: str


class RehearsalTold(Listed):
    """What a limit would have done on these days."""

    number: int = Field(description="The customer's.")
    currency: str = Field(examples=["GBP"])
    limit: str | None = Field(description="That was tried; null: unlimited.")
    first_day: str = Field(json_schema_extra=DAY)
    last_day: str = Field(description="It is part of it.", json_schema_extra=DAY)
    charges: Charges = Field(description="All that were made.")
    held_up: Charges = Field(description="Those of them that would not have been.")
    first: HeldUpTold | None
    worst: HeldUpTold | None = Field(description="That would have gone over by most.")
    as_it_was: Debt
    rehearsed: Debt = Field(description="Without the charges that would not have been made.")
    enough: AmountTold = Field(description="The least limit that would have held nothing up.")
    items: list[HeldUpTold] = Field(description="All that would not have been made, the oldest first, 50 at once.")


@resource.get(
    "/customers/{number:number}/account/rehearsal",
    right=Right.SEE_ACCOUNTS,
    answer=RehearsalTold,
    summary="Try a limit on the past",
    problems=(404,),
)
def rehearse_limit(request: ApiRequest, number: int, tried: Query[LimitTried]) -> HttpResponse:
    """Changes nothing. The charges of these days come again in their order, under this limit alone: neither status nor
    rises, holds or manager codes are asked. What would go over it is not made, so less is owed after it; what was paid
    in or out stays; refunds and reversals of what was not made are not made either. Three years at most.
    """
    currency = currency_or_its_own(None, number=number)
    limit = None if tried.limit == UNLIMITED else read_any_amount("limit", tried.limit, currency)
    at = timezone.now()
    try:
        found = rehearsed_limit(number, limit, period=_period(tried, at), at=at, after=id_in(tried.cursor))
    except PeriodTooLong as refusal:
        raise NotUsable([FieldError.of("from", refusal)]) from None
    if found is None:
        raise CursorUnknown
    return told(200, _told(found))


def _period(tried: LimitTried, at: datetime) -> Period | None:
    """None for the past year."""
    if not tried.first and not tried.last:
        return None
    today = at.astimezone(ZoneInfo(current_business().time_zone)).date()
    period = past_year(_day("to", tried.last) if tried.last else today)
    try:
        return replace(period, first=_day("from", tried.first)) if tried.first else period
    except PeriodBackwards as refusal:
        raise NotUsable([FieldError.of("to", refusal)]) from None


def _day(name: str, text: str) -> date:
    try:
        return day_of(text)
    except NotADay as refusal:
        raise NotUsable([FieldError.of(name, refusal)]) from None


def _told(of: RehearsedLimit) -> dict[str, Any]:
    found = of.found

    def tally(one: Tally) -> dict[str, Any]:
        return {"count": one.count, "sum": str(of.money(one.sum))}

    def debt(course: Course) -> dict[str, Any]:
        highest = str(of.money(course.highest))
        return {"highest": highest, "highest_at": course.highest_at, "days_over": course.days_over}

    return {
        "number": of.customer,
        "currency": of.currency,
        "limit": plain_or_none(of.limit),
        "first_day": of.period.first.isoformat(),
        "last_day": of.period.last.isoformat(),
        "charges": tally(found.charges),
        "held_up": tally(found.held_up),
        "first": _held_up(of, found.first),
        "worst": _held_up(of, found.worst),
        "as_it_was": debt(found.as_it_was),
        "rehearsed": debt(found.rehearsed),
        "enough": str(of.money(found.enough)),
        "items": [_held_up(of, one) for one in found.some],
        "next": cursor_of(found.more),
    }


def _held_up(of: RehearsedLimit, one: HeldUp | None) -> dict[str, Any] | None:
    if one is None:
        return None
    amounts: dict[str, Money] = {
        "amount": of.money(one.move.change),
        "owed": of.money(one.owed),
        "over": of.money(one.over),
    }
    return {
        "posting": str(one.move.id),
        "posted_at": one.move.at,
        **{name: str(amount) for name, amount in amounts.items()},
        "reference": of.notes.get(one.move.id, ""),
    }
