"""Customers in the order of their numbers, all or those changed since a time: for a look at everybody in slices."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max, QuerySet

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries.lists import visible


def numbers_to_look_at(*, after: int, until: int, since: datetime | None, limit: int) -> list[int]:
    """The next numbers behind `after` and up to `until`; with `since`, of those changed from then on."""
    found = _to_look_at(since).filter(number__gt=after, number__lte=until)
    return list(found.order_by("number").values_list("number", flat=True)[:limit])


def how_many_to_look_at(since: datetime | None) -> tuple[int, int]:
    """How many there are, and the highest number."""
    found = _to_look_at(since)
    return found.count(), found.aggregate(highest=Max("number"))["highest"] or 0


def added_among(numbers: Collection[int], since: datetime) -> list[int]:
    """Those of these who came in from a time on."""
    return list(Customer.objects.filter(number__in=numbers, created_at__gte=since).values_list("number", flat=True))


def _to_look_at(since: datetime | None) -> QuerySet[Customer]:
    return visible() if since is None else visible().filter(changed_at__gte=since)
