"""Orders are carried on along their table, changed, taken back, and released when they waited."""

from datetime import datetime
from uuid import UUID

from onaccount.domain.accounts.actions.held import held
from onaccount.domain.accounts.actions.holds import spend
from onaccount.domain.accounts.actions.reserve import give_back, holder_of
from onaccount.domain.accounts.rules import Door, VerdictRefused
from onaccount.domain.customers.queries import guest_of
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import Actor
from onaccount.domain.orders.actions.letters import queue_order_letter
from onaccount.domain.orders.actions.place import (
    Placed,
    ask,
    cleaned,
    family_that_orders,
    fill,
    place,
    placed_of,
    tell,
)
from onaccount.domain.orders.models import Order, OrderLine
from onaccount.domain.orders.queries.access import door_for
from onaccount.domain.orders.queries.orders import locked_order, waiting_of
from onaccount.domain.orders.rules.orders import (
    Basket,
    NoSuchOrderMove,
    OrderState,
    Wanted,
    check_order_move,
    check_theirs,
    word_of,
)
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.foundation.money import Money


@action
def place_draft(*, order: int, by: Actor, at: datetime, expected: Money | None = None) -> Placed:
    """Place a draft, or one that was re-opened: all is asked again, at the prices of now. One that is placed stays."""
    found, door = _held_by(by, order)
    if found.state in (OrderState.PLACED.value, OrderState.WAITING.value):
        return placed_of(found, is_replay=True)
    if found.state != OrderState.DRAFT.value:
        raise NoSuchOrderMove(number=order, now=word_of(OrderState(found.state)), to=word_of(OrderState.PLACED))
    _place_again(found, cleaned(basket_of(found)), door, by=by, at=at, expected=expected)
    return placed_of(found)


@action
def save_draft(*, order: int, basket: Basket, by: Actor, at: datetime) -> Placed:
    """Keep a draft as it was typed."""
    found, _ = _held_by(by, order)
    if found.state != OrderState.DRAFT.value:
        check_order_move(found.number, OrderState(found.state), OrderState.DRAFT)
        _to_draft(found, by=by, at=at)
    fill(found, cleaned(basket), at=at)
    return placed_of(found)


@action
def amend_order(*, order: int, basket: Basket, by: Actor, at: datetime, expected: Money | None = None) -> Placed:
    """Change an order that nobody has confirmed: what it reserved is given back, and all is asked again.

    Where that is refused, nothing has changed: the order stands as it was, with what it had reserved.
    """
    found, door = _held_by(by, order)
    if found.state != OrderState.DRAFT.value:
        check_order_move(found.number, OrderState(found.state), OrderState.DRAFT)
        _to_draft(found, by=by, at=at)
    _place_again(found, cleaned(basket), door, by=by, at=at, expected=expected)
    return placed_of(found)


@action
def reopen_order(*, order: int, by: Actor, at: datetime) -> Placed:
    """Back to a draft, and what it reserved is given back: placing it asks again (lesson 1)."""
    found, _ = _held_by(by, order)
    check_order_move(found.number, OrderState(found.state), OrderState.DRAFT)
    was = found.state
    _to_draft(found, by=by, at=at)
    tell("order.reopened", found, by=by, at=at, was=was)
    return placed_of(found)


@action
def cancel_order(*, order: int, by: Actor, at: datetime) -> Placed:
    """Take an order back, and give back what it reserved, once: cancelled again it stays so."""
    found, _ = _held_by(by, order)
    if found.state == OrderState.CANCELLED.value:
        return placed_of(found, is_replay=True)
    _move(found, OrderState.CANCELLED, event="order.cancelled", by=by, at=at)
    return placed_of(found)


@action
def confirm_order(*, order: int, by: Actor, at: datetime) -> Placed:
    """Say that it will be delivered. Confirmed again it stays so."""
    require(by, Right.KEEP_ORDERS)
    found = locked_order(order)
    if found.state == OrderState.CONFIRMED.value:
        return placed_of(found, is_replay=True)
    check_order_move(found.number, OrderState(found.state), OrderState.CONFIRMED)
    was, found.state, found.moved_at = found.state, OrderState.CONFIRMED.value, at
    found.save(update_fields=["state", "moved_at"])
    tell("order.confirmed", found, by=by, at=at, was=was)
    return placed_of(found)


@action
def deliver_order(*, order: int, by: Actor, at: datetime) -> Placed:
    """It is with the customer: what was reserved is charged. The limit was asked when it was placed (lesson 3)."""
    require(by, Right.KEEP_ORDERS)
    found = locked_order(order)
    if found.state == OrderState.WITH_CUSTOMER.value:
        return placed_of(found, is_replay=True)
    check_order_move(found.number, OrderState(found.state), OrderState.WITH_CUSTOMER)
    assert found.hold is not None, "what is confirmed has reserved"
    posted = spend(
        customer=holder_of(found.hold, found.customer_id),
        hold=found.hold,
        amount=None,
        key=f"order:{found.pk}",
        by=by,
        at=at,
        source=f"order:{found.number}",
    )
    was, found.state, found.moved_at = found.state, OrderState.WITH_CUSTOMER.value, at
    found.hold, found.posting = None, posted.posting.id
    found.save(update_fields=["state", "moved_at", "hold", "posting"])
    tell("order.delivered", found, by=by, at=at, was=was)
    return placed_of(found)


@action
def release_order(*, order: int, by: Actor, at: datetime) -> Placed:
    """Let an order go that is over the limit: a person's decision. Whatever else forbids it still does."""
    require(by, Right.RELEASE_ORDERS)
    found = locked_order(order)
    if found.state == OrderState.PLACED.value:
        return placed_of(found, is_replay=True)
    if found.state != OrderState.WAITING.value:  # a draft is placed, not released
        raise NoSuchOrderMove(number=order, now=word_of(OrderState(found.state)), to=word_of(OrderState.PLACED))
    _release(found, by=by, at=at, exceeds=True)
    return placed_of(found)


def release_paid(*, customer: int, by: Actor, at: datetime) -> list[int]:
    """Release what waited and has room now, the oldest first; each in a transaction of its own. Answers which."""
    return [number for key in waiting_of(customer) if (number := _release_if_room(key, by=by, at=at))]


@action
def _release_if_room(key: UUID, *, by: Actor, at: datetime) -> int | None:
    found = Order.objects.select_for_update(no_key=True).filter(pk=key, state=OrderState.WAITING.value).first()
    try:
        return found.number if found and _release(found, by=by, at=at) else None
    except VerdictRefused:
        return None  # suspended, or not Active any more: it waits on


def _release(order: Order, *, by: Actor, at: datetime, exceeds: bool = False) -> bool:
    """In the name of who ordered: it is their spending."""
    author = Actor(order.by_kind, order.by_key, "")
    family = held(order.customer_id, door=Door.OFFICE, at=at)
    was = order.state
    if not ask(order, family, by=by, author=author, at=at, exceeds=exceeds):
        return False
    tell("order.released", order, by=by, at=at, was=was)
    queue_order_letter(order, by=by, at=at)
    return True


def _held_by(by: Actor, number: int) -> tuple[Order, Door]:
    """An order that this actor may change, held. A stranger's is as absent as one that there is not."""
    own = guest_of(by)
    if own is None:
        require(by, Right.KEEP_ORDERS)
        return locked_order(number), Door.OFFICE
    found = locked_order(number, of=own.number)
    door = door_for(by, found.customer_id)
    check_theirs(number, OrderState(found.state))
    return found, door


def _place_again(order: Order, basket: Basket, door: Door, *, by: Actor, at: datetime, expected: Money | None) -> None:
    family = family_that_orders(order.customer_id, door=door, by=by, at=at)
    place(order, basket, family, by=by, at=at, expected=expected)


def _to_draft(order: Order, *, by: Actor, at: datetime) -> None:
    _give_back(order, by=by, at=at)
    order.state, order.code, order.moved_at, order.placed_at = OrderState.DRAFT.value, "", at, None
    order.save()


def _move(order: Order, to: OrderState, *, event: str, by: Actor, at: datetime) -> None:
    check_order_move(order.number, OrderState(order.state), to)
    _give_back(order, by=by, at=at)
    was, order.state, order.code, order.moved_at = order.state, to.value, "", at
    order.save()
    tell(event, order, by=by, at=at, was=was)


def _give_back(order: Order, *, by: Actor, at: datetime) -> None:
    if order.hold is not None:
        give_back(order.hold, customer=order.customer_id, by=by, at=at)
        order.hold = None


def basket_of(order: Order) -> Basket:
    """What an order holds, to place it again."""
    rows = OrderLine.objects.filter(order=order).order_by("position").values_list("product", "quantity_milli")
    return Basket(
        lines=tuple(Wanted(product, milli) for product, milli in rows),
        deliver_on=order.deliver_on,
        ship_to=order.ship_to,
        own_number=order.own_number,
        notes=order.notes,
    )
