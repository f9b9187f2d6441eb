"""What is compared of customers, in one statement."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from onaccount.domain.customers.models import Address

OWN = (
    "kind", "status", "name", "given_name", "family_name", "external_id", "tax_id", "registration_number", "email",
    "phone", "mobile", "website",
)  # fmt: skip
PLACE = ("line1", "line2", "line3", "city", "region", "postcode", "country")
NAMES = (*OWN, *PLACE, "login_email")


@dataclass(frozen=True, slots=True)
class Profile:
    """`values` by the names of the field table, and `login_email`; `into` is whom it was merged into, or None."""

    number: int
    into: int | None
    search_name: str
    values: Mapping[str, str]


def profiles_of(numbers: Collection[int]) -> dict[int, Mapping[str, str]]:
    """What is compared of these customers, by the names of the field table, and `login_email`."""
    return {each.number: each.values for each in _profiles(THESE[connection.vendor], numbers)}


def families_of(numbers: Collection[int]) -> dict[int, Profile]:
    """The profiles of these customers whom anybody may see, of who was merged into them, and of whom they were merged
    into."""
    return {each.number: each for each in _profiles(f"{FAMILIES[connection.vendor]} AND {SEEN}", numbers)}


def _profiles(which: str, numbers: Collection[int]) -> Iterator[Profile]:
    if not numbers:
        return
    given: Any = list(numbers)
    with connection.cursor() as cursor:
        listed = json.dumps(given) if connection.vendor == "sqlite" else given
        cursor.execute(f"{PROFILES} WHERE {which}", {"numbers": listed})
        rows = cursor.fetchall()
    for number, into, search_name, *values in rows:
        yield Profile(number, into, search_name, dict(zip(NAMES, values, strict=True)))


PROFILES = f"""
    SELECT c.number, c.merged_into_id, c.search_name, {", ".join(f"c.{name}" for name in OWN)},
        {", ".join(f"COALESCE(a.{name}, '')" for name in PLACE)},
        COALESCE((SELECT login_email FROM customers_location WHERE customer_id = c.number ORDER BY id LIMIT 1), '')
    FROM customers_customer c LEFT JOIN customers_address a ON a.customer_id = c.number AND a.use = '{Address.MAIN}'
"""  # noqa: S608 - names of ours
THESE = {
    "sqlite": "c.number IN (SELECT value FROM json_each(%(numbers)s))",
    "postgresql": "c.number = ANY(%(numbers)s)",
}
MERGED = "SELECT {column} FROM customers_customer m WHERE m.merged_into_id IS NOT NULL AND {which}"
FAMILIES = {
    vendor: f"""c.number IN (
        {given} UNION {MERGED.format(column="m.merged_into_id", which=f"m.number IN ({given})")}
        UNION {MERGED.format(column="m.number", which=f"m.merged_into_id IN ({given})")}
    )"""
    for vendor, given in {
        "sqlite": "SELECT value FROM json_each(%(numbers)s)",
        "postgresql": "SELECT unnest(%(numbers)s::bigint[])",
    }.items()
}
SEEN = """(
    NOT EXISTS (SELECT 1 FROM customers_unpublished) OR c.batch IS NULL
    OR c.batch NOT IN (SELECT batch FROM customers_unpublished)
)"""  # as lists.published()
