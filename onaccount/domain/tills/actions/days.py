"""A till's day is counted and closed."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.actions import allow
from onaccount.domain.people.permissions import FrontRight
from onaccount.domain.people.queries import require_front
from onaccount.domain.people.rules.codes import Deed
from onaccount.domain.tills.models import TillDay
from onaccount.domain.tills.queries.sales import day_report, open_day
from onaccount.domain.tills.queries.tills import locked_till
from onaccount.domain.tills.rules.days import DayIsEmpty, DayReport, SalesWait, difference


@action
def close_day(
    *,
    till: int,
    counted_minor: int,
    left_minor: int,
    waiting: int,
    by: Actor,
    at: datetime,
    approval: UUID | None = None,
) -> int:
    """Close a till's day (Z) with what was counted in the drawer, and say what stays in it for the next. `waiting` are
    the sales that the till has not sent: none may. Returns the day's number. Raises DayIsEmpty, SalesWait.
    """
    need = require_front(by, FrontRight.CLOSE_DAY)
    locked_till(till)
    day = open_day(till)
    if day is None:
        raise DayIsEmpty
    if waiting:
        raise SalesWait(count=waiting)
    about = Deed(Subject("till", str(till)), till)
    approver = allow(need, by, FrontRight.CLOSE_DAY, about=about, at=at, approval=approval)
    report = day_report(day)
    TillDay.objects.filter(pk=day.pk).update(
        closed_at=at,
        counted_minor=counted_minor,
        report=kept(report, counted_minor=counted_minor, left_minor=left_minor),
        by_key=by.key,
        approved_by=f"{approver.kind}:{approver.key}" if approver else "",
    )
    changes = {"difference_minor": (None, difference(report, counted_minor)), "number": (None, day.number)}
    record("till.day_closed", Subject("till", str(till)), by=by, at=at, changes=changes)
    return day.number


def kept(report: DayReport, *, counted_minor: int, left_minor: int) -> dict[str, Any]:
    """A report as it is kept: later sales change nothing of it."""
    values = asdict(report)
    values["taken"] = [{**asdict(each), "kind": each.kind.value, "type": each.type.value} for each in report.taken]
    return {
        **values,
        "expected_minor": report.expected_minor,
        "difference_minor": difference(report, counted_minor),
        "left_minor": left_minor,
    }
