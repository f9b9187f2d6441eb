"""The parts of a customer, so many at a time: contacts, addresses, locations, notes. One statement each.

A family is read as one: what came with those who were merged stands behind the survivor's own. The lists take a
survivor's number, the single parts that of anybody in the family.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Case, Count, IntegerField, Model, QuerySet, Value, When, Window

from onaccount.domain.customers.models import Address, Contact, Location, Note
from onaccount.domain.customers.queries.family import of_family, own_first, survivor_of
from onaccount.domain.customers.rules.parts import (
    PERSON,
    PLACE,
    NoSuchAddress,
    NoSuchContact,
    NoSuchLocation,
    NoSuchNote,
    NoSuchPart,
    Use,
)

FIRST = 10  # of each part that a customer's page shows before it is asked for all
MOST = 200  # of each on a page that shows all

T = TypeVar("T")
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Some(Generic[T]):
    """A stretch of a list: `start` is how many come before it, `count` how many there are in all."""

    items: list[T]
    count: int
    start: int = 0

    @property
    def next(self) -> int | None:
        """Where to go on, None at the end."""
        end = self.start + len(self.items)
        return end if end < self.count else None


@dataclass(frozen=True, slots=True)
class LocationCard:
    key: int
    name: str
    login_email: str
    has_password: bool
    customer: int = 0  # whom it came with: of a family, not always the survivor
    is_shut: bool = False  # a merge did not let it in

    @property
    def values(self) -> dict[str, str]:
        return {"location_name": self.name, "login_email": self.login_email}


@dataclass(frozen=True, slots=True)
class Place:
    """An address as lines, the way a letter has it."""

    use: str
    lines: list[str]
    country: str  # ISO 3166-1 alpha-2 where it was recognised
    key: int = 0
    values: dict[str, str] = field(default_factory=dict)  # by the names of PLACE
    customer: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """A contact of a company."""

    name: str
    job_title: str
    email: str
    phone: str
    key: int = 0
    values: dict[str, str] = field(default_factory=dict)  # by the names of PERSON
    customer: int = 0


@dataclass(frozen=True, slots=True)
class NoteCard:
    """What somebody wrote down; the reader resolves `by_key` to a name."""

    key: uuid.UUID
    text: str
    by_kind: str
    by_key: str
    at: datetime
    customer: int = 0


def contacts_of(number: int, *, start: int = 0, limit: int = FIRST) -> Some[Person]:
    """In the order in which they were added."""
    return _some(of_family(Contact.objects.all(), number).order_by(own_first(number), "pk"), _person, start, limit)


def addresses_of(number: int, *, start: int = 0, limit: int = FIRST) -> Some[Place]:
    """The main one first, then where goods go, then the others as they were added."""
    order = Case(
        When(use=Address.MAIN, then=Value(0)),
        When(use=Address.DELIVERY, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return _some(
        of_family(Address.objects.all(), number).order_by(own_first(number), order, "pk"), _place, start, limit
    )


def places_of(number: int, *, start: int = 0, limit: int = FIRST) -> Some[LocationCard]:
    """The locations that log in, in the order in which they were added."""
    places = of_family(Location.objects.select_related("principal", "customer"), number).order_by(
        own_first(number), "pk"
    )
    return _some(places, _location, start, limit)


def notes_of(number: int, *, start: int = 0, limit: int = FIRST) -> Some[NoteCard]:
    """Newest first."""
    return _some(of_family(Note.objects.all(), number).order_by("-at", "-pk"), _note, start, limit)


def contact_of(number: int, key: int) -> Person:
    return _person(_one(of_family(Contact.objects.filter(pk=key), survivor_of(number)), NoSuchContact))


def address_of(number: int, key: int) -> Place:
    return _place(_one(of_family(Address.objects.filter(pk=key), survivor_of(number)), NoSuchAddress))


def place_of(number: int, key: int) -> LocationCard:
    places = of_family(Location.objects.filter(pk=key).select_related("principal", "customer"), survivor_of(number))
    return _location(_one(places, NoSuchLocation))


def note_of(number: int, key: uuid.UUID) -> NoteCard:
    return _note(_one(of_family(Note.objects.filter(pk=key), survivor_of(number)), NoSuchNote))


def free_uses(number: int) -> list[Use]:
    """What one more address may be for."""
    own = Address.objects.filter(customer=survivor_of(number))
    taken = set(own.exclude(use=Address.FURTHER).values_list("use", flat=True))
    return [use for use in Use if use.value not in taken]


def _one(rows: QuerySet[M], absent: type[NoSuchPart]) -> M:
    """The part, or the same answer for one of another customer as for one that is not there."""
    found = rows.first()
    if found is None:
        raise absent
    return found


def _some(rows: QuerySet[M], shape: Callable[[Any], T], start: int, limit: int) -> Some[T]:
    found = list(rows.annotate(how_many=Window(Count("*")))[start : start + limit])
    return Some([shape(row) for row in found], found[0].how_many if found else start, start)  # type: ignore[attr-defined]


def _person(contact: Contact) -> Person:
    names = (contact.title, contact.given_name, contact.family_name)
    values = {name: getattr(contact, name) for name in PERSON}
    name = " ".join(filter(None, names))
    return Person(name, contact.job_title, contact.email, contact.phone, contact.pk, values, contact.customer_id)


def _place(address: Address) -> Place:
    town = " ".join(filter(None, (address.city, address.region, address.postcode)))
    lines = [line for line in (address.line1, address.line2, address.line3, town) if line]
    values = {name: getattr(address, name) for name in PLACE}
    return Place(address.use, lines, address.country, address.pk, values, address.customer_id)


def _location(place: Location) -> LocationCard:
    return LocationCard(
        key=place.pk,
        name=place.name,
        login_email=place.login_email,
        has_password=place.principal is not None and place.principal.has_usable_password(),
        customer=place.customer_id,
        is_shut=place.customer.logins_shut,
    )


def _note(note: Note) -> NoteCard:
    return NoteCard(note.pk, note.text, note.by_kind, note.by_key, note.at, note.customer_id)
