"""Somebody beside the customers who may be the one: found by what both share, and read with their families."""

import heapq
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice

from onaccount.domain.customers.queries.alike import Sharing, Sought, nearest
from onaccount.domain.customers.queries.profiles import Profile, families_of

READ = 200  # customers, those who share most
COMPARED = 40  # of them, but for those who only share a piece of another name
TELLING = ("email", "login_email", "tax_id", "registration_number", "external_id")


@dataclass(frozen=True, slots=True)
class Met:
    """A customer to be compared with somebody. `survivor` is whom it was merged into (D-11), or itself; `shared` are
    the fields of TELLING in which one of the family has a value of theirs to the letter."""

    profile: Profile
    survivor: Profile
    shared: tuple[str, ...]


def met_by(values: Mapping[str, str], *, also: Collection[int] = (), but_not: Collection[int] = ()) -> list[Met]:
    """Who shares something telling with somebody of these fields, as cleaned, and who belongs to them; in two
    statements. `also` are others to compare, `but_not` those who are not given, nor their families.

    An address is looked for among those to write to and among those that log in, whatever its case.
    """
    found = Sharing([Sought(values)]).of(0)
    first = heapq.nlargest(READ, found.weights, key=lambda number: (found.weights[number], number))
    if not first and not also:
        return []
    read = families_of({*first, *also, *but_not})
    names = {number: profile.search_name for number, profile in read.items()}
    numbers = [*islice(nearest(values.get("name", ""), found, names), COMPARED), *also]
    families = {_survivor(read, number) for number in numbers} - {_survivor(read, number) for number in but_not}
    shared = _shared_of_families(read, found.fields)
    met = []
    for profile in read.values():
        survivor = _survivor(read, profile.number)
        if survivor in families and survivor in read:
            met.append(Met(profile, read[survivor], shared.get(survivor, ())))
    return met


def _survivor(read: Mapping[int, Profile], number: int) -> int:
    into = read[number].into if number in read else None
    return number if into is None else into


def _shared_of_families(
    read: Mapping[int, Profile], fields: Mapping[int, Collection[str]]
) -> dict[int, tuple[str, ...]]:
    of_family: dict[int, set[str]] = {}
    for number, names in fields.items():
        of_family.setdefault(_survivor(read, number), set()).update(names)
    return {number: tuple(name for name in TELLING if name in names) for number, names in of_family.items()}
