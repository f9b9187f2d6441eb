"""The named people under a location's login."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from onaccount.domain.customers.models import Location, NamedPerson
from onaccount.domain.customers.queries.family import numbers_in_family


@dataclass(frozen=True, slots=True)
class PersonCard:
    """One of those who share a login. `key` is that of the principal: who acts."""

    key: int
    name: str
    has_pin: bool
    day_limit_minor: int | None = None


def people_at(location: int) -> list[PersonCard]:
    """Those who share this login now, by name. Who was removed is not among them."""
    rows = NamedPerson.objects.filter(location=location, principal__is_active=True).select_related("principal")
    return people_of(rows)


def people_by_location(number: int) -> dict[int, list[PersonCard]]:
    """Those who share each of a family's logins."""
    rows = NamedPerson.objects.filter(location__customer__in=numbers_in_family(number)).select_related("principal")
    places: dict[int, list[NamedPerson]] = defaultdict(list)
    for row in rows:
        places[row.location_id].append(row)
    return {place: people_of(of_place) for place, of_place in places.items()}


def people_of(rows: Iterable[NamedPerson]) -> list[PersonCard]:
    """Those of these rows who are still here, by name."""
    cards = [
        PersonCard(row.principal_id, row.principal.name, row.principal.has_usable_password(), row.day_limit_minor)
        for row in rows
        if row.principal.is_active
    ]
    return sorted(cards, key=lambda card: card.name.casefold())


def principals_of(numbers: Collection[int]) -> list[int]:
    """Who logs in for these customers, and who acts under those logins."""
    places = Location.objects.filter(customer__in=numbers)
    logins = places.exclude(principal=None).values_list("principal_id", flat=True)
    return [*logins, *NamedPerson.objects.filter(location__in=places).values_list("principal_id", flat=True)]


def day_limit_of(person: int) -> int | None:
    """What a named person may spend in one day, in minor units; None where nobody set a limit."""
    return NamedPerson.objects.filter(principal=person).values_list("day_limit_minor", flat=True).first()
