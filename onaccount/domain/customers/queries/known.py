"""Who is known already by what somebody types of a new customer: asked before it is saved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Lower

from onaccount.domain.customers.models import Customer, Location
from onaccount.domain.customers.queries.lists import published
from onaccount.domain.customers.queries.search import statement_of
from onaccount.domain.customers.rules.status import Status

SHOWN = 5  # customers who share one value; an address of a franchise may have thousands
# Not by the number itself: PostgreSQL would go through all customers from the newest on, hoping to meet a few soon.
READ_AS = Coalesce("merged_into", "number")
NEWEST_FIRST = F("number") * -1
TELLING = ("email", "login_email", "tax_id", "registration_number", "external_id")


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """A customer who has one of the values, and the fields by which they are known: of TELLING."""

    number: int
    name: str
    status: Status
    fields: tuple[str, ...]


def known_by(values: Mapping[str, str]) -> list[Acquaintance]:
    """The customers who have one of these e-mail addresses, numbers or ids, newest first; one query, by index.

    `values` are as cleaned; other fields than TELLING are not asked about. An address is looked for among those to
    write to and among those that log in, whatever its case. Of those who share a value, the newest SHOWN.
    """
    branches = list(_branches(values))
    if not branches:
        return []
    found: dict[int, tuple[str, str, list[str]]] = {}
    for number, name, status, field in _asked(branches):
        found.setdefault(number, (name, status, []))[2].append(field)
    return [
        Acquaintance(number, name, Status(status), tuple(field for field in TELLING if field in fields))
        for number, (name, status, fields) in found.items()
    ]


def _branches(values: Mapping[str, str]) -> Iterator[tuple[str, QuerySet[Customer]]]:
    """A question of its own for each value, for each has its index. Who was merged is the survivor."""
    anybody = Customer.objects.filter(published())
    for name in ("tax_id", "registration_number", "external_id"):
        if value := values.get(name):
            yield name, anybody.filter(~Q(**{name: ""}), **{name: value})
    emails = {email.lower() for name in ("email", "login_email") if (email := values.get(name))}
    if emails:
        yield "email", anybody.alias(lower_email=Lower("email")).filter(~Q(email=""), lower_email__in=emails)
        logins = Location.objects.alias(lower_email=Lower("login_email")).filter(lower_email__in=emails)
        yield "login_email", anybody.filter(number__in=logins.values("customer_id"))


def _asked(branches: list[tuple[str, QuerySet[Customer]]]) -> list[tuple[int, str, str, str]]:
    parts: list[str] = []
    values: list[Any] = []
    for field, rows in branches:
        statement = statement_of(rows.order_by(NEWEST_FIRST).values(owner=READ_AS)[:SHOWN])
        parts.append(f"SELECT owner AS number, '{field}' AS field FROM ({statement.sql}) AS by_{field}")  # noqa: S608 - TELLING
        values += statement.values
    union = " UNION ALL ".join(parts)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT customer.number, customer.name, customer.status, found.field
            FROM ({union}) AS found JOIN customers_customer AS customer ON customer.number = found.number
            ORDER BY customer.number DESC""",  # noqa: S608 - statements of ours, and marks for the values
            values,
        )
        found: list[tuple[int, str, str, str]] = cursor.fetchall()
    return found
