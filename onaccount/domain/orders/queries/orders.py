"""Orders, as staff see all of them and customers their own."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from onaccount.domain.accounts.rules import Door
from onaccount.domain.customers.models import Address
from onaccount.domain.customers.queries import (
    COUNT_UP_TO,
    Statement,
    counted,
    family_numbers,
    of_family,
    statement_of,
    survivor_of,
)
from onaccount.domain.orders.models import Favourite, Order, OrderLine, OrderNumber, StandingOrder
from onaccount.domain.orders.rules.orders import NoSuchOrder, NoSuchShipTo, OrderState
from onaccount.domain.orders.rules.routes import weekdays_of
from onaccount.domain.people.queries import names_of
from onaccount.foundation.money import Money

PAGE_SIZE = 50
MOST_LISTED = 200
MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class LineRow:
    position: int
    product: int
    sku: str
    name: str
    unit: str
    quantity_milli: int
    price: Money
    total: Money


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order. `by` is the name of who entered it; `on_behalf` that it was one of ours, for the customer."""

    key: UUID
    customer: int
    name: str
    number: int
    state: OrderState
    by: str
    on_behalf: bool
    created_at: datetime
    placed_at: datetime | None
    moved_at: datetime
    deliver_on: date | None
    ship_to: str
    own_number: str
    notes: str
    goods: Money
    tax: Money
    total: Money
    code: str
    hold: UUID | None
    posting: UUID | None
    lines: Sequence[LineRow] = ()


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What a list is narrowed to. `text` is a number, a customer's own number, or a piece of its name."""

    state: OrderState | None = None
    deliver_on: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class OrderPage:
    rows: Sequence[OrderRow]
    after: int | None = None  # the number to go on below


def orders_page(wanted: OrderFilter, *, after: int | None = None, size: int = PAGE_SIZE) -> OrderPage:
    """Newest first, from a keyset; three statements."""
    found = _narrowed(Order.objects.all(), wanted)
    if after is not None:
        found = found.filter(number__lt=after)
    rows = rows_of(found.order_by("-number")[: size + 1])
    return OrderPage(rows[:size], rows[size - 1].number if len(rows) > size else None)


def _narrowed(found: QuerySet[Order], wanted: OrderFilter) -> QuerySet[Order]:
    if wanted.state is not None:
        found = found.filter(state=wanted.state.value)
    if wanted.deliver_on is not None:
        found = found.filter(deliver_on=wanted.deliver_on)
    text = wanted.text.strip()
    if text.isdecimal():
        return found.filter(Q(number=int(text[:18])) | Q(own_number__iexact=text))
    if text:
        return found.filter(Q(own_number__iexact=text) | Q(customer__search_name__contains=text.casefold()))
    return found


def orders_by_state() -> dict[OrderState, int]:
    """How many stand in each state, counted no further than one would look."""
    return {state: _counted(Order.objects.filter(state=state.value)) for state in OrderState}


def new_orders() -> Statement:
    """How many nobody has confirmed, exact to 999. To be asked at once with others."""
    waiting = Order.objects.filter(state=OrderState.PLACED.value)
    return counted(statement_of(waiting.order_by().values("pk")[: COUNT_UP_TO + 1]))


def _counted(found: QuerySet[Order]) -> int:
    return found.order_by()[:MOST_COUNTED].count()


def orders_of(number: int, *, limit: int = MOST_LISTED) -> list[OrderRow]:
    """The orders of a customer and of all who were merged into it, newest first, without their lines."""
    return rows_of(of_family(Order.objects.all(), survivor_of(number)).order_by("-number")[:limit])


def order_at(number: int, *, of: int | None = None) -> OrderRow:
    """An order with its lines; with `of`, only one of that customer's family. Raises NoSuchOrder."""
    found = Order.objects.filter(number=number, customer=whose(number, of=of))
    rows = rows_of(found)
    if not rows:
        raise NoSuchOrder
    return with_lines(rows)[0]


def whose(number: int, *, of: int | None = None) -> int:
    """The customer of an order. A stranger's is as absent as one that there is not."""
    owner = OrderNumber.objects.filter(number=number).values_list("customer", flat=True).first()
    if owner is None or (of is not None and owner not in family_numbers(survivor_of(of))):
        raise NoSuchOrder
    return owner


def orders_with_lines(numbers: Collection[int]) -> list[OrderRow]:
    """These orders in the order of their numbers, with their lines: for lists to pick from."""
    return with_lines(rows_of(Order.objects.filter(number__in=numbers).order_by("number")))


def waiting_of(number: int) -> list[UUID]:
    """The orders of a family that wait, the oldest first."""
    family = family_numbers(survivor_of(number))
    waiting = Order.objects.filter(customer__in=family, state=OrderState.WAITING.value)
    return list(waiting.order_by("created_at", "number").values_list("pk", flat=True))


def locked_order(number: int, *, of: int | None = None) -> Order:
    """An order, held until the transaction ends: whoever moves it holds it before the account."""
    held = Order.objects.select_for_update(no_key=True).filter(number=number, customer=whose(number, of=of)).first()
    if held is None:
        raise NoSuchOrder
    return held


def order_under(key: str, *, family: Collection[int]) -> Order | None:
    """What stands under a key of one of these customers already."""
    return Order.objects.filter(customer__in=family, key=key).first()


def ship_to_of(customer: int, *, address: int | None, ship_to: str) -> str:
    """Where an order goes, as text that stays as it was. Raises NoSuchShipTo."""
    if ship_to or (address is None and not (known := addresses_of(customer))):
        return ship_to
    if address is None:
        return known[0][1]
    found = dict(addresses_of(customer))
    if address not in found:
        raise NoSuchShipTo
    return found[address]


def addresses_of(customer: int) -> list[tuple[int, str]]:
    """The addresses of a family as text of several lines, those for deliveries first."""
    order = {Address.DELIVERY: 0, Address.MAIN: 1, Address.FURTHER: 2}
    found = list(of_family(Address.objects.all(), survivor_of(customer)))
    found.sort(key=lambda each: (order[each.use], each.pk))
    return [(each.pk, _written(each)) for each in found]


def _written(address: Address) -> str:
    place = " ".join(filter(None, (address.city, address.postcode)))
    parts = (address.line1, address.line2, address.line3, place, address.region, address.country)
    return "\n".join(filter(None, parts))


def favourites_of(customer: int) -> set[int]:
    """The products that a family wants to find again."""
    family = family_numbers(survivor_of(customer))
    return set(Favourite.objects.filter(customer__in=family).values_list("product", flat=True))


def was_ordered(customer: int, *, limit: int = 50) -> list[int]:
    """The products that a family ordered of late, the latest first."""
    family = family_numbers(survivor_of(customer))
    late = Order.objects.filter(customer__in=family).order_by("-number").values_list("pk", flat=True)[:20]
    lines = OrderLine.objects.filter(order__in=list(late)).order_by("-id").values_list("product", flat=True)
    return list(dict.fromkeys(lines))[:limit]


# --- standing orders --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StandingRow:
    key: UUID
    customer: int
    weekdays: frozenset[int]
    lines: Sequence[tuple[int, int]]
    next_on: date
    refused: str
    own_number: str


def standing_of_customer(number: int) -> list[StandingRow]:
    """Those of a family that run, the next first."""
    found = of_family(StandingOrder.objects.filter(ended_at=None), survivor_of(number)).order_by("next_on", "pk")
    return [
        StandingRow(
            key=each.pk,
            customer=each.customer_id,
            weekdays=weekdays_of(each.weekdays),
            lines=[(product, milli) for product, milli in each.lines],
            next_on=each.next_on,
            refused=each.refused,
            own_number=each.own_number,
        )
        for each in found[:MOST_LISTED]
    ]


def standing_due(today: date) -> list[UUID]:
    """Those whose slot has come."""
    return list(
        StandingOrder.objects.filter(ended_at=None, next_on__lte=today).order_by("next_on").values_list("pk", flat=True)
    )


# --- rows -------------------------------------------------------------------------------------------------------------


def rows_of(found: Iterable[Order]) -> list[OrderRow]:
    """Without lines; the names of who entered them by one statement."""
    orders = list(found.select_related("customer") if isinstance(found, QuerySet) else found)
    names = names_of(each.by_key for each in orders) if orders else {}
    return [_row(each, names) for each in orders]


def with_lines(rows: Sequence[OrderRow]) -> list[OrderRow]:
    currency: dict[UUID, str] = {row.key: row.total.currency for row in rows}
    lines: dict[UUID, list[LineRow]] = {row.key: [] for row in rows}
    for each in OrderLine.objects.filter(order__in=list(lines)).order_by("order", "position"):
        lines[each.order_id].append(_line(each, currency[each.order_id]))
    return [replace(row, lines=lines[row.key]) for row in rows]


def _line(line: OrderLine, currency: str) -> LineRow:
    return LineRow(
        position=line.position,
        product=line.product,
        sku=line.sku,
        name=line.name,
        unit=line.unit,
        quantity_milli=line.quantity_milli,
        price=Money(line.unit_minor, currency),
        total=Money(line.total_minor, currency),
    )


def _row(order: Order, names: dict[str, str]) -> OrderRow:
    return OrderRow(
        key=order.pk,
        customer=order.customer_id,
        name=order.customer.name,
        number=order.number,
        state=OrderState(order.state),
        by=names.get(order.by_key, ""),
        on_behalf=order.door != Door.APP.value,
        created_at=order.created_at,
        placed_at=order.placed_at,
        moved_at=order.moved_at,
        deliver_on=order.deliver_on,
        ship_to=order.ship_to,
        own_number=order.own_number,
        notes=order.notes,
        goods=Money(order.goods_minor, order.currency),
        tax=Money(order.tax_minor, order.currency),
        total=Money(order.total_minor, order.currency),
        code=order.code,
        hold=order.hold,
        posting=order.posting,
    )
