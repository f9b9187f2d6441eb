"""What a set has to know of the customers it meets: many keys looked up at once, with the values that stand there."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Lower

from onaccount.domain.customers.models import Address, Contact, Customer, Location
from onaccount.domain.customers.queries import merged_among
from onaccount.domain.customers.rules.status import Kind, Status

OWN = (
    "kind", "name", "title", "given_name", "family_name", "category", "external_id", "tax_id", "registration_number",
    "email", "phone", "mobile", "website", "notes",
)  # fmt: skip
PLACE = ("line1", "line2", "line3", "city", "region", "postcode", "country")
PERSON = ("title", "given_name", "family_name", "job_title", "email", "phone")

Place = tuple[str, ...]  # in the order of PLACE
Person = tuple[str, ...]  # in the order of PERSON


class Key(Enum):
    """What a row can be known again by."""

    NUMBER = "number"
    EXTERNAL_ID = "external_id"
    TAX_ID = "tax_id"
    EMAIL = "email"
    FINGERPRINT = "fingerprint"
    NAME = "name"  # folded; for the company that a contact works for, never to tell customers apart


@dataclass(slots=True)
class Known:
    """A customer as it stands. `places` by use, each with its row's key; `further` are the addresses beside them."""

    number: int
    changed_at: datetime
    own: dict[str, str]
    places: dict[str, tuple[int, Place]] = field(default_factory=dict)
    further: list[Place] = field(default_factory=list)
    contacts: list[tuple[int, Person]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    has_login: bool = False  # its own, or that of one who was merged into it
    is_active: bool = False
    aliases: set[str] = field(default_factory=set)  # the external ids of those who were merged into it


def owners_by(key: Key, values: Collection[str]) -> dict[str, list[int]]:
    """The numbers of the customers that have one of these keys, by key; several where it is not theirs alone.

    Who was merged is told as the survivor: its keys lead there (D-11, D-12).
    """
    owners = holders_of(key, values)
    merged = merged_among({number for numbers in owners.values() for number in numbers})
    return {value: sorted({merged.get(number, number) for number in numbers}) for value, numbers in owners.items()}


def holders_of(key: Key, values: Collection[str]) -> dict[str, list[int]]:
    """The same, with those who were merged as themselves."""
    owners: dict[str, list[int]] = defaultdict(list)
    if values:
        for value, number in _found_by(key, values):
            owners[value].append(number)
    return {value: sorted(numbers) for value, numbers in owners.items()}


def without_external_id(numbers: Collection[int]) -> set[int]:
    """Those of these customers that no other system has an id for."""
    if not numbers:
        return set()
    return set(Customer.objects.filter(number__in=numbers, external_id="").values_list("number", flat=True))


def _found_by(key: Key, values: Collection[str]) -> Iterable[tuple[str, int]]:
    """Each look-up says the condition of the partial index that serves it, or the index would not be used."""
    if key is Key.NUMBER:
        numbers = Customer.objects.filter(number__in=[int(value) for value in values])
        return ((str(number), number) for number in numbers.values_list("number", flat=True))
    if key is Key.EMAIL:
        rows = Customer.objects.annotate(key=Lower("email")).filter(~Q(email=""), key__in=_listed(values))
        return rows.values_list("key", "number")
    if key is Key.NAME:
        return _all_with("search_name", values, Customer.objects.filter(kind=Kind.COMPANY.value))
    return _all_with(key.value, values, Customer.objects.exclude(**{key.value: ""}))


def _all_with(name: str, values: Collection[str], rows: QuerySet[Customer]) -> Iterable[tuple[str, int]]:
    return rows.filter(**{f"{name}__in": _listed(values)}).values_list(name, "number")


def _listed(values: Collection[str]) -> RawSQL:
    """Thousands of values as one parameter: as many parameters would cost more than the look-up."""
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(values))])
    return RawSQL("SELECT unnest(%s::text[])", [list(values)])


def owners_of_logins(emails: Collection[str]) -> dict[str, int]:
    """Whose logins these addresses are, in lower case."""
    places = Location.objects.annotate(key=Lower("login_email")).filter(key__in=_listed(emails))
    return dict(places.values_list("key", Coalesce("customer__merged_into", "customer"))) if emails else {}


def known_customers(numbers: Collection[int]) -> dict[int, Known]:
    """Everything an import may write of these customers, in a fixed number of queries."""
    known = {
        row[0]: Known(row[0], row[1], dict(zip(OWN, row[3:], strict=True)), is_active=row[2] == Status.ACTIVE.value)
        for row in Customer.objects.filter(number__in=numbers).values_list("number", "changed_at", "status", *OWN)
    }
    for number, key, use, *place in _parts(Address, numbers, "use", *PLACE):
        if use == Address.FURTHER:
            known[number].further.append(tuple(place))
        else:
            known[number].places[use] = key, tuple(place)
    for number, key, *person in _parts(Contact, numbers, *PERSON):
        known[number].contacts.append((key, tuple(person)))
    tags = Customer.tags.through.objects.filter(customer__in=known).values_list("customer_id", "tag__name")
    for number, tag in tags.order_by("customer_id", "tag_id"):
        known[number].tags.append(tag)
    for log_in in ("customer", "customer__merged_into"):  # each by its index
        for number in Location.objects.filter(**{f"{log_in}__in": known}).values_list(log_in, flat=True):
            known[number].has_login = True
    merged: Any = Customer.objects.filter(merged_into__in=known).exclude(external_id="")
    for number, external_id in merged.values_list("merged_into", "external_id"):
        known[number].aliases.add(external_id)
    return known


def _parts(table: type[Address | Contact], numbers: Collection[int], *columns: str) -> Iterable[tuple[Any, ...]]:
    return table.objects.filter(customer__in=numbers).order_by("pk").values_list("customer_id", "pk", *columns)
