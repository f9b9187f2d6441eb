"""Orders that waited are released when there is room, and standing orders come on their days."""

from django.utils import timezone

from onaccount.domain.history.rules import SYSTEM
from onaccount.domain.orders.actions.move import release_paid
from onaccount.domain.orders.actions.standing import place_due


def release_orders(key: str) -> None:
    """What waited for the limit of this customer, the oldest first, as far as it goes."""
    release_paid(customer=int(key), by=SYSTEM, at=timezone.now())


def look() -> bool:
    """Place the standing orders whose day has come. Costs one look at an index where none has."""
    return place_due(by=SYSTEM, at=timezone.now()) > 0
