"""How far the books are closed, and what closing them further would close."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Sum

from onaccount.domain.ledger.models import Closing, LedgerAccount, Line
from onaccount.domain.ledger.rules.closing import check_close
from onaccount.foundation.money import Money


@dataclass(frozen=True, slots=True)
class Closed:
    """Through which day, by whom and when."""

    through: date
    by_kind: str
    by_key: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HouseSum:
    """What was booked on an account of the house, by its code, in a period: debits above nothing."""

    code: str
    postings: int
    sum: Money


def books_closed() -> Closed | None:
    """None where nothing was closed yet."""
    row = Closing.objects.filter(pk=1).first()
    return Closed(row.through, row.by_kind, row.by_key, row.at) if row else None


def closing_preview(through: date, *, today: date) -> list[HouseSum]:
    """What is booked on the days that would be closed, by account of the house and currency.

    Raises PeriodNotOver and PeriodClosed, as closing it would.
    """
    closed = books_closed()
    check_close(through, closed=closed.through if closed else None, today=today)
    lines = Line.objects.filter(account__kind=LedgerAccount.HOUSE, booked_on__lte=through)
    if closed:
        lines = lines.filter(booked_on__gt=closed.through)
    rows = lines.values_list("account__code", "account__currency").order_by("account__code", "account__currency")
    sums = rows.annotate(postings=Count("posting"), sum=Sum("amount_minor"))
    return [HouseSum(code, postings, Money(int(total), currency)) for code, currency, postings, total in sums]
