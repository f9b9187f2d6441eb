"""The queue of credit (S3-10 to S3-14): everybody whose credit is looked at, newest first, with who works on it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import customers_visible_to, visible
from onaccount.domain.customers.rules.status import Kind, Stage, Status
from onaccount.foundation.text import fold

PAGE = 25
FURTHEST = 400  # pages; whoever looks for one further back searches
MINE, NOBODYS = "mine", "nobodys"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """`whose` is MINE, NOBODYS or blank for everybody's; `sort` a key of SORTS, with - before it for the other way."""

    stage: Stage | None = None
    whose: str = ""
    dealer: str = ""
    text: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    number: int
    name: str
    dealer_code: str
    kind: Kind
    category: str
    status: Status
    stage: Stage
    credit_reference: str
    billing_reference: str
    monthly_minor: int | None
    created_at: datetime
    assignee: int | None
    assignee_name: str


@dataclass(frozen=True, slots=True)
class QueuePage:
    rows: list[QueueRow]
    page: int
    has_more: bool


SORTS: Mapping[str, str] = {
    "number": "number",
    "name": "search_name",
    "dealer": "partner__code",
    "kind": "kind",
    "category": "category",
    "stage": "stage",
    "billing": "billing_reference",
    "revenue": "application__monthly_minor",
    "created": "created_at",
    "assignee": "assignment__principal__name",
}
NEWEST = "-created"
COLUMNS = (
    "number", "name", "partner__code", "kind", "category", "status", "stage", "credit_reference", "billing_reference",
    "application__monthly_minor", "created_at", "assignment__principal", "assignment__principal__name",
)  # fmt: skip


def queue_page(wanted: QueueFilter, *, me: int, page: int = 1) -> QueuePage:
    """One page of the queue; `me` is the principal of who looks, for "mine"."""
    page = min(max(page, 1), FURTHEST)
    start = (page - 1) * PAGE
    found = _narrowed(_queue(), wanted, me).order_by(*_order(wanted.sort or NEWEST))
    rows: list[Any] = list(found.values_list(*COLUMNS)[start : start + PAGE + 1])
    return QueuePage([_row(row) for row in rows[:PAGE]], page, len(rows) > PAGE and page < FURTHEST)


def applications_after(
    *, partner: int | None, stage: Stage | None, text: str, after: int | None, limit: int
) -> list[QueueRow]:
    """A part of the queue, the newest first; of a dealer all that are its own, whatever their stage."""
    found = _narrowed(_seen_by(partner), QueueFilter(stage=stage, text=text), me=0)
    if after is not None:
        found = found.filter(number__lt=after)
    return [_seen_row(row, partner) for row in found.order_by("-number").values_list(*SEEN)[:limit]]


def application_row(number: int, *, partner: int | None) -> QueueRow:
    """One of them; whose number it is, and who may see it, was asked before."""
    return _seen_row(Customer.objects.values_list(*SEEN).get(number=number), partner)


SEEN = (*COLUMNS, "application__partner")


def _seen_by(partner: int | None) -> QuerySet[Customer]:
    return _queue() if partner is None else customers_visible_to(partner)


def _seen_row(row: tuple[Any, ...], partner: int | None) -> QueueRow:
    """A dealer is told no reference, nor who works on it, nor what another handed in."""
    *columns, handed_in_by = row
    found = _row(tuple(columns))
    if partner is None:
        return found
    monthly = found.monthly_minor if handed_in_by == partner else None
    hidden: dict[str, Any] = {"credit_reference": "", "billing_reference": "", "assignee": None, "assignee_name": ""}
    return replace(found, monthly_minor=monthly, **hidden)


def next_in_queue(wanted: QueueFilter, *, me: int, after: int) -> int | None:
    """Who comes after a customer in this order, whether or not that one still stands there itself."""
    key = (wanted.sort or NEWEST).removeprefix("-")
    found = _narrowed(_queue(), wanted, me)
    if key in ("created", "number"):
        found = found.filter(number__gt=after) if _rises(wanted) else found.filter(number__lt=after)
    else:
        column = SORTS[key]
        value = Customer.objects.filter(number=after).values_list(column, flat=True).first()
        found = found.filter(_behind(column, value, after, rises=_rises(wanted)))
    return found.order_by(*_order(wanted.sort or NEWEST)).values_list("number", flat=True).first()


def _rises(wanted: QueueFilter) -> bool:
    return not (wanted.sort or NEWEST).startswith("-")


def _behind(column: str, value: Any, after: int, *, rises: bool) -> Q:
    """What stands behind this value, those alike by their numbers, and what is not said behind them all."""
    unsaid = Q(**{f"{column}__isnull": True})
    if value is None:
        return unsaid & Q(number__lt=after)
    further = Q(**{f"{column}__{'gt' if rises else 'lt'}": value})
    return further | Q(**{column: value}, number__lt=after) | unsaid


def _queue() -> QuerySet[Customer]:
    return visible().filter(~Q(stage=Stage.NONE.value))


def _narrowed(found: QuerySet[Customer], wanted: QueueFilter, me: int) -> QuerySet[Customer]:
    if wanted.stage is not None:
        found = found.filter(stage=wanted.stage.value)
    if wanted.whose == MINE:
        found = found.filter(assignment__principal=me)
    elif wanted.whose == NOBODYS:
        found = found.filter(assignment=None)
    if wanted.dealer:
        found = found.filter(partner__code=wanted.dealer)
    if typed := fold(wanted.text):
        is_number = typed.isascii() and typed.isdecimal() and len(typed) <= 18
        by_number = Q(number=int(typed)) if is_number else Q(pk__in=[])
        found = found.filter(by_number | Q(search_name__contains=typed) | Q(partner__code=typed.upper()))
    return found


def _order(sort: str) -> list[Any]:
    """What is not said stands at the end either way; of two alike the newer is first."""
    key = sort.removeprefix("-")
    column = F(SORTS.get(key, "created_at"))
    if key in ("created", "number"):
        return [f"{'-' if sort.startswith('-') else ''}number"]  # numbers rise with time, and have an index
    return [OrderBy(column, descending=sort.startswith("-"), nulls_last=True), "-number"]


def _row(row: tuple[Any, ...]) -> QueueRow:
    number, name, code, kind, category, status, stage, credit, billing, monthly, at, assignee, assignee_name = row
    return QueueRow(
        number=number,
        name=name,
        dealer_code=code or "",
        kind=Kind(kind),
        category=category,
        status=Status(status),
        stage=Stage(stage),
        credit_reference=credit,
        billing_reference=billing,
        monthly_minor=monthly,
        created_at=at,
        assignee=assignee,
        assignee_name=assignee_name or "",
    )
