"""Orders: how they stand, what they hold, and what is refused of them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, ClassVar

from onaccount.domain.catalogue.rules.quantities import MOST_MILLI, ONE_MILLI
from onaccount.domain.tills.rules.sales import LineAsked, taxes_of, total_of
from onaccount.foundation.money import Money, plain
from onaccount.foundation.refusals import Refused

MOST_LINES = 500
LONGEST_NOTES = 500
LONGEST_OWN_NUMBER = 60
LONGEST_SHIP_TO = 600


class OrderState(Enum):
    DRAFT = "draft"
    PLACED = "placed"  # new for the office
    WAITING = "waiting"  # over the limit: a person or a payment releases it
    CONFIRMED = "confirmed"
    WITH_CUSTOMER = "with_customer"  # delivered, and charged
    CANCELLED = "cancelled"


# Whatever leads back to a draft gives back what was reserved, so placing it asks again, whence ever it came.
ORDER_MOVES: dict[OrderState, set[OrderState]] = {
    OrderState.DRAFT: {OrderState.PLACED, OrderState.WAITING, OrderState.CANCELLED},
    OrderState.PLACED: {OrderState.CONFIRMED, OrderState.DRAFT, OrderState.CANCELLED},
    OrderState.WAITING: {OrderState.PLACED, OrderState.DRAFT, OrderState.CANCELLED},
    OrderState.CONFIRMED: {OrderState.WITH_CUSTOMER, OrderState.DRAFT, OrderState.CANCELLED},
    OrderState.WITH_CUSTOMER: set(),
    OrderState.CANCELLED: {OrderState.DRAFT},
}
HOLDING = (OrderState.PLACED, OrderState.CONFIRMED)  # a part of the limit is reserved for these
# From where customers take an order back themselves: what is confirmed may be on the van.
THEIRS_TO_CHANGE = (OrderState.DRAFT, OrderState.PLACED, OrderState.WAITING)


class NoSuchOrder(Refused):
    code = "no_such_order"
    sentence = "There is no such order."
    status: ClassVar[int] = 404


class NoSuchOrderMove(Refused):
    code = "no_such_order_move"
    sentence = "Order {number} is {now} and cannot become {to}."
    cure = "Reload the page to see how it stands."
    status: ClassVar[int] = 409


class OrderIsOurs(Refused):
    code = "order_is_ours"
    sentence = "Order {number} is {now}: we are at it already."
    cure = "Call us, and we change it with you."
    status: ClassVar[int] = 409


class NothingOrdered(Refused):
    code = "nothing_ordered"
    sentence = "There is nothing in this order."
    cure = "Put a product with a price into it."
    field = "lines"


class TooManyLines(Refused):
    code = "too_many_lines"
    sentence = "An order has at most {most} lines."
    cure = "Make a second order for the others."
    field = "lines"


class QuantityUnusable(Refused):
    code = "quantity_unusable"
    sentence = "Line {line} has no quantity that can be ordered."
    cure = "Give more than nothing, and at most a million."
    field = "lines"


class NotForSale(Refused):
    code = "not_for_sale"
    sentence = "{names} cannot be ordered now."
    cure = "Take it out of the order, and place the rest."
    status: ClassVar[int] = 409
    field = "lines"

    @property
    def told(self) -> Mapping[str, Any]:
        return {"products": self.values["products"]}


class OrderPriceChanged(Refused):
    code = "order_price_changed"
    sentence = "This order comes to {total} {currency} now."
    cure = "Look at the prices of now, and place it then."
    status: ClassVar[int] = 409

    @property
    def told(self) -> Mapping[str, Any]:
        return {"total": self.values["total"]}


class BelowMinimum(Refused):
    code = "below_minimum"
    sentence = "An order is of {minimum} {currency} or more, and this is of {total}."
    cure = "Add {lacking} {currency} to it."


class OrderTextTooLong(Refused):
    code = "order_text_too_long"
    sentence = "This text has more than {longest} characters."
    cure = "Shorten it."


class NoSuchShipTo(Refused):
    code = "no_such_ship_to"
    sentence = "There is no such address of this customer."
    cure = "Choose one of its addresses, or write where it goes."
    field = "address"


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many thousandths of a product."""

    product: int
    quantity_milli: int = ONE_MILLI


@dataclass(frozen=True, slots=True)
class Basket:
    """What somebody wants to order, and where and when it is to go. `address` is one of the customer's, or None where
    it is written in `ship_to`; with neither it goes to the address for deliveries."""

    lines: tuple[Wanted, ...]
    deliver_on: date | None = None
    address: int | None = None
    ship_to: str = ""
    own_number: str = ""
    notes: str = ""

    @property
    def quantities(self) -> dict[int, int]:
        return {line.product: line.quantity_milli for line in self.lines}


@dataclass(frozen=True, slots=True)
class Totals:
    """What lines come to, in minor units: `goods` as they are priced, `total` with tax."""

    goods: int
    tax: int
    total: int


def folded(lines: Iterable[Wanted]) -> tuple[Wanted, ...]:
    """Each product once, in the order in which they came. Raises NothingOrdered, TooManyLines, QuantityUnusable."""
    sums: dict[int, int] = {}
    for place, line in enumerate(lines, 1):
        if not 0 < line.quantity_milli <= MOST_MILLI or sums.get(line.product, 0) + line.quantity_milli > MOST_MILLI:
            raise QuantityUnusable(line=place)
        sums[line.product] = sums.get(line.product, 0) + line.quantity_milli
    if not sums:
        raise NothingOrdered
    if len(sums) > MOST_LINES:
        raise TooManyLines(most=MOST_LINES)
    return tuple(Wanted(product, milli) for product, milli in sums.items())


def totals_of(lines: Sequence[LineAsked], *, includes_tax: bool) -> Totals:
    """Each rate of tax is rounded once, as on a receipt."""
    goods = sum(line.total_minor for line in lines)
    tax = sum(tax for _net, tax in taxes_of(lines, includes_tax=includes_tax).values())
    return Totals(goods, tax, total_of(lines, includes_tax=includes_tax))


def check_order_move(number: int, now: OrderState, to: OrderState) -> None:
    if to not in ORDER_MOVES[now]:
        raise NoSuchOrderMove(number=number, now=word_of(now), to=word_of(to))


def check_theirs(number: int, now: OrderState) -> None:
    """Refuse a customer what staff have in their hands."""
    if now not in THEIRS_TO_CHANGE:
        raise OrderIsOurs(number=number, now=word_of(now))


def check_minimum(goods: int, minimum: int | None, currency: str) -> None:
    """At the minimum is enough."""
    if minimum is not None and goods < minimum:
        raise BelowMinimum(
            minimum=plain(minimum, currency),
            total=plain(goods, currency),
            lacking=plain(minimum - goods, currency),
            currency=currency,
        )


def check_expected(total: Money, expected: Money | None) -> None:
    """Refuse whoever was shown another total than it is now: nobody buys at a price that they did not see."""
    if expected is not None and expected != total:
        raise OrderPriceChanged(total=str(total), currency=total.currency)


def check_text(text: str, longest: int) -> str:
    if len(text) > longest:
        raise OrderTextTooLong(longest=longest)
    return text


def word_of(state: OrderState) -> str:
    return state.value.replace("_", " ").capitalize()
