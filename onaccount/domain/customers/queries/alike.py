"""Customers who may be somebody who is known by some fields: what the matching compares, found by what they share.

Found by match keys (rules/match_keys.py), and by the indexes of what is unique by law or by us. A thousand customers
may share a telephone or a name, so of each key the nearest OF_A_KEY are read, and the rarest keys decide who is given:
who shares a common key alone may be cut off, who shares a rare one as well never is.

Who was merged into another is found by what was known of it (D-11); whoever asks reads the family.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q

from onaccount.domain.customers.models import Address, Customer, Location
from onaccount.domain.customers.queries.batches import among
from onaccount.domain.customers.queries.holders import holders_of
from onaccount.domain.customers.queries.lists import published
from onaccount.domain.customers.rules.match_keys import is_of_a_piece, sought_keys
from onaccount.foundation.text import fold

OWN = (
    "kind", "status", "name", "given_name", "family_name", "external_id", "tax_id", "registration_number", "email",
    "phone", "mobile", "website",
)  # fmt: skip
PLACE = ("line1", "line2", "line3", "city", "region", "postcode", "country")
MOST = 100  # who are compared with one
OF_A_KEY = 50  # customers who share one key
AT_ONCE = 1_000  # rows, whose keys are asked for in one statement
EVERYBODY = 2**62  # a number above all
ALIKE_FROM = 60  # of 100: names in two orders, two legal forms and with two edits are still above
BY_AN_ID = 2.0  # weighs more than any key, which is 1 where nobody else has it


class Sought(NamedTuple):
    """Somebody who is looked for among the customers with a number below `below`."""

    values: Mapping[str, str]
    below: int = EVERYBODY


def alike_to(rows: Sequence[Mapping[str, str]], *, limit: int = MOST) -> list[list[int]]:
    """For each of these rows, the numbers of the customers who share something telling with it, the surest first.

    A thousand rows take three statements, however many customers there are.
    """
    found = []
    for start in range(0, len(rows), AT_ONCE):
        found += _alike([Sought(row) for row in rows[start : start + AT_ONCE]], limit)
    return found


def alike_pairs(low: int, high: int) -> list[tuple[int, int]]:
    """The pairs of a customer numbered `low` to `high` and one with a lower number who share something telling."""
    pairs = []
    for first in range(low, high + 1, AT_ONCE):
        here = Customer.objects.filter(published(), number__range=(first, min(first + AT_ONCE - 1, high)))
        profiles = profiles_of(list(here.values_list("number", flat=True)))
        found = _alike([Sought(values, below=number) for number, values in profiles.items()], OF_A_KEY)
        pairs += [(number, other) for number, others in zip(profiles, found, strict=True) for other in others]
    return pairs


def profiles_of(numbers: Collection[int]) -> dict[int, Mapping[str, str]]:
    """What is compared of these customers, by the names of the field table, and `login_email`."""
    rows = Customer.objects.filter(number__in=among(numbers)).values_list("number", *OWN)
    found: dict[int, dict[str, str]] = {number: dict(zip(OWN, own, strict=True)) for number, *own in rows}
    places: Any = Address.objects.filter(Q(use=Address.MAIN), customer__in=among(found)).values_list(
        "customer_id", *PLACE
    )
    for number, *place in places:
        found[number] |= dict(zip(PLACE, place, strict=True))
    for number, email in Location.objects.filter(customer__in=among(found)).values_list("customer_id", "login_email"):
        found[number].setdefault("login_email", email)
    return dict(found)


def _alike(sought: Sequence[Sought], limit: int) -> list[list[int]]:
    weights: list[dict[int, float]] = [defaultdict(float) for _ in sought]
    surely: list[set[int]] = [set() for _ in sought]  # found by more than a piece of the name
    for place, number in _found_by_ids(sought):
        weights[place][number] += BY_AN_ID
        surely[place].add(number)
    for place, key, numbers in _found_by_keys(sought):
        for number in numbers:
            weights[place][number] += 1 / len(numbers)
        if not is_of_a_piece(key):
            surely[place].update(numbers)
    names = _names_of({number for found in weights for number in found})
    return [
        _nearest(each.values.get("name", ""), found, sure, names)[:limit]
        for each, found, sure in zip(sought, weights, surely, strict=True)
    ]


def _nearest(name: str, found: Mapping[int, float], sure: Collection[int], names: Mapping[int, str]) -> list[int]:
    """The surest first, the newest of several; without those who only share a piece of a name that is another one."""
    from rapidfuzz import fuzz

    folded = fold(name)
    kept = [
        number
        for number in found
        if number in names and (number in sure or fuzz.token_sort_ratio(folded, names[number], score_cutoff=ALIKE_FROM))
    ]
    return sorted(kept, key=lambda number: (-found[number], -number))


def _names_of(numbers: Collection[int]) -> dict[int, str]:
    """The search names of those of them whom anybody may see."""
    here = Customer.objects.filter(published(), number__in=among(numbers))
    return dict(here.values_list("number", "search_name")) if numbers else {}


# --- by keys ----------------------------------------------------------------------------------------------------------


def _found_by_keys(sought: Sequence[Sought]) -> Iterator[tuple[int, int, list[int]]]:
    """(place in `sought`, a key, the numbers of those who have it), each of them not empty."""
    wanted = [sought_keys(each.values) for each in sought]
    asked = list({(key, each.below) for each, keys in zip(sought, wanted, strict=True) for key in keys})
    holders = holders_of(asked, most=OF_A_KEY)
    for place, (each, keys) in enumerate(zip(sought, wanted, strict=True)):
        for key in keys:
            if numbers := holders.get((key, each.below)):
                yield place, key, numbers


# --- by what is one customer's --------------------------------------------------------------------------------------


class Index(NamedTuple):
    """Where a value of these fields is looked up, each by the condition of the index that finds it."""

    fields: tuple[str, ...]
    table: str
    column: str
    given: str
    owner: str = "number"


EMAILS = ("email", "login_email")
INDEXES = (
    *(
        Index((name,), "customers_customer", name, f"NOT ({name} = '')")
        for name in ("tax_id", "registration_number", "external_id")
    ),
    Index(EMAILS, "customers_customer", "LOWER(email)", "NOT (email = '')"),
    Index(EMAILS, "customers_location", "LOWER(login_email)", "TRUE", "customer_id"),
)


def _branch_on_sqlite(index: Index) -> str:
    which = f"{index.column} = p.value ->> 1 AND {index.given} AND {index.owner} < p.value ->> 2"
    return f"""
        SELECT p.value ->> 0, {index.owner} FROM json_each(%s) AS p CROSS JOIN {index.table} ON {which}
        AND {index.owner} >= COALESCE((
            SELECT {index.owner} FROM {index.table} WHERE {which}
            ORDER BY {index.owner} DESC LIMIT 1 OFFSET {OF_A_KEY - 1}
        ), 0)"""  # noqa: S608 - names of ours


def _branch_on_postgresql(index: Index) -> str:
    return f"""
        SELECT (p.value ->> 0)::bigint, t.owner FROM jsonb_array_elements(%s::jsonb) AS p CROSS JOIN LATERAL (
            SELECT {index.owner} AS owner FROM {index.table}
            WHERE {index.column} = p.value ->> 1 AND {index.given} AND {index.owner} < (p.value ->> 2)::bigint
            ORDER BY {index.owner} * -1 LIMIT {OF_A_KEY}
        ) AS t"""  # noqa: S608 - as known.py, or all customers would be gone through from the newest on


BY_IDS = {
    "sqlite": " UNION ALL ".join(map(_branch_on_sqlite, INDEXES)),
    "postgresql": " UNION ALL ".join(map(_branch_on_postgresql, INDEXES)),
}


def _found_by_ids(sought: Sequence[Sought]) -> list[tuple[int, int]]:
    """(place in `sought`, number of a customer who has an id or address of it)."""
    asked = [json.dumps(list(_asked_of(index, sought))) for index in INDEXES]
    if not any(len(each) > len("[]") for each in asked):
        return []
    with connection.cursor() as cursor:
        cursor.execute(BY_IDS[connection.vendor], asked)
        return list(cursor.fetchall())


def _asked_of(index: Index, sought: Sequence[Sought]) -> Iterator[tuple[int, str, int]]:
    for place, each in enumerate(sought):
        values = {value for name in index.fields if (value := each.values.get(name, "")) and "\0" not in value}
        for value in {value.lower() for value in values} if index.fields == EMAILS else values:
            yield place, value, each.below
