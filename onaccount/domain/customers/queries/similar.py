"""The second answer of the search: customers whose names are like what was typed, by the keys that are kept of names.

The first answer finds what contains all pieces as they were typed; this one what differs by letters, words or order.
"""

from collections import defaultdict
from collections.abc import Collection
from math import sqrt

from django.db.models import QuerySet

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries.batches import among
from onaccount.domain.customers.queries.holders import holders_of
from onaccount.domain.customers.rules.match_keys import sought_keys
from onaccount.foundation.text import fold

FEW = 5  # who has found as many needs no second answer
SIMILAR = 10
OF_A_KEY = 200  # customers with one key: in words that many share, the rarer ones decide
COMPARED = 500  # names, those first that share the rarest keys
IN_THIS_ORDER = 3  # times what a key of the words in another order says
EVERYBODY = 2**62
ALIKE_FROM = 55  # of 100


def similar_numbers(within: QuerySet[Customer], text: str, *, but_not: Collection[int] = ()) -> list[int]:
    """Up to SIMILAR numbers out of a list, the most similar name first; two statements."""
    from rapidfuzz import fuzz

    typed = fold(text)
    weights = _weights(text)
    nearest = sorted(weights, key=lambda number: (-weights[number], -number))[:COMPARED]
    if not nearest:
        return []
    names = within.filter(number__in=among(nearest)).order_by().values_list("number", "search_name")
    found = [
        (max(fuzz.ratio(typed, name), fuzz.token_sort_ratio(typed, name)), number)
        for number, name in names
        if number not in but_not
    ]
    found.sort(key=lambda each: (-each[0], -each[1]))
    return [number for likeness, number in found[:SIMILAR] if likeness >= ALIKE_FROM]


def _weights(text: str) -> dict[int, float]:
    """Of those who share a key of a name: the more, the fewer others share it."""
    weights: dict[int, float] = defaultdict(float)
    asked = [(key, EVERYBODY) for key in sought_keys({"name": text}, is_thorough=True)]
    as_typed = set(sought_keys({"name": text}))
    for (key, _), numbers in holders_of(asked, most=OF_A_KEY).items():
        weight = (IN_THIS_ORDER if key in as_typed else 1) / sqrt(len(numbers))
        for number in numbers:
            weights[number] += weight
    return weights
