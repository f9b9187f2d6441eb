"""What forbids that a customer is deleted (D-11).

A room above says in its own table which rows keep the customer they refer to: `keeps_customer`, a Q, or None where
none does; and by which refusal, `keeps_because`. A table that says neither keeps everybody it refers to, so that a
room which is added forbids until somebody has thought about it.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from onaccount.domain.customers.models import Customer, Location
from onaccount.domain.customers.queries.batches import goes_along
from onaccount.domain.customers.rules.removal import HasLoggedIn, LetterSent, OneOfFamily, StillActive, StillReferred
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.letters.queries import has_been_sent
from onaccount.foundation.refusals import Refused


def kept_by(customer: Customer) -> list[Refused]:
    """All that forbids taking this customer out; nothing where it may go."""
    return list(_reasons(customer))


def _reasons(customer: Customer) -> Iterator[Refused]:
    number = customer.number
    if customer.status == Status.ACTIVE.value:
        yield StillActive(customer=number)
    if has_been_sent("customer", str(number)):
        yield LetterSent(customer=number)
    if Location.objects.filter(customer=number, principal__last_login__isnull=False).exists():
        yield HasLoggedIn(customer=number)
    if customer.merged_into_id or Customer.objects.filter(merged_into=number).exists():
        yield OneOfFamily(customer=number)
    for table, name in tables_above():
        which = Q(pk__in=[]) if goes_along(table) else getattr(table, "keeps_customer", Q())
        if which is not None and table._base_manager.filter(which, **{name: number}).exists():
            yield getattr(table, "keeps_because", StillReferred)(customer=number)


def tables_above() -> list[tuple[Any, str]]:
    """The tables of other rooms that refer to customers, with the name of the field that does."""
    relations = Customer._meta.related_objects
    return [
        (relation.related_model, relation.field.name)
        for relation in relations
        if relation.related_model._meta.app_label != Customer._meta.app_label
    ]
