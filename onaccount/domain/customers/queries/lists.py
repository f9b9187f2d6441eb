"""Lists of customers, newest first: by status, by how they came, by what was typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from onaccount.domain.customers.models import Address, Customer, Tag, Unpublished
from onaccount.domain.customers.queries.search import LONGEST_TEXT, numbers_found
from onaccount.domain.customers.queries.similar import FEW, similar_numbers
from onaccount.domain.customers.queries.statements import Statement, asked_at_once, counted, statement_of
from onaccount.domain.customers.rules.status import CAME_BY_THEMSELVES, Kind, Origin, Stage, Status
from onaccount.domain.letters.queries import LetterNews, latest_letters
from onaccount.foundation.text import tidy

PAGE_SIZE = 25
COUNT_UP_TO = 999  # counters are exact to here: counting on costs more than anybody learns from it

THEMSELVES, IMPORTED = "self", "import"


Columns = tuple[Any, ...]  # of a customer as COLUMNS names them: half the cost of a model, and a page has 25


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to: `came` is how they came, THEMSELVES or IMPORTED."""

    status: Status | None = None
    came: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A customer in a list."""

    number: int
    name: str
    kind: Kind
    category: str
    status: Status
    stage: Stage
    origin: Origin
    email: str
    city: str
    created_at: datetime
    letter: LetterNews | None
    merged: tuple[int, ...] = ()  # who was merged into it


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list: `after` and `before` are the numbers to go on from, None at the ends."""

    rows: list[Row]
    after: int | None
    before: int | None
    count: int  # COUNT_UP_TO + 1 means "more"
    beside: tuple[int, ...] = ()  # the same of the lists that were asked for beside it
    similar: Sequence[Row] = ()  # where few were found: those whose names are like what was typed, most similar first


STANDING = Customer.objects.filter(merged_into=None)  # who was merged is read with the survivor (D-11)


def visible() -> QuerySet[Customer]:
    """All customers but those who were merged into another, and those of an import that is still being written.

    Mostly there is no such import, which is asked once and spares every customer the look at its own.
    """
    return STANDING.filter(published())


def published() -> Q:
    hidden = Unpublished.objects.values("batch")
    return Q(~Exists(Unpublished.objects.all()) | Q(batch=None) | ~Q(batch__in=hidden))


def customers_page(
    wanted: Filter, *, after: int | None = None, before: int | None = None, beside: Sequence[Filter] = ()
) -> Page:
    """One page of customers, newest first, from a keyset: page 1,000 costs what page 1 costs."""
    found = _list(wanted)
    rows = _taken(found.filter(number__gt=before), wanted, oldest_first=True) if before is not None else []
    if rows:
        has_newer, has_older = len(rows) > PAGE_SIZE, True
        rows = rows[:PAGE_SIZE][::-1]
    else:  # nobody is newer any more: the first page
        rows = _taken(found if after is None else found.filter(number__lt=after), wanted)
        has_newer, has_older = after is not None, len(rows) > PAGE_SIZE
        rows = rows[:PAGE_SIZE]
    similar = _similar(wanted, rows) if after is None and before is None else []
    count, *others = counts_of([wanted, *beside], is_common=_stand_close(rows))
    shown = _with_letters([*rows, *similar])
    return Page(
        rows=shown[: len(rows)],
        after=rows[-1][0] if rows and has_older else None,
        before=rows[0][0] if rows and has_newer else None,
        count=count,
        beside=tuple(others),
        similar=shown[len(rows) :],
    )


def _similar(wanted: Filter, rows: list[Columns]) -> list[Columns]:
    text = _typed(wanted)
    if not text or len(rows) >= FEW:
        return []
    numbers = similar_numbers(_list(wanted), text, but_not={row[0] for row in rows})
    found = {row[0]: row for row in _columns(_list(wanted).filter(number__in=numbers))} if numbers else {}
    return [found[number] for number in numbers if number in found]


def _list(wanted: Filter) -> QuerySet[Customer]:
    """The list that is searched, before anything was typed."""
    return _narrowed(visible(), wanted)


def _narrowed(found: QuerySet[Customer], wanted: Filter) -> QuerySet[Customer]:
    if wanted.status is Status.NEW and wanted.came in WAITING:
        return found.filter(WAITING[wanted.came])
    if wanted.status:
        found = found.filter(status=wanted.status.value)
    if wanted.came:
        found = found.filter(origin__in=[origin.value for origin in ORIGINS[wanted.came]])
    return found


ORIGINS: dict[str, Sequence[Origin]] = {THEMSELVES: CAME_BY_THEMSELVES, IMPORTED: (Origin.IMPORT,)}


def _waiting(condition: str) -> RawSQL:
    sql = f"customers_customer.status = '{Status.NEW.value}' AND {condition}"
    return RawSQL(sql, (), output_field=BooleanField())  # noqa: S611 - constants of ours


# Written out, as the partial indexes are: SQLite does not see in values that are given later whom an index holds.
WAITING = {
    THEMSELVES: _waiting(f"customers_customer.origin IN ({', '.join(repr(o.value) for o in CAME_BY_THEMSELVES)})"),
    IMPORTED: _waiting(f"customers_customer.origin = '{Origin.IMPORT.value}'"),
}


def _typed(wanted: Filter) -> str:
    return tidy(wanted.text[:LONGEST_TEXT])


def _stand_close(rows: list[Columns]) -> bool:
    """Whether a page is full of customers who come one after another: there will be a thousand among the next ones."""
    return len(rows) == PAGE_SIZE and abs(rows[0][0] - rows[-1][0]) < 2_500


# --- rows -------------------------------------------------------------------------------------------------------------

COLUMNS = ("number", "name", "kind", "category", "status", "stage", "origin", "email", "main_city", "created_at")


def _taken(found: QuerySet[Customer], wanted: Filter, *, oldest_first: bool = False) -> list[Columns]:
    order = "number" if oldest_first else "-number"
    if text := _typed(wanted):
        numbers = numbers_found(found, text, limit=PAGE_SIZE + 1, order=order)
        found = Customer.objects.filter(number__in=numbers.as_expression())
    return list(_columns(found.order_by(order))[: PAGE_SIZE + 1])


def _columns(found: QuerySet[Customer]) -> QuerySet[Customer, Columns]:
    main = Address.objects.filter(customer=OuterRef("number"), use=Address.MAIN)
    return found.annotate(main_city=Subquery(main.values("city")[:1])).values_list(*COLUMNS)


def _with_letters(rows: list[Columns]) -> list[Row]:
    numbers = [row[0] for row in rows]
    merged = _merged_into(numbers) if rows else {}
    listed = [*numbers, *(number for others in merged.values() for number in others)]
    letters = latest_letters("customer", map(str, listed)) if rows else {}
    return [
        Row(
            number=number,
            name=name,
            kind=Kind(kind),
            category=category,
            status=Status(status),
            stage=Stage(stage),
            origin=Origin(origin),
            email=email,
            city=city or "",
            created_at=created_at,
            letter=_newest(letters.get(str(each)) for each in (number, *merged.get(number, ()))),
            merged=tuple(merged.get(number, ())),
        )
        for number, name, kind, category, status, stage, origin, email, city, created_at in rows
    ]


def _newest(letters: Iterable[LetterNews | None]) -> LetterNews | None:
    return max(filter(None, letters), key=lambda letter: letter.queued_at, default=None)


def _merged_into(numbers: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    merged = Customer.objects.filter(merged_into__in=numbers).order_by("number")
    rows: Any = merged.values_list("merged_into", "number")
    for into, number in rows:
        found.setdefault(into, []).append(number)
    return found


def rows_of(numbers: Iterable[int]) -> list[Row]:
    """The rows of these customers; of one who was merged, the survivor's."""
    standing = Customer.objects.filter(number__in=list(numbers)).values(standing=Coalesce("merged_into", "number"))
    return _with_letters(list(_columns(visible().filter(number__in=standing).order_by("-number"))))


def numbers_of(wanted: Filter, *, tag: str = "", after: int = 0, limit: int) -> list[int]:
    """The numbers of a list, or of those in it with a tag, the lowest first, from those after a number on."""
    found = _list(wanted).filter(number__gt=after)
    if tag:
        found = found.filter(tags__name__iexact=tag)
    if text := _typed(wanted):
        numbers = numbers_found(found, text, limit=limit, order="number")
        found = Customer.objects.filter(number__in=numbers.as_expression())
    return list(found.order_by("number").values_list("number", flat=True)[:limit])


def tag_names(*, limit: int = 500) -> list[str]:
    """The tags that there are, by name."""
    return list(Tag.objects.order_by("name").values_list("name", flat=True)[:limit])


def neighbours(number: int, wanted: Filter) -> tuple[int | None, int | None]:
    """The next newer and the next older customer of a list."""
    found, text = _list(wanted), _typed(wanted)
    newer, older = found.filter(number__gt=number), found.filter(number__lt=number)
    newer_number, older_number = asked_at_once([_nearest(newer, text, "number"), _nearest(older, text, "-number")])
    return newer_number, older_number


def _nearest(found: QuerySet[Customer], text: str, order: str) -> Statement:
    if text:
        return numbers_found(found, text, limit=1, order=order)
    return statement_of(found.order_by(order).values("number")[:1])


# --- counts -----------------------------------------------------------------------------------------------------------


def counts_of(lists: Sequence[Filter], *, is_common: bool = False) -> list[int]:
    """How many there are in each, exact to COUNT_UP_TO, one more than that means "more"; in one statement."""
    different = list(dict.fromkeys(lists))
    counts = dict(zip(different, asked_at_once([_count(each, is_common) for each in different]), strict=True))
    return [int(counts[each] or 0) for each in lists]


def count_of(wanted: Filter) -> int:
    return counts_of([wanted])[0]


def waiting() -> Statement:
    """How many came by themselves and wait: the number on New Accounts (S0-01). To be asked at once with others."""
    return _count(Filter(status=Status.NEW, came=THEMSELVES), False)


def waiting_count() -> int:
    return asked_at_once([waiting()])[0] or 0


def _count(wanted: Filter, is_common: bool) -> Statement:
    if not _typed(wanted):
        return _count_of_list(Filter(wanted.status, wanted.came), COUNT_UP_TO + 1)
    return counted(numbers_found(_list(wanted), _typed(wanted), limit=COUNT_UP_TO + 1, is_common=is_common))


@cache  # the lists are a handful, and every page counts them
def _count_of_list(wanted: Filter, limit: int) -> Statement:
    """By an index alone, which knows all but who is hidden; the customers are asked only while an import hides some."""
    # In order, or PostgreSQL gathers the whole of a list before it counts the first thousand.
    every, seen = (
        counted(statement_of(_narrowed(found, wanted).order_by("-number").values("number")[:limit]))
        for found in (STANDING, visible())
    )
    sql = f"CASE WHEN EXISTS (SELECT 1 FROM customers_unpublished) THEN ({seen.sql}) ELSE ({every.sql}) END"  # noqa: S608
    return Statement(sql, (*seen.values, *every.values))


def status_counts() -> dict[str, int]:
    """How many customers there are by status, for the metrics; a full count."""
    return {status.value: visible().filter(status=status.value).count() for status in Status}
