"""What orders must be here, and when they are delivered to whom."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from onaccount.domain.customers.queries import family_numbers, survivor_of
from onaccount.domain.orders.models import OrderPolicy, Route, RouteOfCustomer
from onaccount.domain.orders.rules.routes import Timetable, delivery_days, weekdays_of


@dataclass(frozen=True, slots=True)
class RouteRow:
    """A route, as it is chosen and driven; `minimum_minor` None goes by the business's."""

    key: int
    name: str
    weekdays: frozenset[int]
    cutoff_minutes: int
    days_before: int
    minimum_minor: int | None
    is_default: bool
    customers: int = 0

    @property
    def timetable(self) -> Timetable:
        return Timetable(self.name, self.weekdays, self.cutoff_minutes, self.days_before)

    @property
    def cutoff(self) -> str:
        return f"{self.cutoff_minutes // 60:02}:{self.cutoff_minutes % 60:02}"


def order_policy() -> OrderPolicy:
    """The business's, with its defaults before anybody has settled it."""
    return OrderPolicy.objects.filter(pk=1).first() or OrderPolicy()


def routes() -> list[RouteRow]:
    found = Route.objects.annotate(n=Count("customers")).order_by("name", "pk")
    return [_row(each, each.n) for each in found]


def route_of(customer: int) -> RouteRow | None:
    """The route of a customer's family: its own before a merged one's, else the default one."""
    family = family_numbers(survivor_of(customer))
    chosen = {
        each.customer_id: each.route
        for each in RouteOfCustomer.objects.filter(customer__in=family).select_related("route")
    }
    own = next((chosen[number] for number in family if number in chosen), None)
    found = own or Route.objects.filter(is_default=True).first()
    return _row(found) if found else None


def days_for(customer: int, *, at: datetime, zone: str) -> list[date]:
    """The days on which a customer may still have something delivered; nothing where no route says."""
    route = route_of(customer)
    return delivery_days(route.timetable, at=at, zone=zone) if route else []


def _row(route: Route, customers: int = 0) -> RouteRow:
    return RouteRow(
        key=route.pk,
        name=route.name,
        weekdays=weekdays_of(route.weekdays),
        cutoff_minutes=route.cutoff_minutes,
        days_before=route.days_before,
        minimum_minor=route.minimum_minor,
        is_default=route.is_default,
        customers=customers,
    )
