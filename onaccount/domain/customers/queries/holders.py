"""Whose match keys these are."""

import json
from collections import defaultdict
from collections.abc import Sequence

from django.db import connection

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


def holders_of(asked: Sequence[tuple[int, int]], *, most: int) -> dict[tuple[int, int], list[int]]:
    """The customers who have a key, by (key, a number that theirs is below): of each the `most` nearest to it."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    if not asked:
        return found
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(BY_KEYS["sqlite"], [json.dumps(asked), most - 1])
        else:
            keys, below = map(list, zip(*asked, strict=True))
            cursor.execute(BY_KEYS["postgresql"], [keys, below, most])
        for key, bound, number in cursor.fetchall():
            found[key, bound].append(number)
    return found
