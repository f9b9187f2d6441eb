"""The statement of a customer's account for a period."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query
from pydantic import Field

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.amounts import AmountTold, Available, Balance, plain_or_none
from onaccount.delivery.api.door import told
from onaccount.delivery.api.paging import CursorUnknown, Stretch, cursor_of, id_in
from onaccount.delivery.api.postings import Posting, shown
from onaccount.delivery.api.problems import FieldError, NotUsable
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import Listed, Told
from onaccount.domain.accounts.queries import Row, Sums, statement_of, statement_page, sums_of
from onaccount.domain.accounts.rules import NoAccount
from onaccount.domain.accounts.rules.periods import Period, PeriodBackwards
from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.queries import customer_record
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import names_of
from onaccount.foundation.dates import NotADay, day_of

resource = Resource("Accounts")


class StatementAsked(Stretch):
    """Of which days, and which part of the list."""

    first: str = Field(
        "",
        alias="from",
        description="The first day, on the calendar of the business. Left out, it is the first of that month.",
        examples=["2026-11-01"],
        json_schema_extra={"format": "date"},
    )
    last: str = Field(
        "",
        alias="to",
        description="The last day, which is part of it. Left out, it is today.",
        examples=["2026-11-30"],
        json_schema_extra={"format": "date"},
    )


class SumsTold(Told):
    """What the postings of the period come to: `opening` + `charged` - `paid` + `reversed` is `closing`."""

    charged: AmountTold = Field(description="With what was paid out.")
    paid: AmountTold = Field(description="With what was given back.")
    reversed: AmountTold = Field(description="By how much more is owed for what was taken back; often below nothing.")


class Statement(Listed):
    """What was posted in a period, the oldest first. `opening` and all changes come to `closing`."""

    number: int = Field(description="The customer's.")
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    currency: str = Field(examples=["GBP"])
    opening: Balance
    closing: Balance
    available: Available
    count: int = Field(description="Of all postings in the period.")
    sums: SumsTold | None = Field(description="null where there are more than 20,000 postings.")
    items: list[Posting] = Field(description="The balance of each is that of all who were merged, together.")


@resource.get(
    "/customers/{number:number}/statement",
    right=Right.SEE_ACCOUNTS,
    answer=Statement,
    summary="The statement of an account",
    problems=(404,),
)
def get_statement(request: ApiRequest, number: int, asked: Query[StatementAsked]) -> HttpResponse:
    """Goes by when something was posted, on the days of the business's time zone: a statement of days that are over
    changes only where customers are merged or come apart again. Where two periods adjoin, the closing balance of one
    is the opening balance of the next.
    """
    period = _period(asked)
    found = statement_of(number, period, at=timezone.now())
    if found is None:
        customer_record(number)
        raise NoAccount(customer=number)
    page = statement_page(found, after=id_in(asked.cursor), limit=asked.limit)
    if page is None:
        raise CursorUnknown
    rows, after = page
    return told(
        200,
        {
            "number": found.customer,
            "from": period.first.isoformat(),
            "to": period.last.isoformat(),
            "currency": found.currency,
            "opening": str(found.opening),
            "closing": str(found.closing),
            "available": plain_or_none(found.available),
            "count": found.count,
            "sums": _sums(sums_of(found)),
            "items": _items(rows),
            "next": cursor_of(after),
        },
    )


def _sums(of: Sums | None) -> dict[str, str] | None:
    return {"charged": str(of.charged), "paid": str(of.paid), "reversed": str(of.reversed)} if of else None


def _items(rows: list[Row]) -> list[dict[str, Any]]:
    names = names_of(row.card.by_key for row in rows)
    return [shown(row.card, names) | {"balance": str(row.balance)} for row in rows]


def _period(asked: StatementAsked) -> Period:
    zone = ZoneInfo(current_business().time_zone)
    last = _day("to", asked.last) if asked.last else timezone.localdate(timezone=zone)
    first = _day("from", asked.first) if asked.first else last.replace(day=1)
    try:
        return Period(first, last)
    except PeriodBackwards as refusal:
        raise NotUsable([FieldError.of("to", refusal)]) from None


def _day(name: str, text: str) -> date:
    try:
        return day_of(text)
    except NotADay as refusal:
        raise NotUsable([FieldError.of(name, refusal)]) from None
