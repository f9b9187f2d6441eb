"""Orders as the office's pages show them, and as staff type them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from onaccount.domain.catalogue.queries import product_by_sku
from onaccount.domain.catalogue.rules.quantities import milli_of, quantity
from onaccount.domain.orders.queries.orders import OrderRow
from onaccount.domain.orders.rules.orders import MOST_LINES, Basket, OrderState, TooManyLines, Wanted
from onaccount.domain.people.permissions import Right
from onaccount.foundation.dates import day_of

STATES = {
    OrderState.DRAFT: gettext_lazy("Draft"),
    OrderState.PLACED: gettext_lazy("Placed"),
    OrderState.WAITING: gettext_lazy("Waiting"),
    OrderState.CONFIRMED: gettext_lazy("Confirmed"),
    OrderState.WITH_CUSTOMER: gettext_lazy("With customer"),
    OrderState.CANCELLED: gettext_lazy("Cancelled"),
}
GONE = (OrderState.WITH_CUSTOMER, OrderState.CANCELLED)
# What may be done to an order: the button, the right that it takes, and in which states it is offered.
MOVES: dict[str, tuple[Any, Right, tuple[OrderState, ...]]] = {
    "confirm": (gettext_lazy("Confirm order"), Right.KEEP_ORDERS, (OrderState.PLACED,)),
    "release": (gettext_lazy("Release over the limit"), Right.RELEASE_ORDERS, (OrderState.WAITING,)),
    "deliver": (gettext_lazy("Delivered"), Right.KEEP_ORDERS, (OrderState.CONFIRMED,)),
    "cancel": (
        gettext_lazy("Cancel order"),
        Right.KEEP_ORDERS,
        tuple(state for state in OrderState if state not in GONE),
    ),
}


def shown_rows(rows: Iterable[OrderRow]) -> list[dict[str, Any]]:
    return [shown_order(row) for row in rows]


def shown_order(row: OrderRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "customer": row.customer,
        "name": row.name,
        "state": row.state.value,
        "state_label": STATES[row.state],
        "is_new": row.state is OrderState.PLACED,
        "by": row.by,
        "on_behalf": row.on_behalf,
        "placed_at": row.placed_at or row.created_at,
        "deliver_on": row.deliver_on,
        "ship_to": row.ship_to,
        "own_number": row.own_number,
        "notes": row.notes,
        "code": row.code,
        "goods": str(row.goods),
        "tax": str(row.tax),
        "total": str(row.total),
        "currency": row.total.currency,
        "lines": [
            {
                "sku": line.sku,
                "name": line.name,
                "quantity": f"{quantity(line.quantity_milli)} {line.unit}".strip(),
                "price": str(line.price),
                "total": str(line.total),
            }
            for line in row.lines
        ],
    }


def tabs_of(counts: Mapping[OrderState, int], now: OrderState | None) -> list[dict[str, Any]]:
    tabs = [{"label": gettext_lazy("All"), "href": "/office/orders/", "count": None, "is_current": now is None}]
    return tabs + [
        {
            "label": STATES[state],
            "href": f"/office/orders/?state={state.value}",
            "count": count,
            "is_current": state is now,
        }
        for state, count in counts.items()
    ]


def basket_of(typed: Mapping[str, str]) -> Basket:
    """What was typed: on each line a SKU and, after a blank, how many; one where nothing is said.

    Raises NoSuchProduct, NotAQuantity, NotADay.
    """
    lines = [line.split() for line in typed.get("lines", "").splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise TooManyLines(most=MOST_LINES)
    on = typed.get("deliver_on", "").strip()
    return Basket(
        lines=tuple(_wanted(words) for words in lines),
        deliver_on=day_of(on) if on else None,
        ship_to=typed.get("ship_to", ""),
        own_number=typed.get("own_number", ""),
        notes=typed.get("notes", ""),
    )


def _wanted(words: list[str]) -> Wanted:
    """The last word is the quantity where there are two or more: a SKU may hold blanks."""
    sku, count = (" ".join(words[:-1]), words[-1]) if len(words) > 1 else (words[0], "1")
    return Wanted(product_by_sku(sku[:100]).key, milli_of(count))
