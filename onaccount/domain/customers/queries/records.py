"""Customers as plain values, for machines: all that is known of each, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value

from onaccount.domain.customers.models import Address, Customer, Location
from onaccount.domain.customers.queries.family import survivor
from onaccount.domain.customers.queries.lists import visible
from onaccount.domain.customers.queries.search import LONGEST_TEXT, numbers_found
from onaccount.domain.customers.queries.similar import FEW, similar_numbers
from onaccount.domain.customers.rules.status import Kind, NoSuchCustomer, Origin, Stage, Status
from onaccount.domain.customers.rules.versions import digest_of
from onaccount.domain.people.queries import A_NUMBER, Prepared
from onaccount.foundation.text import tidy

OWN = (
    "kind", "name", "title", "given_name", "family_name", "category", "external_id", "tax_id", "registration_number",
    "email", "phone", "mobile", "website", "notes",
)  # fmt: skip
STANDING = ("status", "stage", "origin", "credit_reference", "billing_reference")
PLACE = ("line1", "line2", "line3", "city", "region", "postcode", "country")


@dataclass(frozen=True, slots=True)
class Sought:
    """What a machine narrows the list to."""

    status: Status | None = None
    stage: Stage | None = None
    kind: Kind | None = None
    origin: Origin | None = None
    tag: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A customer: `values` are its columns by their names in the field table, `places` its addresses by use."""

    number: int
    values: Mapping[str, str]
    tags: list[str]
    places: list[tuple[str, Mapping[str, str]]]
    login_email: str
    created_at: datetime
    changed_at: datetime
    merged: list[tuple[int, str]] = field(default_factory=list)  # who was merged into it: number and external id

    @property
    def version(self) -> str:
        """A digest of all that is told of the customer: it changes exactly when that does."""
        told = {**self.values, "number": str(self.number), "tags": ";".join(self.tags), "login": self.login_email}
        told |= {"created_at": self.created_at.isoformat(), "changed_at": self.changed_at.isoformat()}
        told |= {f"merged.{number}": external_id for number, external_id in self.merged}
        for n, (use, place) in enumerate(self.places):
            told |= {f"{n}.{use}.{name}": text for name, text in place.items()}
        return digest_of(told)


def customer_record(number: int) -> Record:
    """Raises NoSuchCustomer."""
    customers = ONE(number)
    if not customers:
        raise NoSuchCustomer(customer=number)
    return _records(customers, PARTS_OF_ONE(customers[0][0]))[0]


def customer_digest(number: int) -> str:
    """The version of a customer as it stands: the ETag, and what `correct_customer(expected=...)` compares."""
    return customer_record(number).version


def customer_records(sought: Sought, *, after: int | None, limit: int) -> tuple[list[Record], int | None]:
    """The newest customers, or those after a number, and the number to go on from."""
    found = _sought(sought)
    found = found if after is None else found.filter(number__lt=after)
    if text := tidy(sought.text[:LONGEST_TEXT]):
        matching = numbers_found(found, text, limit=limit + 1, order="-number")
        found = Customer.objects.filter(number__in=matching.as_expression())
    rows = list(found.order_by("-number").values_list(*COLUMNS)[: limit + 1])
    numbers = [row[0] for row in rows]
    records = _records(rows, _parts(lambda owner: Q(**{f"{owner}__in": numbers})))
    return records[:limit], records[limit - 1].number if len(records) > limit else None


def similar_records(sought: Sought, *, found: Collection[Record]) -> list[Record]:
    """The second answer where few were found by a text, as the office's list has it: customers whose names are like it,
    the most similar first."""
    text = tidy(sought.text[:LONGEST_TEXT])
    if not text or len(found) >= FEW:
        return []
    numbers = similar_numbers(_sought(sought), text, but_not={record.number for record in found})
    rows = Customer.objects.filter(number__in=numbers).values_list(*COLUMNS) if numbers else ()
    records = _records(rows, _parts(lambda owner: Q(**{f"{owner}__in": numbers}))) if numbers else []
    return sorted(records, key=lambda record: numbers.index(record.number))


def _sought(sought: Sought) -> QuerySet[Customer]:
    chosen = {"status": sought.status, "stage": sought.stage, "kind": sought.kind, "origin": sought.origin}
    found = visible().filter(**{name: choice.value for name, choice in chosen.items() if choice})
    return found.filter(tags__name__iexact=sought.tag) if sought.tag else found


Whose = Callable[[str], Q]  # of a column that names customers: those that are asked for
Rows = Iterable[tuple[Any, ...]]
COLUMNS = ("number", "created_at", "changed_at", *OWN, *STANDING)


def _records(customers: Rows, parts: Rows) -> list[Record]:
    places, tags, logins, merged = _divided(parts)
    return [
        Record(
            number=number,
            values=dict(zip((*OWN, *STANDING), values, strict=True)),
            tags=sorted(tags[number]),
            places=places[number],
            login_email=logins.get(number, ""),
            created_at=created_at,
            changed_at=changed_at,
            merged=merged[number],
        )
        for number, created_at, changed_at, *values in customers
    ]


Places = dict[int, list[tuple[str, Mapping[str, str]]]]
Merged = dict[int, list[tuple[int, str]]]
TAG, LOGIN, ALSO, MERGED = "tag", "login", "also", "merged"  # ALSO: the login of one who was merged
ORDER = (Address.MAIN, Address.DELIVERY, Address.FURTHER, TAG, LOGIN, ALSO, MERGED)


def _divided(parts: Rows) -> tuple[Places, dict[int, list[str]], dict[int, str], Merged]:
    """Addresses, the main one first; tags; the login of each one's first location; who was merged into it."""
    places: Places = defaultdict(list)
    tags: dict[int, list[str]] = defaultdict(list)
    logins: dict[int, str] = {}
    merged: Merged = defaultdict(list)
    for number, what, key, *texts in sorted(parts, key=lambda row: (ORDER.index(row[1]), row[2])):
        if what == TAG:
            tags[number].append(texts[0])
        elif what in (LOGIN, ALSO):
            logins.setdefault(number, texts[0])
        elif what == MERGED:
            merged[number].append((key, texts[0]))
        else:
            places[number].append((what, dict(zip(PLACE, texts, strict=True))))
    return places, tags, logins, merged


def _parts(whose: Whose) -> QuerySet[Any, Any]:
    """Everything beside the customers' own rows in one statement: whose, what it is, its key, and up to seven texts.

    What came with those who were merged is the survivor's, their main addresses as further ones. Each such part is
    asked for beside the survivor's own, for each has its index.
    """
    blanks = [Value("", output_field=CharField()) for _ in PLACE[1:]]
    words = (TAG, LOGIN, ALSO, MERGED, Address.FURTHER)
    tag, login, also, merged, further = (Value(word, output_field=CharField()) for word in words)
    addresses = Address.objects.filter(whose("customer")).values_list("customer_id", "use", "pk", *PLACE)
    tags = Customer.tags.through.objects.filter(whose("customer"))
    logins = Location.objects.filter(whose("customer")).values_list("customer_id", login, "pk", "login_email", *blanks)
    others = Customer.objects.filter(whose("merged_into"))
    came_with = Address.objects.filter(whose("customer__merged_into"))
    log_in = Location.objects.filter(whose("customer__merged_into"), customer__logins_shut=False)
    return addresses.union(
        tags.values_list("customer_id", tag, "tag_id", "tag__name", *blanks),
        logins,
        others.values_list("merged_into", merged, "number", "external_id", *blanks),
        came_with.values_list("customer__merged_into", further, "pk", *PLACE),
        log_in.values_list("customer__merged_into", also, "pk", "login_email", *blanks),
        all=True,
    )


ONE = Prepared(lambda number: survivor(number).values_list(*COLUMNS), A_NUMBER)
PARTS_OF_ONE = Prepared(lambda number: _parts(lambda owner: Q(**{owner: number})), A_NUMBER)
