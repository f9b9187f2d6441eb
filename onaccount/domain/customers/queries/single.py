"""One customer or one login: held, or found by a key."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models.functions import Lower

from onaccount.domain.customers.models import Customer, Location
from onaccount.domain.customers.queries.lists import visible
from onaccount.domain.customers.queries.persons import PersonCard
from onaccount.domain.customers.rules.status import NoSuchCustomer, Status
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.rules import Kind


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


def with_login(numbers: Collection[int]) -> set[int]:
    """Those of these customers who have a login."""
    return set(Location.objects.filter(customer__in=numbers).values_list("customer_id", flat=True))


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
    place: int
    location: str
    number: int
    name: str
    status: Status
    must_choose_password: bool  # came in with a temporary one
    person: PersonCard | None = None  # who of those who share the login, once they have said so

    @property
    def login(self) -> Actor:
        return Actor(Kind.LOGIN.value, str(self.principal), self.location or self.name)

    @property
    def actor(self) -> Actor:
        """Who acts: the named person where there is one, so that every order and charge has an author (D-05)."""
        return Actor(Kind.PERSON.value, str(self.person.key), self.person.name) if self.person else self.login


def guest(principal: int) -> Guest | None:
    """The customer behind a login. Status is asked on every request: Inactive takes effect at once (S0-13)."""
    place = Location.objects.select_related("customer", "principal").filter(principal=principal).first()
    if place is None:
        return None
    return Guest(
        principal=principal,
        login_email=place.login_email,
        place=place.pk,
        location=place.name,
        number=place.customer.number,
        name=place.customer.name,
        status=Status(place.customer.status),
        must_choose_password=place.principal is not None and place.principal.temporary_until is not None,
    )
