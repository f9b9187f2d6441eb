"""The customers of one dealer: whatever is asked here is asked through who asks, and nobody else's is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from onaccount.domain.customers.models import Address, Contact, Customer
from onaccount.domain.customers.queries.lists import published
from onaccount.domain.customers.rules.status import Kind, NoSuchCustomer, Stage, Status
from onaccount.foundation.text import fold

MOST_LISTED = 200  # of one stage on a page; the search finds the others


@dataclass(frozen=True, slots=True)
class PartnerCustomer:
    """A customer as its dealer sees it: its own row, whatever it was merged into, and no credit reference."""

    number: int
    name: str
    kind: Kind
    category: str
    status: Status
    stage: Stage
    created_at: datetime


def customers_visible_to(partner: int) -> QuerySet[Customer]:
    """Those that this dealer brought, or was given. An import that is still being written is not there yet."""
    return Customer.objects.filter(partner=partner).filter(published())


def partner_customers(partner: int, *, text: str = "", stage: Stage | None = None) -> list[PartnerCustomer]:
    """The newest of a dealer's customers, narrowed to a stage, and to a number or a piece of the name."""
    found = customers_visible_to(partner)
    if stage is not None:
        found = found.filter(stage=stage.value)
    if typed := fold(text):
        is_number = typed.isascii() and typed.isdecimal() and len(typed) <= 18
        by_number = Q(number=int(typed)) if is_number else Q(pk__in=[])
        found = found.filter(by_number | Q(search_name__contains=typed))
    return [_shown(customer) for customer in found.order_by("-number")[:MOST_LISTED]]


def partner_counts(partner: int) -> tuple[dict[Stage, int], dict[Status, int]]:
    """How many of a dealer's customers there are by stage and by status."""
    rows = customers_visible_to(partner).order_by().values_list("stage", "status").annotate(n=Count("number"))
    stages, statuses = dict.fromkeys(Stage, 0), dict.fromkeys(Status, 0)
    for stage, status, n in rows:
        stages[Stage(stage)] += n
        statuses[Status(status)] += n
    return stages, statuses


def partner_customer(partner: int, number: int) -> Customer:
    """One of a dealer's customers. Another dealer's, and one that there is not, are answered alike: 404."""
    customer = customers_visible_to(partner).filter(number=number).first()
    if customer is None:
        raise NoSuchCustomer(customer=number)
    return customer


def own_places(customer: Customer) -> Sequence[Address]:
    """The addresses of exactly this row: what its family has besides may be another dealer's."""
    return list(Address.objects.filter(customer=customer).order_by("pk"))


def own_contacts(customer: Customer) -> Sequence[Contact]:
    return list(Contact.objects.filter(customer=customer).order_by("pk"))


def _shown(customer: Customer) -> PartnerCustomer:
    return PartnerCustomer(
        number=customer.number,
        name=customer.name,
        kind=Kind(customer.kind),
        category=customer.category,
        status=Status(customer.status),
        stage=Stage(customer.stage),
        created_at=customer.created_at,
    )
