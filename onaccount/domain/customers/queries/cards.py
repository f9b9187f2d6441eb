"""Everything that is known of one customer."""

from dataclasses import dataclass, field

from django.db.models import Prefetch

from onaccount.domain.customers.models import Address, Contact, Customer, Location
from onaccount.domain.customers.queries.lists import Filter, neighbours, visible
from onaccount.domain.customers.queries.records import record_of
from onaccount.domain.customers.rules.status import NoSuchCustomer


@dataclass(frozen=True, slots=True)
class LocationCard:
    key: int
    name: str
    login_email: str
    has_password: bool


@dataclass(frozen=True, slots=True)
class Place:
    """An address as lines, the way a letter has it."""

    use: str
    lines: list[str]
    country: str  # ISO 3166-1 alpha-2 where it was recognised


@dataclass(frozen=True, slots=True)
class Person:
    """A contact of a company."""

    name: str
    job_title: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class Card:
    """Everything the customer's page shows of the customer itself."""

    customer: Customer
    places: list[Place]
    contacts: list[Person]
    locations: list[LocationCard]
    tags: list[str]
    newer: int | None = None
    older: int | None = None
    fields: dict[str, str] = field(default_factory=dict)  # the field table's fields as they stand, for the form
    digest: str = ""  # the version, as `customer_digest` has it


def customer_card(number: int, *, queue: Filter | None = None) -> Card:
    """A customer with its parts, and its neighbours in the queue that one came from."""
    parts = (
        "addresses",
        "contacts",
        "tags",
        Prefetch("locations", queryset=Location.objects.select_related("principal").order_by("pk")),
    )
    customer = visible().prefetch_related(*parts).filter(number=number).first()
    if customer is None:
        raise NoSuchCustomer(customer=number)
    addresses = sorted(customer.addresses.all(), key=lambda a: (a.use != Address.MAIN, a.use, a.pk))
    locations = list(customer.locations.all())
    newer, older = neighbours(number, queue) if queue else (None, None)
    tags = sorted(tag.name for tag in customer.tags.all())
    return Card(
        customer=customer,
        places=[_place(address) for address in addresses],
        contacts=[_person(contact) for contact in sorted(customer.contacts.all(), key=lambda contact: contact.pk)],
        locations=[
            LocationCard(
                key=place.pk,
                name=place.name,
                login_email=place.login_email,
                has_password=place.principal is not None and place.principal.has_usable_password(),
            )
            for place in locations
        ],
        tags=tags,
        newer=newer,
        older=older,
        fields=_fields(customer, addresses, locations, tags),
        digest=record_of(customer, addresses, tags, locations[0].login_email if locations else "").version,
    )


def _place(address: Address) -> Place:
    town = " ".join(filter(None, (address.city, address.region, address.postcode)))
    return Place(
        address.use, [line for line in (address.line1, address.line2, address.line3, town) if line], address.country
    )


def _person(contact: Contact) -> Person:
    names = (contact.title, contact.given_name, contact.family_name)
    return Person(" ".join(filter(None, names)), contact.job_title, contact.email, contact.phone)


def _fields(customer: Customer, addresses: list[Address], locations: list[Location], tags: list[str]) -> dict[str, str]:
    own = {
        f.name: getattr(customer, f.name) for f in Customer._meta.fields if isinstance(getattr(customer, f.name), str)
    }
    place = next((address for address in addresses if address.use == Address.MAIN), Address())
    places = {
        name: getattr(place, name) for name in ("line1", "line2", "line3", "city", "region", "postcode", "country")
    }
    return own | places | {"tags": "; ".join(tags), "login_email": locations[0].login_email if locations else ""}
