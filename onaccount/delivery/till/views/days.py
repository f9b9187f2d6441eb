"""The till's day: what was taken so far, counted and closed, and what it came to over a period."""

from datetime import date

from django.http import HttpResponse
from django.utils import timezone

from onaccount.delivery.till.answers import told
from onaccount.delivery.till.bodies import NotReadable, body_of
from onaccount.delivery.till.device import TillRequest, clerk_at, till_only
from onaccount.delivery.till.shown import day_shown, report_shown
from onaccount.domain.accounts.rules.periods import Period
from onaccount.domain.business.queries import current_business
from onaccount.domain.tills.actions.days import close_day
from onaccount.domain.tills.queries.sales import day_report, days_of, open_day, period_report
from onaccount.domain.tills.rules.sales import MOST_MINOR


@till_only("GET", "POST")
def day(request: TillRequest) -> HttpResponse:
    return _close(request) if request.method == "POST" else _so_far(request)


@till_only("GET")
def days(request: TillRequest) -> HttpResponse:
    """The Z reports of this till, the last first."""
    return told({"days": [day_shown(one) for one in days_of(request.device.number) if one.closed_at]})


@till_only("GET")
def sums(request: TillRequest) -> HttpResponse:
    """What came in by each method on these days of the business's calendar, the first and the last with them."""
    period = Period(_day(request, "from"), _day(request, "to"))
    since, until = period.bounds(current_business().time_zone)
    return told(report_shown(period_report(request.device.number, since=since, until=until)))


def _so_far(request: TillRequest) -> HttpResponse:
    found = open_day(request.device.number)
    about = {"number": found.number if found else None, "opened_at": found.opened_at if found else None}
    return told({**about, **report_shown(day_report(found))})


def _close(request: TillRequest) -> HttpResponse:
    by, body = clerk_at(request.device), body_of(request)
    number = close_day(
        till=request.device.number,
        counted_minor=body.integer("counted_minor", most=MOST_MINOR),
        left_minor=body.integer("left_minor", most=MOST_MINOR),
        waiting=body.integer("waiting", most=1_000_000),
        by=by,
        at=timezone.now(),
        approval=body.key_or_none("approval"),
    )
    closed = next(one for one in days_of(request.device.number) if one.number == number)
    return told(day_shown(closed), status=201)


def _day(request: TillRequest, name: str) -> date:
    try:
        return date.fromisoformat(request.GET.get(name, "")[:10])
    except ValueError:
        raise NotReadable(field=name) from None
