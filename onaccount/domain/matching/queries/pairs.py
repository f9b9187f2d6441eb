"""Pairs of customers who may be one, as pages show them: the queue, the surest first, and two side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from onaccount.domain.customers.queries import COUNT_UP_TO, Record, customer_record, profiles_of, survivors_of
from onaccount.domain.customers.queries.statements import Statement, asked_at_once, counted, statement_of
from onaccount.domain.customers.rules.status import NoSuchCustomer, Status
from onaccount.domain.matching.models import Pair
from onaccount.domain.matching.rules import Answer, Likeness, likeness
from onaccount.domain.matching.rules.answers import SURETY
from onaccount.domain.matching.rules.pairs import NoSuchPair, of_json
from onaccount.domain.matching.rules.states import Decision
from onaccount.domain.people.queries import names_of

PAGE_SIZE = 25
BY_NAME = {"command": "Command line", "demo": "Demo", "system": "OnAccount"}

Place = tuple[int, float, int]  # of a pair in the queue: how sure its answer is, its score and its key
IN_ORDER = ("-surety", "-score", "-id")


@dataclass(frozen=True, slots=True)
class PairFilter:
    """What the queue is narrowed to; `customer` to the pairs of one."""

    decision: Decision = Decision.OPEN
    answer: Answer | None = None
    customer: int | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """One of the two, as a list shows it."""

    number: int
    name: str
    status: Status


@dataclass(frozen=True, slots=True)
class PairRow:
    """A pair in a list, as it was found."""

    place: Place
    low: Party
    high: Party
    likeness: Likeness
    decision: Decision
    decided_by: str
    decided_at: datetime | None
    found_at: datetime


@dataclass(frozen=True, slots=True)
class PairsPage:
    """A part of the queue: `after` and `before` are the places to go on from, None at the ends."""

    rows: list[PairRow]
    after: Place | None
    before: Place | None
    counts: tuple[int, ...]  # of the filters that were asked for beside it; COUNT_UP_TO + 1 means "more"


def pairs_page(
    wanted: PairFilter,
    *,
    after: Place | None = None,
    before: Place | None = None,
    beside: Sequence[PairFilter] = (),
    limit: int = PAGE_SIZE,
) -> PairsPage:
    """One page of the queue, the surest first, from a keyset: page 1,000 costs what page 1 costs."""
    rows = _taken(_before(wanted, before), limit) if before is not None else []
    if rows:
        has_surer, has_further = len(rows) > limit, True
        rows = rows[:limit][::-1]
    else:  # none is surer any more: the first page
        rows = _taken(_after(wanted, after), limit)
        has_surer, has_further = after is not None, len(rows) > limit
        rows = rows[:limit]
    shown = _shown(rows)
    return PairsPage(
        rows=shown,
        after=shown[-1].place if shown and has_further else None,
        before=shown[0].place if shown and has_surer else None,
        counts=counts_of_pairs(beside) if beside else (),
    )


def _pairs(wanted: PairFilter) -> QuerySet[Pair]:
    """A pair of which one was merged is not asked about: the other is compared with the survivor."""
    found = Pair.objects.filter(is_moot=False, decision=wanted.decision.value)
    if wanted.answer:
        found = found.filter(surety=SURETY[wanted.answer])
    if wanted.customer:
        found = found.filter(Q(low=wanted.customer) | Q(high=wanted.customer))
    return found


def _after(wanted: PairFilter, place: Place | None) -> QuerySet[Pair]:
    found = _pairs(wanted).order_by(*IN_ORDER)
    return found if place is None else found.filter(_beyond("<", place))


def _before(wanted: PairFilter, place: Place) -> QuerySet[Pair]:
    return _pairs(wanted).filter(_beyond(">", place)).order_by("surety", "score", "id")


def _beyond(sign: str, place: Place) -> RawSQL:
    """As a row is compared, so that the index leads straight there: many pairs have one score."""
    sql = f"(matching_pair.surety, matching_pair.score, matching_pair.id) {sign} (%s, %s, %s)"
    return RawSQL(sql, place, output_field=BooleanField())  # noqa: S611 - a sign of ours


COLUMNS = (
    "pk", "low", "high", "answer", "surety", "score", "reasons", "decision", "decided_by_kind", "decided_by_key",
    "decided_at", "found_at", "low__name", "low__status", "high__name", "high__status",
)  # fmt: skip


def _taken(found: QuerySet[Pair], limit: int) -> list[dict[str, Any]]:
    return list(found.values(*COLUMNS)[: limit + 1])


def _shown(rows: list[dict[str, Any]]) -> list[PairRow]:
    people = [row["decided_by_key"] for row in rows if row["decided_by_key"]]
    names = names_of(people) if people else {}
    return [
        PairRow(
            place=(row["surety"], row["score"], row["pk"]),
            low=Party(row["low"], row["low__name"], Status(row["low__status"])),
            high=Party(row["high"], row["high__name"], Status(row["high__status"])),
            likeness=Likeness(Answer(row["answer"]), row["score"], tuple(map(of_json, row["reasons"]))),
            decision=Decision(row["decision"]),
            decided_by=BY_NAME.get(row["decided_by_kind"]) or names.get(row["decided_by_key"], row["decided_by_key"]),
            decided_at=row["decided_at"],
            found_at=row["found_at"],
        )
        for row in rows
    ]


def pair_row(low: int, high: int) -> PairRow | None:
    """A pair as a list shows it; None where nobody has found these two alike."""
    rows = list(Pair.objects.filter(low=low, high=high).values(*COLUMNS))
    return _shown(rows)[0] if rows else None


def said_by(kind: str, key: str) -> str:
    """The name of who decided."""
    return BY_NAME.get(kind) or names_of([key]).get(key, key)


# --- counts -----------------------------------------------------------------------------------------------------------


def counts_of_pairs(filters: Sequence[PairFilter]) -> tuple[int, ...]:
    """How many there are in each, exact to COUNT_UP_TO, one more than that means "more"; in one statement."""
    return tuple(count or 0 for count in asked_at_once([_count_of(wanted) for wanted in filters]))


def _count_of(wanted: PairFilter) -> Statement:
    return counted(statement_of(_pairs(wanted).order_by(*IN_ORDER).values("pk")[: COUNT_UP_TO + 1]))


@cache
def open_pairs() -> Statement:
    """How many wait for somebody to decide. To be asked at once with others."""
    return _count_of(PairFilter())


@dataclass(frozen=True, slots=True)
class PairsOf:
    """Whom a customer may be: how many are open, and what people said of the others, by the other's number."""

    open: int = 0
    said: Mapping[int, Decision] = field(default_factory=dict)


def pairs_of(number: int) -> PairsOf:
    """All pairs of one customer; one statement."""
    rows = Pair.objects.filter(Q(low=number) | Q(high=number), decision__in=[each.value for each in KNOWN])
    found = rows.values_list("low_id", "high_id", "decision", "is_moot")
    others = [(high if low == number else low, Decision(decision), is_moot) for low, high, decision, is_moot in found]
    return PairsOf(
        open=sum(decision is Decision.OPEN and not is_moot for _, decision, is_moot in others),
        said={other: decision for other, decision, _ in others if decision is not Decision.OPEN},
    )


KNOWN = (Decision.OPEN, Decision.LATER, Decision.DIFFERENT)


# --- two side by side -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PairCard:
    """Two customers with all that is known of them, and how alike they are now.

    `mergers` leads from one that was merged to the one that it is now.
    """

    low: Record
    high: Record
    likeness: Likeness
    decision: Decision
    decided_by: str
    decided_at: datetime | None
    mergers: dict[int, int]
    place: Place  # in the queue, or where it would stand


def pair_card(low: int, high: int) -> PairCard:
    """Any two customers, found alike or not, the lower number first. Raises NoSuchPair."""
    if low >= high:
        raise NoSuchPair
    try:
        records = customer_record(low), customer_record(high)
    except NoSuchCustomer:
        raise NoSuchPair from None
    profiles = profiles_of([low, high])
    pair = Pair.objects.filter(low=low, high=high).first()
    found = likeness(profiles[low], profiles[high])
    return PairCard(
        low=records[0],
        high=records[1],
        likeness=found,
        decision=Decision(pair.decision) if pair else Decision.OPEN,
        decided_by=said_by(pair.decided_by_kind, pair.decided_by_key) if pair and pair.decided_by_kind else "",
        decided_at=pair.decided_at if pair else None,
        mergers={number: into for number, into in survivors_of([low, high]).items() if into is not None},
        place=(pair.surety, pair.score, pair.pk) if pair else (SURETY[found.answer], found.score, 0),
    )


def pair_neighbours(wanted: PairFilter, place: Place) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """The pair before and the pair after a place in the queue, each as its two numbers."""
    surer = _before(wanted, place).values_list("low_id", "high_id").first()
    next_one = _after(wanted, place).values_list("low_id", "high_id").first()
    return surer, next_one


def next_pair(wanted: PairFilter, place: Place) -> tuple[int, int] | None:
    """The pair to decide next: the one behind this place, or the surest of those that were passed over."""
    behind = _after(wanted, place).values_list("low_id", "high_id").first()
    return behind or _after(wanted, None).values_list("low_id", "high_id").first()
