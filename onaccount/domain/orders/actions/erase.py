"""What orders say of a person is forgotten; what was ordered and charged stays."""

from collections.abc import Collection

from onaccount.domain.orders.models import Favourite, Order, RouteOfCustomer, StandingOrder


def erase_orders(customers: Collection[int]) -> int:
    """Forget where orders of these customers went, what was written on them, and what comes again. How many rows."""
    theirs = Order.objects.filter(customer__in=customers).exclude(ship_to="", own_number="", notes="")
    changed = theirs.update(ship_to="", own_number="", notes="")
    tables = (StandingOrder, Favourite, RouteOfCustomer)
    return changed + sum(table.objects.filter(customer__in=customers).delete()[0] for table in tables)
