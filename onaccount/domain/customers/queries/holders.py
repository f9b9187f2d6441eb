"""Whose match keys these are."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import connection

Key = tuple[int, int]  # a key, and a number that its holders' are below

# One statement for all keys; of each the nearest below a number, read in the order of the table and no further.
BY_KEYS = {
    "sqlite": """
        SELECT p.value ->> 0, p.value ->> 1, m.customer_id FROM json_each(%s) AS p CROSS JOIN customers_matchkey AS m
        ON m.key = p.value ->> 0 AND m.customer_id < p.value ->> 1 AND m.customer_id >= COALESCE((
            SELECT customer_id FROM customers_matchkey WHERE key = p.value ->> 0 AND customer_id < p.value ->> 1
            ORDER BY customer_id DESC LIMIT 1 OFFSET %s
        ), 0)""",
    "postgresql": """
        SELECT p.key, p.below, m.customer_id
        FROM unnest(%s::bigint[], %s::bigint[]) AS p (key, below) CROSS JOIN LATERAL (
            SELECT customer_id FROM customers_matchkey WHERE key = p.key AND customer_id < p.below
            ORDER BY customer_id DESC LIMIT %s
        ) AS m""",
}


def asked_of_keys(asked: Sequence[Key], *, most: int) -> list[Any]:
    """The values of BY_KEYS."""
    if connection.vendor == "sqlite":
        return [json.dumps(asked), most - 1]
    return [*map(list, zip(*asked, strict=True)), most]


def holders_of(asked: Sequence[Key], *, most: int) -> dict[Key, list[int]]:
    """The customers who have a key, by (key, a number that theirs is below): of each the `most` nearest to it."""
    found: dict[Key, list[int]] = defaultdict(list)
    if not asked:
        return found
    with connection.cursor() as cursor:
        cursor.execute(BY_KEYS[connection.vendor], asked_of_keys(asked, most=most))
        for key, bound, number in cursor.fetchall():
            found[key, bound].append(number)
    return found
