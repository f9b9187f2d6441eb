"""Orders that come again by themselves on days of the week, each slot once."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from onaccount.domain.accounts.rules import Door
from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.queries import locked_customer
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.ledger.rules import check_key
from onaccount.domain.orders.actions.place import Placed, cleaned, place_order
from onaccount.domain.orders.models import StandingOrder
from onaccount.domain.orders.queries.access import door_for
from onaccount.domain.orders.queries.orders import standing_due, standing_of_customer
from onaccount.domain.orders.rules.orders import Basket, NoSuchOrder, Wanted
from onaccount.domain.orders.rules.routes import NoWeekday, bits_of, last_slot, next_slot, weekdays_of
from onaccount.foundation.refusals import Refused


@action
def keep_standing(
    *, customer: int, weekdays: Collection[int], basket: Basket, key: str, by: Actor, at: datetime
) -> UUID:
    """Have this ordered on these days of the week from tomorrow on. Sending the same key twice agrees once."""
    door = door_for(by, customer)
    check_key(key)
    if not weekdays or not set(weekdays) <= set(range(7)):
        raise NoWeekday
    basket = cleaned(basket)
    held = locked_customer(customer)
    known = StandingOrder.objects.filter(customer=held, key=key).first()
    if known:
        return known.pk
    made = StandingOrder.objects.create(
        customer=held,
        key=key,
        door=door.value,
        by_kind=by.kind,
        by_key=by.key,
        weekdays=bits_of(weekdays),
        lines=[[line.product, line.quantity_milli] for line in basket.lines],
        own_number=basket.own_number,
        notes=basket.notes,
        ship_to=basket.ship_to,
        next_on=next_slot(weekdays, _today(at)),
        created_at=at,
    )
    record("standing_order.kept", Subject("standing_order", str(made.pk)), by=by, at=at)
    return made.pk


@action
def end_standing(*, customer: int, standing: UUID, by: Actor, at: datetime) -> None:
    """It comes no more. Ended again it stays so."""
    door_for(by, customer)
    if standing not in {row.key for row in standing_of_customer(customer)}:
        raise NoSuchOrder
    if StandingOrder.objects.filter(pk=standing, ended_at=None).update(ended_at=at):
        record("standing_order.ended", Subject("standing_order", str(standing)), by=by, at=at)


def place_due(*, by: Actor, at: datetime) -> int:
    """Place the standing orders whose slot has come; answers how many were. One that is refused holds up no other."""
    return sum(_place_one(key, by=by, at=at) is not None for key in standing_due(_today(at)))


def _place_one(key: UUID, *, by: Actor, at: datetime) -> Placed | None:
    try:
        return _place_slot(key, by=by, at=at)
    except Refused as refusal:
        _pass_slot(key, refusal.code, by=by, at=at)
        return None


@action
def _place_slot(key: UUID, *, by: Actor, at: datetime) -> Placed | None:
    """The key is the slot's: of two workers, or one that was killed and asked again, one order comes."""
    held = _due(key, at=at)
    if held is None:
        return None
    slot = last_slot(weekdays_of(held.weekdays), held.next_on, _today(at))
    placed = place_order(
        customer=held.customer_id,
        basket=Basket(
            lines=tuple(Wanted(product, milli) for product, milli in held.lines),
            own_number=held.own_number,
            notes=held.notes,
            ship_to=held.ship_to,
        ),
        key=f"standing:{held.pk}:{slot}",
        by=by,
        at=at,
        door=Door(held.door),
    )
    _move_on(held, at=at, refused="")
    return placed


@action
def _pass_slot(key: UUID, code: str, *, by: Actor, at: datetime) -> None:
    """A slot that was refused is over; its page says why."""
    held = _due(key, at=at)
    if held is not None:
        _move_on(held, at=at, refused=code)
        about = Subject("standing_order", str(key))
        record("standing_order.refused", about, by=by, at=at, changes={"code": ("", code)})


def _due(key: UUID, *, at: datetime) -> StandingOrder | None:
    """Held, if it is still to be placed."""
    held = StandingOrder.objects.select_for_update(no_key=True).filter(pk=key, ended_at=None)
    return held.filter(next_on__lte=_today(at)).first()


def _move_on(standing: StandingOrder, *, at: datetime, refused: str) -> None:
    standing.next_on = next_slot(weekdays_of(standing.weekdays), _today(at))
    standing.refused = refused
    standing.save(update_fields=["next_on", "refused"])


def _today(at: datetime) -> date:
    return at.astimezone(ZoneInfo(current_business().time_zone)).date()
