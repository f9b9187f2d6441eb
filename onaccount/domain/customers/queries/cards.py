"""Everything that is known of one customer."""

from dataclasses import dataclass, field

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
    customer = survivor(number).prefetch_related("tags").first()
    if customer is None:
        raise NoSuchCustomer(customer=number)
    number = customer.number
    addresses, logins = addresses_of(number), places_of(number)
    newer, older = neighbours(number, queue) if queue else (None, None)
    tags = sorted(tag.name for tag in customer.tags.all())
    return Card(
        customer=customer,
        addresses=addresses,
        people=contacts_of(number),
        logins=logins,
        tags=tags,
        newer=newer,
        older=older,
        fields=_fields(customer, addresses.items, logins.items, tags),
    )


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
