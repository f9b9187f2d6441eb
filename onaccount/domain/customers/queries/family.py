"""Whom a customer was found to be (D-11): who was merged is read with the one they were merged into.

`merged_into` is flat: it names the survivor of the whole family, however it came together, so that each of these is one
look by an index. Nothing is moved: each part stays with the customer it came with.
"""

from collections.abc import Collection
from typing import Any, TypeVar

from django.db.models import Case, Exists, IntegerField, Model, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from onaccount.domain.customers.models import Customer, Location
from onaccount.domain.customers.queries.batches import among
from onaccount.domain.customers.queries.lists import visible

M = TypeVar("M", bound=Model)

# Logins that are the survivor's too. What the merge left shut stays shut (customers.models).
OPEN = Q(customer__merged_into=None) | Q(customer__logins_shut=False)


def survivor(number: Any) -> QuerySet[Customer]:
    """The customer that is read for a number: whom it was merged into, or itself."""
    into = Customer.objects.filter(number=number).values("merged_into")
    return visible().filter(number=Coalesce(Subquery(into), number))


def survivor_of(number: int) -> int:
    """The number under which a customer is read. One that nobody has stays as it is."""
    return merged_among([number]).get(number, number)


def merged_among(numbers: Collection[int]) -> dict[int, int]:
    """Of these, those who were merged, and into whom."""
    merged = Customer.objects.filter(number__in=among(numbers), merged_into__isnull=False)
    rows: Any = merged.values_list("number", "merged_into")
    return dict(rows) if numbers else {}


def numbers_in_family(number: Any) -> QuerySet[Customer, Any]:
    """The survivor's number, and those of all who were merged into it: for an `IN`."""
    return Customer.objects.filter(Q(number=number) | Q(merged_into=number)).values("number")


def family_numbers(number: int) -> list[int]:
    """The survivor first, then the others by number."""
    merged = Customer.objects.filter(merged_into=number).order_by("number")
    return [number, *merged.values_list("number", flat=True)]


def of_family(rows: QuerySet[M], number: int) -> QuerySet[M]:
    """The parts of a whole family, among the rows of a table of parts."""
    return rows.filter(customer__in=numbers_in_family(number))


def own_first(number: int) -> Case:
    """An order: what is the survivor's own before what came with the others."""
    return Case(When(customer=number, then=Value(0)), default=Value(1), output_field=IntegerField())


def open_logins(number: int) -> QuerySet[Location]:
    """The places of a family that come in when its survivor is let in."""
    return of_family(Location.objects.filter(OPEN), number)


def has_open_login(number: OuterRef) -> Exists | Q:
    """Whether a family has such a place, of the survivor's number in another query."""
    merged = Location.objects.filter(customer__merged_into=number, customer__logins_shut=False)
    return Q(Exists(Location.objects.filter(customer=number))) | Q(Exists(merged))
