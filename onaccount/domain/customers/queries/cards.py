"""Everything that is known of one customer."""

from dataclasses import dataclass, field

from django.db.models import Value

from onaccount.domain.customers.models import Address, Customer
from onaccount.domain.customers.queries.family import survivor
from onaccount.domain.customers.queries.lists import Filter, neighbours
from onaccount.domain.customers.queries.parts import (
    LocationCard,
    Person,
    Place,
    Some,
    addresses_of,
    contacts_of,
    places_of,
)
from onaccount.domain.customers.rules.parts import PLACE
from onaccount.domain.customers.rules.status import NoSuchCustomer


@dataclass(frozen=True, slots=True)
class Card:
    """What the customer's page shows of the customer itself, and the first of each of its parts."""

    customer: Customer
    addresses: Some[Place]
    people: Some[Person]
    logins: Some[LocationCard]
    tags: list[str]
    newer: int | None = None
    older: int | None = None
    merged: tuple[int, ...] = ()  # who was merged into it
    fields: dict[str, str] = field(default_factory=dict)  # the field table's fields as they stand, for the form

    @property
    def places(self) -> list[Place]:
        return self.addresses.items

    @property
    def contacts(self) -> list[Person]:
        return self.people.items

    @property
    def locations(self) -> list[LocationCard]:
        return self.logins.items


def customer_card(number: int, *, queue: Filter | None = None) -> Card:
    """A customer with the first of its parts, and its neighbours in the queue that one came from.

    A number of one who was merged is answered with the survivor.
    """
    customer = survivor(number).first()
    if customer is None:
        raise NoSuchCustomer(customer=number)
    number = customer.number
    addresses, logins = addresses_of(number), places_of(number)
    newer, older = neighbours(number, queue) if queue else (None, None)
    tags, merged = _tags_and_merged(number)
    return Card(
        customer=customer,
        addresses=addresses,
        people=contacts_of(number),
        logins=logins,
        tags=tags,
        newer=newer,
        older=older,
        merged=merged,
        fields=_fields(customer, addresses.items, logins.items, tags),
    )


def _tags_and_merged(number: int) -> tuple[list[str], tuple[int, ...]]:
    """The customer's tags, and who was merged into it, the lowest number first; one statement for both."""
    tags = Customer.tags.through.objects.filter(customer=number).values_list(Value("tag"), "tag__name", Value(0))
    merged = Customer.objects.filter(merged_into=number).values_list(Value("merged"), Value(""), "number")
    rows: list[tuple[str, str, int]] = list(tags.union(merged, all=True))
    names = sorted(name for what, name, _ in rows if what == "tag")
    return names, tuple(sorted(number for what, _, number in rows if what == "merged"))


def _fields(
    customer: Customer, addresses: list[Place], locations: list[LocationCard], tags: list[str]
) -> dict[str, str]:
    own = {
        f.name: getattr(customer, f.name) for f in Customer._meta.fields if isinstance(getattr(customer, f.name), str)
    }
    own_main = (each.values for each in addresses if each.use == Address.MAIN and each.customer == customer.number)
    main = next(own_main, {})
    places = {name: main.get(name, "") for name in PLACE}
    return own | places | {"tags": "; ".join(tags), "login_email": locations[0].login_email if locations else ""}
