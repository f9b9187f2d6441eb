"""One customer or one login: held, or found by a key."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import Coalesce, Lower

from onaccount.domain.customers.models import Customer, Location, NamedPerson
from onaccount.domain.customers.queries.family import of_family, open_logins, own_first, survivor, survivor_of
from onaccount.domain.customers.queries.persons import PersonCard
from onaccount.domain.customers.rules.status import NoSuchCustomer, Status
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.rules import Kind

READ_AS = Coalesce("customer__merged_into", "customer")  # of a part: the number under which its customer is read
TRIES = 5  # a survivor may be merged itself while one waits for it, and again


def locked_customer(number: int) -> Customer:
    """The customer, held until the transaction ends. Of two people at once the second waits here.

    Who was merged leads to the survivor: it is the number of the answer that is written to.
    """
    for _ in range(TRIES):
        customer = survivor(number).select_for_update(no_key=True, of=("self",)).first()
        survives = number if customer and customer.number == number else survivor_of(number)
        if customer is not None and customer.number == survives:
            return customer
        if customer is None and survives == number:
            break
    raise NoSuchCustomer(customer=number)


def locked_owner(number: int) -> Customer:
    """The customer of exactly this number, merged or not, held. Who holds a family holds its survivor first."""
    customer = Customer.objects.select_for_update(no_key=True).filter(number=number).first()
    if customer is None:
        raise NoSuchCustomer(customer=number)
    return customer


def owner_of_login(email: str) -> int | None:
    """Whose login an address is, whatever the case; of one who was merged, the survivor's."""
    return (
        Location.objects.annotate(lower_email=Lower("login_email"), owner=READ_AS)
        .filter(lower_email=email.lower())
        .values_list("owner", flat=True)
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
    """The places of a family that log in, its survivor's own first, but not those that a merge left shut."""
    places = open_logins(number).select_related(*WITH_OWNER)
    return list(places.order_by(own_first(number), "pk"))


def all_locations_of(number: int) -> QuerySet[Location]:
    """Those of a family that let nobody in as well."""
    return of_family(Location.objects.select_related(*WITH_OWNER), number).order_by(own_first(number), "pk")


def with_login(numbers: Collection[int]) -> set[int]:
    """Those of these customers who have a login."""
    return set(Location.objects.filter(customer__in=numbers).values_list("customer_id", flat=True))


WITH_OWNER = ("principal", "customer__merged_into")


def location_by_key(key: str) -> Location | None:
    return Location.objects.select_related(*WITH_OWNER).filter(pk=key).first()


def locked_location(key: str) -> Location | None:
    """A location, held until the transaction ends: its address is not corrected while a way in is made for it."""
    held = Location.objects.select_for_update(no_key=True, of=("self",)).filter(pk=key).first()
    return held and location_by_key(key)


@dataclass(frozen=True, slots=True)
class Guest:
    """Whoever is in the app: a location's login, and the customer it belongs to, or the one that was merged into."""

    principal: int
    login_email: str
    place: int
    location: str
    number: int
    name: str
    status: Status
    must_choose_password: bool  # came in with a temporary one
    came_with: int = 0  # the customer whose login it was made, also where that one was merged since
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
    place = Location.objects.select_related(*WITH_OWNER).filter(principal=principal).first()
    if place is None:
        return None
    customer = place.customer.read_as
    return Guest(
        principal=principal,
        login_email=place.login_email,
        place=place.pk,
        location=place.name,
        number=customer.number,
        name=customer.name,
        status=place.customer.access,
        came_with=place.customer_id,
        must_choose_password=place.principal is not None and place.principal.temporary_until is not None,
    )


def guest_of(by: Actor) -> Guest | None:
    """The customer behind a login, or behind one of those who share it; None for everybody else."""
    if by.kind == Kind.LOGIN.value:
        return guest(int(by.key))
    if by.kind == Kind.PERSON.value:
        people = NamedPerson.objects.filter(principal=int(by.key), principal__is_active=True)
        place = people.values_list("location__principal", flat=True).first()
        return None if place is None else guest(place)
    return None
