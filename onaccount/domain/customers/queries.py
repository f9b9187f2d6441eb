"""Reads of customers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower

from onaccount.domain.customers.models import Address, Contact, Customer, Location, Unpublished
from onaccount.domain.customers.rules.status import CAME_BY_THEMSELVES, Kind, NoSuchCustomer, Origin, Stage, Status
from onaccount.domain.letters.queries import LetterNews, latest_letters
from onaccount.foundation.text import fold, tidy

PAGE_SIZE = 25
COUNT_UP_TO = 999  # counters are exact to here: counting on costs more than anybody learns from it
LONGEST_TEXT = 200  # characters that are searched for; each word of them is a condition of its own
NUMBER = re.compile(r"(?:no\.?|#)? ?([0-9]{1,18})", re.IGNORECASE)  # with more digits than the database can hold: none
SHORTEST_INDEXED = 3  # characters; trigrams know nothing of shorter pieces

THEMSELVES, IMPORTED = "self", "import"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to: `came` is how they came, THEMSELVES or IMPORTED."""

    status: Status | None = None
    came: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A customer in a list."""

    number: int
    name: str
    kind: Kind
    category: str
    status: Status
    stage: Stage
    origin: Origin
    email: str
    city: str
    created_at: datetime
    letter: LetterNews | None


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list: `after` and `before` are the numbers to go on from, None at the ends."""

    rows: list[Row]
    after: int | None
    before: int | None
    count: int  # COUNT_UP_TO + 1 means "more"


def visible() -> QuerySet[Customer]:
    """All customers but those of an import that is still being written."""
    return Customer.objects.exclude(batch__in=Unpublished.objects.values("batch"))


def customers_page(wanted: Filter, *, after: int | None = None, before: int | None = None) -> Page:
    """One page of customers, newest first, from a keyset: page 1,000 costs what page 1 costs."""
    found = _narrowed(wanted)
    rows = list(found.filter(number__gt=before).order_by("number")[: PAGE_SIZE + 1]) if before is not None else []
    if rows:
        has_newer, has_older = len(rows) > PAGE_SIZE, True
        rows = rows[:PAGE_SIZE][::-1]
    else:  # nobody is newer any more: the first page
        older = found if after is None else found.filter(number__lt=after)
        rows = list(older.order_by("-number")[: PAGE_SIZE + 1])
        has_newer, has_older = after is not None, len(rows) > PAGE_SIZE
        rows = rows[:PAGE_SIZE]
    return Page(
        rows=as_rows(rows),
        after=rows[-1].number if rows and has_older else None,
        before=rows[0].number if rows and has_newer else None,
        count=_count(found),
    )


def _narrowed(wanted: Filter) -> QuerySet[Customer]:
    found = visible()
    if wanted.status:
        found = found.filter(status=wanted.status.value)
    if wanted.came == THEMSELVES:
        found = found.filter(origin__in=[origin.value for origin in CAME_BY_THEMSELVES])
    elif wanted.came == IMPORTED:
        found = found.filter(origin=Origin.IMPORT.value)
    text = tidy(wanted.text[:LONGEST_TEXT])
    return found.filter(_found_by(text)) if text else found


def _found_by(text: str) -> Q:
    """By any pieces of the name in any order, by number, by external id, or by a whole e-mail address."""
    words = fold(text).split()
    # A name of signs that nobody hears (there are some) has no pieces: only the whole of it is found.
    found = Q(external_id=text) | (_name_holds(words) if words else Q(name=text))
    if "@" in text:
        found |= Q(number__in=_by_email(text))
    if number := NUMBER.fullmatch(text):
        found |= Q(number=int(number[1]))
    return found


def _by_email(text: str) -> QuerySet[Customer, int]:
    contact = Customer.objects.annotate(lower_email=Lower("email")).filter(~Q(email=""), lower_email=text.lower())
    login = Location.objects.annotate(lower_email=Lower("login_email")).filter(lower_email=text.lower())
    return contact.values_list("number", flat=True).union(login.values_list("customer_id", flat=True))


def _name_holds(words: list[str]) -> Q:
    indexed = [word for word in words if len(word) >= SHORTEST_INDEXED]
    found = Q()
    if indexed and connection.vendor == "sqlite":
        phrase = " AND ".join('"' + word.replace('"', '""') + '"' for word in indexed)
        found &= Q(number__in=RawSQL("SELECT rowid FROM customer_search WHERE customer_search MATCH %s", [phrase]))
        words = [word for word in words if word not in indexed]
    for word in words:
        found &= Q(search_name__contains=word)
    return found


def _count(found: QuerySet[Customer]) -> int:
    return found.order_by()[: COUNT_UP_TO + 1].count()


def count_of(wanted: Filter) -> int:
    """How many there are, exact to COUNT_UP_TO; one more than that means "more"."""
    return _count(_narrowed(wanted))


def waiting_count() -> int:
    """How many came by themselves and wait: the number on New Accounts (S0-01)."""
    return count_of(Filter(status=Status.NEW, came=THEMSELVES))


def rows_of(numbers: Iterable[int]) -> list[Row]:
    return as_rows(list(visible().filter(number__in=numbers).order_by("-number")))


def as_rows(customers: list[Customer]) -> list[Row]:
    """Rows for a list: a fixed number of queries, however many there are."""
    numbers = [customer.number for customer in customers]
    cities = dict(Address.objects.filter(customer__in=numbers, use=Address.MAIN).values_list("customer_id", "city"))
    letters = latest_letters("customer", [str(number) for number in numbers])
    return [
        Row(
            number=customer.number,
            name=customer.name,
            kind=Kind(customer.kind),
            category=customer.category,
            status=Status(customer.status),
            stage=Stage(customer.stage),
            origin=Origin(customer.origin),
            email=customer.email,
            city=cities.get(customer.number, ""),
            created_at=customer.created_at,
            letter=letters.get(str(customer.number)),
        )
        for customer in customers
    ]


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


def neighbours(number: int, wanted: Filter) -> tuple[int | None, int | None]:
    """The next newer and the next older customer of a list."""
    numbers = _narrowed(wanted).values_list("number", flat=True)
    newer = numbers.filter(number__gt=number).order_by("number").first()
    older = numbers.filter(number__lt=number).order_by("-number").first()
    return newer, older


def locked_customer(number: int) -> Customer:
    """The customer, held until the transaction ends. Of two people at once the second waits here."""
    customer = visible().select_for_update(no_key=True, of=("self",)).filter(number=number).first()
    if customer is None:
        raise NoSuchCustomer(customer=number)
    return customer


def owner_of_login(email: str) -> int | None:
    """Whose login an address is, whatever the case."""
    return (
        Location.objects.annotate(lower_email=Lower("login_email"))
        .filter(lower_email=email.lower())
        .values_list("customer_id", flat=True)
        .first()
    )


def owner_of_external_id(external_id: str) -> int | None:
    return (
        Customer.objects.filter(external_id=external_id)
        .exclude(external_id="")
        .values_list("number", flat=True)
        .first()
    )


def locations_of(number: int) -> list[Location]:
    return list(Location.objects.filter(customer=number).select_related("principal", "customer").order_by("pk"))


def location_by_key(key: str) -> Location | None:
    return Location.objects.select_related("principal", "customer").filter(pk=key).first()


def locked_location(key: str) -> Location | None:
    """A location, held until the transaction ends: its address is not corrected while a way in is made for it."""
    held = Location.objects.select_for_update(no_key=True, of=("self",)).filter(pk=key).first()
    return held and location_by_key(key)


@dataclass(frozen=True, slots=True)
class Guest:
    """Whoever is in the app: a location's login, and the customer it belongs to."""

    principal: int
    login_email: str
    location: str
    number: int
    name: str
    status: Status
    must_choose_password: bool  # came in with a temporary one


def guest(principal: int) -> Guest | None:
    """The customer behind a login. Status is asked on every request: Inactive takes effect at once (S0-13)."""
    place = Location.objects.select_related("customer", "principal").filter(principal=principal).first()
    if place is None:
        return None
    return Guest(
        principal=principal,
        login_email=place.login_email,
        location=place.name,
        number=place.customer.number,
        name=place.customer.name,
        status=Status(place.customer.status),
        must_choose_password=place.principal is not None and place.principal.temporary_until is not None,
    )


def status_counts() -> dict[str, int]:
    """How many customers there are by status, for the metrics; a full count."""
    return {status.value: visible().filter(status=status.value).count() for status in Status}
