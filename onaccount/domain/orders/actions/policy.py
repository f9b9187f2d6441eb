"""What orders must be, which routes are driven, and who is on which."""

from collections.abc import Collection
from datetime import datetime

from onaccount.domain.customers.queries import locked_customer
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.orders.models import Favourite, OrderPolicy, Route, RouteOfCustomer
from onaccount.domain.orders.queries.access import door_for
from onaccount.domain.orders.rules.routes import (
    LONGEST_NAME,
    MINUTES_OF_A_DAY,
    MOST_DAYS_BEFORE,
    NoSuchRoute,
    RouteNameTaken,
    RouteUnusable,
    bits_of,
)
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.foundation.text import tidy

BUSINESS = Subject("business", "1")


@action
def settle_orders(*, minimum_minor: int | None, waits_over_limit: bool, by: Actor, at: datetime) -> None:
    """Say the least that an order comes to, and whether one over the limit waits or is refused."""
    require(by, Right.EDIT_BUSINESS)
    policy, _ = OrderPolicy.objects.select_for_update(no_key=True).get_or_create(pk=1)
    new = {"minimum_minor": minimum_minor, "waits_over_limit": waits_over_limit}
    changes = {name: (getattr(policy, name), value) for name, value in new.items() if getattr(policy, name) != value}
    if changes:
        OrderPolicy.objects.filter(pk=1).update(**new)
        record("business.order_policy_changed", BUSINESS, by=by, at=at, changes=changes)


@action
def keep_route(
    *,
    name: str,
    weekdays: Collection[int],
    cutoff_minutes: int,
    days_before: int,
    minimum_minor: int | None,
    is_default: bool,
    by: Actor,
    at: datetime,
    route: int | None = None,
) -> int:
    """Make a route, or change one. Raises RouteUnusable, RouteNameTaken, NoSuchRoute."""
    require(by, Right.EDIT_BUSINESS)
    kept = Route.objects.select_for_update(no_key=True).filter(pk=route).first() if route else Route()
    if kept is None:
        raise NoSuchRoute
    kept.name = tidy(name)
    is_timed = 0 <= cutoff_minutes < MINUTES_OF_A_DAY and 0 <= days_before <= MOST_DAYS_BEFORE
    if not kept.name or len(kept.name) > LONGEST_NAME or not is_timed or not set(weekdays) or max(weekdays) > 6:
        raise RouteUnusable(most=MOST_DAYS_BEFORE)
    if Route.objects.filter(name__iexact=kept.name).exclude(pk=kept.pk).exists():
        raise RouteNameTaken(name=kept.name)
    if is_default:
        Route.objects.exclude(pk=kept.pk).update(is_default=False)
    kept.weekdays, kept.cutoff_minutes, kept.days_before = bits_of(weekdays), cutoff_minutes, days_before
    kept.minimum_minor, kept.is_default = minimum_minor, is_default
    kept.save()
    record("route.kept", Subject("route", str(kept.pk)), by=by, at=at, changes={"name": ("", kept.name)})
    return kept.pk


@action
def remove_route(*, route: int, by: Actor, at: datetime) -> None:
    """Its customers go by the default one."""
    require(by, Right.EDIT_BUSINESS)
    name = Route.objects.filter(pk=route).values_list("name", flat=True).first()
    if name is None:
        raise NoSuchRoute
    Route.objects.filter(pk=route).delete()
    record("route.removed", Subject("route", str(route)), by=by, at=at, changes={"name": (name, "")})


@action
def choose_route(*, customer: int, route: int | None, by: Actor, at: datetime) -> None:
    """Put a customer on a route, or (None) on the default one."""
    require(by, Right.KEEP_ORDERS)
    held = locked_customer(customer)
    name = Route.objects.filter(pk=route).values_list("name", flat=True).first() if route else ""
    if name is None:
        raise NoSuchRoute
    RouteOfCustomer.objects.filter(customer=held).delete()
    if route:
        RouteOfCustomer.objects.create(customer=held, route_id=route)
    about = Subject("customer", str(held.number))
    record("customer.route_chosen", about, by=by, at=at, changes={"route": ("", name)})


@action
def keep_favourite(*, customer: int, product: int, is_kept: bool, by: Actor) -> None:
    """Keep a product among those that a customer wants to find again, or no more. No fact of the business."""
    door_for(by, customer)
    held = locked_customer(customer)
    if is_kept:
        Favourite.objects.get_or_create(customer=held, product=product)
    else:
        Favourite.objects.filter(customer=held, product=product).delete()
