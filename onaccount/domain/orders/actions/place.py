"""Orders are placed: a part of the limit is reserved, or the order waits. Placed again by its key, it is the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from onaccount.domain.accounts.actions.held import held
from onaccount.domain.accounts.actions.reserve import reserve
from onaccount.domain.accounts.queries import FamilyStanding
from onaccount.domain.accounts.rules import Door, NoAccount
from onaccount.domain.business.models import Business
from onaccount.domain.business.queries import current_business
from onaccount.domain.catalogue.queries import products_on_sale, products_priced
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import family_numbers, survivor_of
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.ledger.actions import Asked, check_same
from onaccount.domain.ledger.rules import check_key
from onaccount.domain.orders.actions.letters import queue_order_letter
from onaccount.domain.orders.models import Order, OrderLine, OrderNumber
from onaccount.domain.orders.queries.access import THEIR_OWN, check_may_order, door_for
from onaccount.domain.orders.queries.orders import order_under, ship_to_of
from onaccount.domain.orders.queries.policy import order_policy, route_of
from onaccount.domain.orders.rules.orders import (
    LONGEST_NOTES,
    LONGEST_OWN_NUMBER,
    LONGEST_SHIP_TO,
    Basket,
    NotForSale,
    NothingOrdered,
    OrderState,
    Totals,
    check_expected,
    check_minimum,
    check_order_move,
    check_text,
    folded,
    totals_of,
    word_of,
)
from onaccount.domain.orders.rules.routes import check_not_past, delivery_day
from onaccount.domain.tills.rules.sales import LineAsked
from onaccount.foundation.money import Money, OtherCurrency
from onaccount.foundation.text import tidy, tidy_lines


@dataclass(frozen=True, slots=True)
class Placed:
    """An order that stands now, and whether it did before."""

    number: int
    state: OrderState
    total: Money
    is_replay: bool = False


@dataclass(frozen=True, slots=True)
class Priced:
    """What is ordered, at the prices of now. `units` says what each is counted in."""

    lines: Sequence[LineAsked]
    units: Sequence[str]
    totals: Totals
    currency: str

    @property
    def total(self) -> Money:
        return Money(self.totals.total, self.currency)


@action
def place_order(
    *,
    customer: int,
    basket: Basket,
    key: str,
    by: Actor,
    at: datetime,
    expected: Money | None = None,
    door: Door | None = None,
) -> Placed:
    """Order for a customer. Sending the same key twice orders once.

    `expected` is the total that was shown to whoever orders. `door` is of a standing order alone, which is placed by
    the house as it was agreed. Raises what the verdict refuses, and what the basket lacks.
    """
    door = _door(by, customer, door)
    return _keep(customer, basket, key=key, by=by, at=at, door=door, expected=expected, is_draft=False)


@action
def save_order(*, customer: int, basket: Basket, key: str, by: Actor, at: datetime) -> Placed:
    """Keep an order as a draft: nothing is reserved, and its prices are those of the moment in which it is placed."""
    return _keep(customer, basket, key=key, by=by, at=at, door=door_for(by, customer), expected=None, is_draft=True)


def _door(by: Actor, customer: int, agreed: Door | None) -> Door:
    found = door_for(by, customer)
    return agreed if agreed and by.kind not in THEIR_OWN else found


def _keep(
    customer: int,
    basket: Basket,
    *,
    key: str,
    by: Actor,
    at: datetime,
    door: Door,
    expected: Money | None,
    is_draft: bool,
) -> Placed:
    check_key(key)
    basket = cleaned(basket)
    asked = asked_of(key, basket, "draft" if is_draft else "order")
    family = family_that_orders(customer, door=door, by=by, at=at)
    if known := order_under(key, family=family_numbers(family.survivor)):
        check_same(asked, known.digest)
        return placed_of(known, is_replay=True)
    order = _new(family, asked, door=door, by=by, at=at)
    if is_draft:
        fill(order, basket, at=at)
        tell("order.drafted", order, by=by, at=at)
        return placed_of(order)
    place(order, basket, family, by=by, at=at, expected=expected)
    return placed_of(order)


def family_that_orders(customer: int, *, door: Door, by: Actor, at: datetime) -> FamilyStanding:
    """The account that an order reserves on, held. Who may not trade is told so before that there is no account."""
    try:
        return held(customer, door=door, at=at, by=by)
    except NoAccount:
        status = Customer.objects.values_list("status", flat=True).get(number=survivor_of(customer))
        check_may_order(door, Status(status), customer)
        raise


def cleaned(basket: Basket) -> Basket:
    """As it is kept. Raises what it lacks."""
    return Basket(
        lines=folded(basket.lines),
        deliver_on=basket.deliver_on,
        address=basket.address,
        ship_to=check_text(tidy_lines(basket.ship_to), LONGEST_SHIP_TO),
        own_number=check_text(tidy(basket.own_number), LONGEST_OWN_NUMBER),
        notes=check_text(tidy_lines(basket.notes), LONGEST_NOTES),
    )


def asked_of(key: str, basket: Basket, verb: str) -> Asked:
    return Asked.of(
        key,
        verb,
        lines=[[line.product, line.quantity_milli] for line in basket.lines],
        deliver_on=basket.deliver_on,
        ship_to=basket.ship_to or basket.address,
        own_number=basket.own_number,
        notes=basket.notes,
    )


def _new(family: FamilyStanding, asked: Asked, *, door: Door, by: Actor, at: datetime) -> Order:
    order = Order(
        customer_id=family.survivor,
        key=asked.key,
        digest=asked.digest,
        door=door.value,
        by_kind=by.kind,
        by_key=by.key,
        created_at=at,
        moved_at=at,
        currency=family.standing.currency,
    )
    order.number = OrderNumber.objects.create(customer=family.survivor, order=order.pk).number
    return order


def place(
    order: Order, basket: Basket, family: FamilyStanding, *, by: Actor, at: datetime, expected: Money | None = None
) -> None:
    """A draft, new or held, is placed at the prices of now; the caller holds the account."""
    priced = fill(order, basket, at=at, is_placed=True)
    check_expected(priced.total, expected)
    ask(order, family, by=by, author=by, at=at)
    event = "order.placed" if order.state == OrderState.PLACED.value else "order.held_back"
    tell(event, order, by=by, at=at)
    queue_order_letter(order, by=by, at=at)


def ask(order: Order, family: FamilyStanding, *, by: Actor, author: Actor, at: datetime, exceeds: bool = False) -> bool:
    """Have what an order comes to reserved; answers whether it was. It waits otherwise, and says by which code."""
    order.asks += 1
    hold, found = reserve(
        family,
        Money(order.total_minor, order.currency),
        customer=order.customer_id,
        key=f"order:{order.pk}:{order.asks}",
        source=f"order:{order.number}",
        by=by,
        author=author,
        at=at,
        waits=order_policy().waits_over_limit,
        exceeds=exceeds,
    )
    to = OrderState.PLACED if hold else OrderState.WAITING
    if order.state != to.value:
        check_order_move(order.number, OrderState(order.state), to)
    order.state, order.hold, order.code = to.value, hold, "" if hold else found.code
    order.placed_at = order.placed_at or at
    order.moved_at = at
    order.save()
    return hold is not None


def fill(order: Order, basket: Basket, *, at: datetime, is_placed: bool = False) -> Priced:
    """Write what is ordered at the prices of now, and when and where it goes. What is placed must be for sale."""
    business = current_business()
    priced = priced_for(order.customer_id, basket, business, is_placed=is_placed)
    if priced.currency != order.currency:
        raise OtherCurrency(given=priced.currency, kept=order.currency)
    order.goods_minor, order.tax_minor = priced.totals.goods, priced.totals.tax
    order.total_minor = priced.totals.total
    order.deliver_on = _day(order, basket, business, priced, at=at, is_placed=is_placed)
    order.ship_to = ship_to_of(order.customer_id, address=basket.address, ship_to=basket.ship_to)[:LONGEST_SHIP_TO]
    order.own_number, order.notes, order.moved_at = basket.own_number, basket.notes, at
    order.save()
    _write_lines(order, priced)
    return priced


def _day(
    order: Order, basket: Basket, business: Business, priced: Priced, *, at: datetime, is_placed: bool
) -> date | None:
    """When it is delivered. Customers keep to their route and to the minimum; staff may say otherwise for them."""
    is_theirs, zone = order.door == Door.APP.value, business.time_zone
    if not (is_placed and is_theirs):
        if is_placed:
            check_not_past(basket.deliver_on, at=at, zone=zone)
        return basket.deliver_on
    route = route_of(order.customer_id)
    minimum = order_policy().minimum_minor if route is None or route.minimum_minor is None else route.minimum_minor
    check_minimum(priced.totals.goods, minimum, priced.currency)
    return delivery_day(route.timetable if route else None, basket.deliver_on, at=at, zone=zone)


def priced_for(customer: int, basket: Basket, business: Business, *, is_placed: bool = True) -> Priced:
    """The lines of a basket as they cost a customer now. Raises NotForSale, NothingOrdered."""
    found = products_on_sale(basket.quantities, customer)
    missing = [line.product for line in basket.lines if line.product not in found]
    if missing:
        known = products_priced(missing)
        names = ", ".join(known[key].name if key in known else f"No. {key}" for key in missing[:5])
        raise NotForSale(names=names, products=missing)
    rows = [found[line.product] for line in basket.lines]
    currencies = {row.price.unit.currency for row in rows}
    if len(currencies) > 1:
        raise OtherCurrency(given=max(currencies), kept=business.currency)
    lines = [
        LineAsked(
            name=row.name,
            unit_minor=row.price.unit.minor,
            quantity_milli=line.quantity_milli,
            product=row.key,
            sku=row.sku,
            tax_ppm=row.tax.rate_ppm if row.tax else 0,
        )
        for line, row in zip(basket.lines, rows, strict=True)
    ]
    totals = totals_of(lines, includes_tax=business.prices_include_tax)
    if is_placed and not totals.total:
        raise NothingOrdered
    return Priced(lines, [row.unit for row in rows], totals, currencies.pop())


def _write_lines(order: Order, priced: Priced) -> None:
    OrderLine.objects.filter(order=order).delete()
    OrderLine.objects.bulk_create(
        OrderLine(
            customer=order.customer_id,
            order=order,
            position=position,
            product=line.product or 0,
            sku=line.sku,
            name=line.name,
            unit=unit,
            quantity_milli=line.quantity_milli,
            unit_minor=line.unit_minor,
            tax_ppm=line.tax_ppm,
            total_minor=line.total_minor,
        )
        for position, (line, unit) in enumerate(zip(priced.lines, priced.units, strict=True), 1)
    )


def placed_of(order: Order, *, is_replay: bool = False) -> Placed:
    return Placed(order.number, OrderState(order.state), Money(order.total_minor, order.currency), is_replay)


def tell(event: str, order: Order, *, by: Actor, at: datetime, was: str = "") -> None:
    """The fact, in the transaction of what happened. Amounts stand in the order."""
    about = Subject("order", str(order.number))
    changes = {"state": (word_of(OrderState(was)), word_of(OrderState(order.state)))} if was else None
    record(event, about, by=by, at=at, changes=changes)
