"""Match keys, kept beside what they are made of: every writer of a customer calls here, in its own transaction.

Who was there before keys were kept, or before they were made by the recipe of now, is gone through by the worker.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from onaccount.domain.customers.models import Address, Customer, MatchKey, MatchKeysWritten
from onaccount.domain.customers.queries.batches import among
from onaccount.domain.customers.rules.match_keys import SOURCES, match_keys, recipe

OWN = tuple(name for name in SOURCES if hasattr(Customer, name))
PLACE = tuple(name for name in SOURCES if name not in OWN)
AT_ONCE = 5_000  # customers
Pair = tuple[int, int]  # a key, and the number of the customer who has it


def add_match_keys(number: int, values: Mapping[str, str]) -> None:
    """Write the keys of a customer who has none yet. `values` are as stored, by the names of the field table."""
    _insert([(key, number) for key in match_keys(values)])


def rewrite_match_keys(numbers: Collection[int]) -> None:
    """Make the keys of these customers anew from what is stored, and write what differs. The caller holds the rows."""
    given = sorted(numbers)
    for start in range(0, len(given), AT_ONCE):
        some = given[start : start + AT_ONCE]
        wanted = {(key, number) for number, values in _stored(some) for key in match_keys(values)}
        kept = set(MatchKey.objects.filter(customer__in=among(some)).values_list("key", "customer_id"))
        _delete(kept - wanted)
        _insert(sorted(wanted - kept))


def remove_match_keys(numbers: Collection[int]) -> None:
    MatchKey.objects.filter(customer__in=among(numbers)).delete()


def comes_from(changes: Collection[str]) -> bool:
    """Whether a change of these fields may be one of the keys."""
    return not set(SOURCES).isdisjoint(changes)


# --- sets -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeysOfSet:
    """The keys of many new customers, in the order of the table: so each page of it is written once, and not for each
    customer. `keys` and `numbers` are arrays of numpy."""

    keys: Any
    numbers: Any

    def __len__(self) -> int:
        return len(self.keys)

    def write(self, first: int, count: int) -> None:
        """Write some of them, in the caller's transaction."""
        some = slice(first, first + count)
        _insert(list(zip(self.keys[some].tolist(), self.numbers[some].tolist(), strict=True)))


def keys_of_new(low: int, high: int) -> KeysOfSet:
    """What `write` is to write of the customers numbered `low` to `high`, who have no keys yet. Only reads."""
    import numpy as np  # 20 MB that a web process does not need

    keys: list[int] = []
    counts: list[int] = []
    numbers: list[int] = []
    for number, values in _stored_between(low, high):
        made = match_keys(values)
        keys += made
        numbers.append(number)
        counts.append(len(made))
    all_keys, all_numbers = np.array(keys, np.int64), np.repeat(np.array(numbers, np.int64), counts)
    order = np.argsort(all_keys, kind="stable")
    return KeysOfSet(all_keys[order], all_numbers[order])


# --- those who were there before --------------------------------------------------------------------------------------


def write_missing_keys(*, most: int) -> bool:
    """Write the keys of up to `most` customers who have none by the recipe of now; whether there may be more of them.

    One transaction, and it goes on where it was, whatever ended it. Nothing is asked of the customers once all is done.
    """
    written = MatchKeysWritten.objects.filter(recipe=recipe()).first()
    if written and written.next_number is None:
        return False
    with transaction.atomic():
        start = written.next_number if written else 1
        held = Customer.objects.select_for_update(no_key=True).filter(number__gte=start).order_by("number")
        numbers = list(held.values_list("number", flat=True)[:most])
        rewrite_match_keys(numbers)
        following = numbers[-1] + 1 if len(numbers) == most else None
        MatchKeysWritten.objects.update_or_create(pk=1, defaults={"recipe": recipe(), "next_number": following})
    return following is not None


# --- rows -------------------------------------------------------------------------------------------------------------


def _stored(numbers: Collection[int]) -> Iterator[tuple[int, dict[str, str]]]:
    """What stands of these customers, under the names of SOURCES."""
    with connection.cursor() as cursor:
        cursor.execute(STORED[connection.vendor], [_listed(numbers)])
        yield from _named(cursor.fetchall())


def _stored_between(low: int, high: int) -> Iterator[tuple[int, dict[str, str]]]:
    for first in range(low, high + 1, AT_ONCE):
        with connection.cursor() as cursor:
            cursor.execute(f"{STORED_ALL} WHERE c.number BETWEEN %s AND %s", [first, min(first + AT_ONCE - 1, high)])
            rows = cursor.fetchall()
        yield from _named(rows)


def _named(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, dict[str, str]]]:
    for number, *values in rows:
        yield number, dict(zip((*OWN, *PLACE), values, strict=True))


STORED_ALL = f"""
    SELECT c.number, {", ".join(f"c.{name}" for name in OWN)}, {", ".join(f"COALESCE(a.{name}, '')" for name in PLACE)}
    FROM customers_customer c LEFT JOIN customers_address a ON a.customer_id = c.number AND a.use = '{Address.MAIN}'
"""
STORED = {
    "sqlite": f"{STORED_ALL} WHERE c.number IN (SELECT value FROM json_each(%s))",
    "postgresql": f"{STORED_ALL} WHERE c.number = ANY(%s)",
}


def _listed(values: Collection[Any]) -> Any:
    """Thousands of values as one: as SQLite reads them, and as PostgreSQL does."""
    return json.dumps(list(values)) if connection.vendor == "sqlite" else list(values)


# --- pairs ------------------------------------------------------------------------------------------------------------

COPIED_FROM = 1_000  # pairs; fewer go by a statement
EACH = {
    "sqlite": "SELECT value ->> 0, value ->> 1 FROM json_each(%s)",
    "postgresql": "SELECT (value ->> 0)::bigint, (value ->> 1)::bigint FROM jsonb_array_elements(%s::jsonb)",
}


def _insert(pairs: Sequence[Pair]) -> None:
    """One that is there already stays: the worker may have been at the hidden customers of a set before the set was."""
    if not pairs:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite" or len(pairs) < COPIED_FROM:
            rows = f"INSERT INTO customers_matchkey (key, customer_id) {EACH[connection.vendor]}"
            cursor.execute(f"{rows} WHERE true ON CONFLICT DO NOTHING", [json.dumps(pairs)])
        else:
            with cursor.copy("COPY customers_matchkey (key, customer_id) FROM STDIN (FORMAT csv)") as copy:
                for start in range(0, len(pairs), AT_ONCE):
                    copy.write("".join([f"{key},{number}\n" for key, number in pairs[start : start + AT_ONCE]]))


def _delete(pairs: Collection[Pair]) -> None:
    if pairs:
        which = f"DELETE FROM customers_matchkey WHERE (key, customer_id) IN ({EACH[connection.vendor]})"
        with connection.cursor() as cursor:
            cursor.execute(which, [json.dumps(list(pairs))])
