"""The statement of an account in the words and figures in which people read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.delivery.office.account_shown import REASON_LABELS, ShownBalance, in_figures, shown_balance
from onaccount.domain.accounts.queries import Row, Statement, Sums
from onaccount.domain.accounts.rules.periods import Period, last_month, this_month, this_year
from onaccount.domain.ledger.rules import Reason
from onaccount.domain.ledger.rules.receipts import receipt_code
from onaccount.foundation.dates import day_of
from onaccount.foundation.money import Money

DAY = "%d/%m/%Y"
PRESETS = {
    gettext_lazy("This month"): this_month,
    gettext_lazy("Last month"): last_month,
    gettext_lazy("This year"): this_year,
}


def asked_period(query: Mapping[str, str], today: date) -> Period:
    """The days that an address asks for; this month where it names none. Raises NotADay, PeriodBackwards."""
    first, last = query.get("from", ""), query.get("to", "")
    month = this_month(today)
    if not first and not last:
        return month
    until = day_of(last) if last else max(today, day_of(first))
    return Period(day_of(first) if first else until.replace(day=1), until)


def address_of(period: Period, **more: Any) -> str:
    """The query string of a statement."""
    return urlencode({"from": period.first.isoformat(), "to": period.last.isoformat(), **more})


def tabs_of(period: Period | None, today: date) -> list[dict[str, Any]]:
    found = [(label, of(today)) for label, of in PRESETS.items()]
    return [
        {"key": f"{of.first}", "label": label, "href": f"?{address_of(of)}", "current": of == period}
        for label, of in found
    ]


def in_days(period: Period) -> str:
    """01/11/2026 to 22/11/2026."""
    return _("%(first)s to %(last)s") % {"first": f"{period.first:{DAY}}", "last": f"{period.last:{DAY}}"}


@dataclass(frozen=True, slots=True)
class ShownRow:
    at: datetime
    label: str
    note: str
    receipt: str
    debit: str
    credit: str
    back: str
    balance: str
    is_reversed: bool


def in_columns(amount: Money, reason: Reason) -> tuple[Money | None, Money | None, Money | None]:
    """Charged, paid or taken back: one of them. What was taken back is by how much more is owed for it."""
    if reason is Reason.REVERSAL:
        return None, None, amount
    return (amount, None, None) if amount.minor > 0 else (None, -amount, None)


def shown_row(row: Row) -> ShownRow:
    card = row.card
    debit, credit, back = map(in_figures, in_columns(card.amount, card.reason))
    return ShownRow(
        at=card.posted_at,
        label=str(REASON_LABELS[card.reason]),
        note=card.note,
        receipt=receipt_code(card.id, card.hash),
        debit=debit,
        credit=credit,
        back=back,
        balance=in_figures(row.balance),
        is_reversed=card.is_reversed,
    )


@dataclass(frozen=True, slots=True)
class ShownStatement:
    """`charged`, `paid` and `back` are blank where there are too many postings to add them up for a page; `back` also
    where nothing was taken back.
    """

    period: str
    query: str
    currency: str
    opening: ShownBalance
    closing: ShownBalance
    charged: str
    paid: str
    back: str
    available: str
    count: int


def shown_statement(statement: Statement, sums: Sums | None) -> ShownStatement:
    return ShownStatement(
        period=in_days(statement.period),
        query=address_of(statement.period),
        currency=statement.currency,
        opening=shown_balance(statement.opening),
        closing=shown_balance(statement.closing),
        charged=in_figures(sums.charged) if sums else "",
        paid=in_figures(sums.paid) if sums else "",
        back=in_figures(sums.reversed) if sums and sums.reversed.minor else "",
        available=in_figures(statement.available) if statement.available is not None else _("No end"),
        count=statement.count,
    )


@dataclass(frozen=True, slots=True)
class ShownPage:
    """One page of the rows. `brought` is the balance before its first, `next` the posting to go on from."""

    rows: list[ShownRow]
    brought: str
    words: str
    is_first: bool
    next: UUID | None


def shown_page(statement: Statement, rows: list[Row], after: UUID | None) -> ShownPage:
    first = rows[0] if rows else None
    told = {"first": f"{first.place:,}", "last": f"{rows[-1].place:,}", "all": f"{statement.count:,}"} if first else {}
    return ShownPage(
        rows=[shown_row(row) for row in rows],
        brought=in_figures(first.balance - first.card.amount if first else statement.opening),
        words=_("%(first)s to %(last)s of %(all)s postings") % told if told else "",
        is_first=first is None or first.place == 1,
        next=after,
    )
