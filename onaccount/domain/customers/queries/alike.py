"""Customers who may be somebody who is known by some fields: what the matching compares, found by what they share.

Found by match keys (rules/match_keys.py), and by the indexes of what is unique by law or by us. A thousand customers
may share a telephone or a name, so of each key the nearest OF_A_KEY are read, and the rarest keys decide who is given:
who shares a common key alone may be cut off, who shares a rare one as well never is.

Who was merged into another is found by what was known of it (D-11); whoever asks reads the family.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from django.db import connection

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries.batches import among
from onaccount.domain.customers.queries.holders import BY_KEYS, Key, asked_of_keys
from onaccount.domain.customers.queries.lists import published
from onaccount.domain.customers.queries.profiles import profiles_of
from onaccount.domain.customers.rules.match_keys import is_of_a_piece, sought_keys
from onaccount.foundation.text import fold

MOST = 100  # who are compared with one
OF_A_KEY = 50  # customers who share one key
AT_ONCE = 20_000  # rows, whose keys are put in order together
KEYS_AT_ONCE = 20_000  # in one statement
PAIRED = 1_000  # customers who are looked for among those before them
EVERYBODY = 2**62  # a number above all
ALIKE_FROM = 60  # of 100: names in two orders, two legal forms and with two edits are still above
BY_AN_ID = 2.0  # weighs more than any key, which is 1 where nobody else has it


class Sought(NamedTuple):
    """Somebody who is looked for among the customers with a number below `below`."""

    values: Mapping[str, str]
    below: int = EVERYBODY


def alike_to(rows: Sequence[Mapping[str, str]], *, limit: int = MOST) -> list[list[int]]:
    """For each of these rows, the numbers of the customers who share something telling with it, the surest first.

    A thousand rows take two statements, however many customers there are; so many more as they have different keys.
    """
    found = []
    for start in range(0, len(rows), AT_ONCE):
        found += _alike([Sought(row) for row in rows[start : start + AT_ONCE]], limit)
    return found


def alike_pairs(low: int, high: int) -> list[tuple[int, int]]:
    """The pairs of a customer numbered `low` to `high` and one with a lower number who share something telling."""
    pairs = []
    for first in range(low, high + 1, PAIRED):
        here = Customer.objects.filter(published(), number__range=(first, min(first + PAIRED - 1, high)))
        profiles = profiles_of(list(here.values_list("number", flat=True)))
        found = _alike([Sought(values, below=number) for number, values in profiles.items()], OF_A_KEY)
        pairs += [(number, other) for number, others in zip(profiles, found, strict=True) for other in others]
    return pairs


def _alike(sought: Sequence[Sought], limit: int) -> list[list[int]]:
    shared = Sharing(sought)
    names = _names_of(shared.numbers())
    return [
        list(islice(nearest(each.values.get("name", ""), shared.of(place), names), limit))
        for place, each in enumerate(sought)
    ]


@dataclass(frozen=True, slots=True)
class Shared:
    """Who shares something with one: the more of it, and the fewer others share it, the more they weigh.

    `surely` are those who share more than a piece of the name; `fields` those of which they have the same value, of
    what is looked for as it stands.
    """

    weights: Mapping[int, float]
    surely: Collection[int]
    fields: Mapping[int, Collection[str]]


class Sharing:
    """Who shares a key or an id with each of these, asked at once and told one by one: a thousand may share a key."""

    def __init__(self, sought: Sequence[Sought]) -> None:
        self.sought = sought
        self.keys = [sought_keys(each.values) for each in sought]
        self.holders: dict[Key, list[int]] = defaultdict(list)
        self.owners: dict[int, list[tuple[str, int]]] = defaultdict(list)  # by place: a field, and who has its value
        for name, one, below, number in _found(self._asked(), sought):
            if name:
                self.owners[one].append((name, number))
            else:
                self.holders[one, below].append(number)

    def _asked(self) -> list[Key]:
        """Each key once, in the order of the table: of many keys each page of it is then read once."""
        of_bound: dict[int, set[int]] = defaultdict(set)
        for each, keys in zip(self.sought, self.keys, strict=True):
            of_bound[each.below].update(keys)
        asked = [(key, below) for below, keys in of_bound.items() for key in sorted(keys)]
        return sorted(asked) if len(of_bound) > 1 else asked

    def numbers(self) -> set[int]:
        """Everybody who was found."""
        by_keys = {number for numbers in self.holders.values() for number in numbers}
        return by_keys.union(number for owned in self.owners.values() for _, number in owned)

    def of(self, place: int) -> Shared:
        weights: dict[int, float] = defaultdict(float)
        fields: dict[int, set[str]] = defaultdict(set)
        for name, number in self.owners.get(place, ()):
            if name not in fields[number]:
                weights[number] += BY_AN_ID
                fields[number].add(name)
        surely, below = set(fields), self.sought[place].below
        for key in self.keys[place]:
            numbers = self.holders.get((key, below), ())
            for number in numbers:
                weights[number] += 1 / len(numbers)
            if numbers and not is_of_a_piece(key):
                surely.update(numbers)
        return Shared(weights, surely, fields)


def nearest(name: str, found: Shared, names: Mapping[int, str]) -> Iterator[int]:
    """The surest first, the newest of several; without those who only share a piece of a name that is another one.
    `names` are the search names of those who may be given."""
    from rapidfuzz import fuzz

    folded = fold(name)
    for number in sorted(found.weights, key=lambda number: (-found.weights[number], -number)):
        if number in names and (
            number in found.surely or fuzz.token_sort_ratio(folded, names[number], score_cutoff=ALIKE_FROM)
        ):
            yield number


def _names_of(numbers: Collection[int]) -> dict[int, str]:
    """The search names of those of them whom anybody may see."""
    here = Customer.objects.filter(published(), number__in=among(numbers))
    return dict(here.values_list("number", "search_name")) if numbers else {}


# --- by keys, and by what is one customer's -----------------------------------------------------------------------


class Index(NamedTuple):
    """Where a value of `fields` is looked up, each by the condition of the index that finds it; `name` is the field
    that the customer who is found has it in."""

    name: str
    fields: tuple[str, ...]
    table: str
    column: str
    given: str
    owner: str = "number"


EMAILS = ("email", "login_email")
INDEXES = (
    *(
        Index(name, (name,), "customers_customer", name, f"NOT ({name} = '')")
        for name in ("tax_id", "registration_number", "external_id")
    ),
    Index("email", EMAILS, "customers_customer", "LOWER(email)", "NOT (email = '')"),
    Index("login_email", EMAILS, "customers_location", "LOWER(login_email)", "TRUE", "customer_id"),
)


def _branch_on_sqlite(index: Index) -> str:
    which = f"{index.column} = p.value ->> 1 AND {index.given} AND {index.owner} < p.value ->> 2"
    return f"""
        SELECT '{index.name}', p.value ->> 0, 0, {index.owner} FROM json_each(%s) AS p CROSS JOIN {index.table}
        ON {which} AND {index.owner} >= COALESCE((
            SELECT {index.owner} FROM {index.table} WHERE {which}
            ORDER BY {index.owner} DESC LIMIT 1 OFFSET {OF_A_KEY - 1}
        ), 0)"""  # noqa: S608 - names of ours


def _branch_on_postgresql(index: Index) -> str:
    return f"""
        SELECT '{index.name}', (p.value ->> 0)::bigint, 0::bigint, t.owner
        FROM jsonb_array_elements(%s::jsonb) AS p CROSS JOIN LATERAL (
            SELECT {index.owner} AS owner FROM {index.table}
            WHERE {index.column} = p.value ->> 1 AND {index.given} AND {index.owner} < (p.value ->> 2)::bigint
            ORDER BY {index.owner} * -1 LIMIT {OF_A_KEY}
        ) AS t"""  # noqa: S608 - not by the number itself, or all customers would be gone through from the newest on


BRANCH = {"sqlite": _branch_on_sqlite, "postgresql": _branch_on_postgresql}


def _found(keys: Sequence[Key], sought: Sequence[Sought]) -> Iterator[tuple[str, int, int, int]]:
    """What is shared and whose it is: ("", a key, below, number), or (a field, place in `sought`, 0, number)."""
    parts, values = [], []
    for index in INDEXES:
        if asked := list(_asked_of(index, sought)):
            parts.append(BRANCH[connection.vendor](index))
            values.append(json.dumps(asked))
    for start in range(0, len(keys) or 1, KEYS_AT_ONCE):
        if some := keys[start : start + KEYS_AT_ONCE]:
            parts.append(f"SELECT '', held.* FROM ({BY_KEYS[connection.vendor]}) AS held")  # noqa: S608 - ours
            values += asked_of_keys(some, most=OF_A_KEY)
        if parts:
            with connection.cursor() as cursor:
                cursor.execute(" UNION ALL ".join(parts), values)
                yield from cursor.fetchall()
        parts, values = [], []


def _asked_of(index: Index, sought: Sequence[Sought]) -> Iterator[tuple[int, str, int]]:
    for place, each in enumerate(sought):
        values = {value for name in index.fields if (value := each.values.get(name, "")) and "\0" not in value}
        for value in {value.lower() for value in values} if index.fields == EMAILS else values:
            yield place, value, each.below
