"""What a limit would have done, in the words and figures in which people read it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from onaccount.delivery.office.account_shown import in_figures
from onaccount.domain.accounts.queries import RehearsedLimit
from onaccount.domain.accounts.rules.rehearsal import Course, HeldUp


@dataclass(frozen=True, slots=True)
class ShownCharge:
    """A charge that would not have been made."""

    at: datetime
    note: str
    amount: str
    owed: str
    over: str


@dataclass(frozen=True, slots=True)
class ShownDebt:
    highest: str
    at: datetime | None
    days_over: int


@dataclass(frozen=True, slots=True)
class ShownRehearsal:
    """`limit` is blank for none; `enough_typed` is what the form takes."""

    limit: str
    charges: int
    charged: str
    count: int
    sum: str
    first: ShownCharge | None
    worst: ShownCharge | None
    as_it_was: ShownDebt
    rehearsed: ShownDebt
    enough: str
    enough_typed: str
    rows: list[ShownCharge]
    more: UUID | None


def shown_rehearsal(of: RehearsedLimit) -> ShownRehearsal:
    found = of.found

    def figures(minor: int) -> str:
        return in_figures(of.money(minor))

    def charge(one: HeldUp) -> ShownCharge:
        note = of.notes.get(one.move.id, "") or _("Charge")
        return ShownCharge(one.move.at, note, figures(one.move.change), figures(one.owed), figures(one.over))

    def debt(course: Course) -> ShownDebt:
        return ShownDebt(figures(course.highest), course.highest_at, course.days_over)

    return ShownRehearsal(
        limit=in_figures(of.limit),
        charges=found.charges.count,
        charged=figures(found.charges.sum),
        count=found.held_up.count,
        sum=figures(found.held_up.sum),
        first=charge(found.first) if found.first else None,
        worst=charge(found.worst) if found.worst else None,
        as_it_was=debt(found.as_it_was),
        rehearsed=debt(found.rehearsed),
        enough=figures(found.enough),
        enough_typed=str(of.money(found.enough)),
        rows=[charge(one) for one in found.some],
        more=found.more,
    )
