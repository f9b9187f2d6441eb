"""P-3 and P-4: misspelt names by stored keys, and a look-up of somebody, beside the first search and a trigram query.

Two hundred planted misspellings of names that are there: a letter exchanged, two swapped, one left out, one doubled, a
word left out, words in another order. Each is searched for as a page of the list is, with and without its second
answer: the limit is the first answer alone. `right` is the share in whose first ten, of both answers, the meant one is.
The look-up has a customer's values with a misspelt name; its limit is one query of the trigram index by a word of it.
"""

import random
import resource
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.crowd import grow_to

PLANTED = 200
SHOWN = 10
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def measure(size: int, engine: str) -> list[dict[str, Any]]:
    grow_to(size)
    chance = random.Random(7)
    meant = people(chance, size)
    return [*searches(meant, chance, engine, size), look_ups(meant, chance, engine, size)]


def people(chance: random.Random, size: int) -> list[dict[str, Any]]:
    from onaccount.domain.customers.queries import profiles_of

    numbers = chance.sample(range(1, size + 1), min(PLANTED, size))
    profiles = profiles_of(numbers)
    return [{**profiles[number], "number": number} for number in numbers]


# --- misspelling ------------------------------------------------------------------------------------------------------


def exchanged(name: str, chance: random.Random) -> str:
    at = inside(name, chance)
    return name[:at] + chance.choice(LETTERS) + name[at + 1 :]


def swapped(name: str, chance: random.Random) -> str:
    at = inside(name, chance)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def left_out(name: str, chance: random.Random) -> str:
    at = inside(name, chance)
    return name[:at] + name[at + 1 :]


def doubled(name: str, chance: random.Random) -> str:
    at = inside(name, chance)
    return name[:at] + name[at] + name[at:]


def inside(name: str, chance: random.Random) -> int:
    return chance.choice([at for at in range(len(name) - 1) if name[at : at + 2].isalpha()])


def word_left_out(name: str, chance: random.Random) -> str:
    """The first or the last: thousands of others are as like "Salt Plc" as "Salt Jenkelfen Plc" is."""
    words = name.split()
    words.pop(chance.choice((0, -1)))
    return " ".join(words)


def reordered(name: str, chance: random.Random) -> str:
    words = name.split()
    chance.shuffle(words)
    return " ".join(words)


KINDS = (exchanged, swapped, left_out, doubled, word_left_out, reordered)


# --- the search -------------------------------------------------------------------------------------------------------


def searches(meant: list[dict[str, Any]], chance: random.Random, engine: str, size: int) -> list[dict[str, Any]]:
    typed = [(KINDS[at % len(KINDS)], each) for at, each in enumerate(meant)]
    asked = [(kind.__name__, kind(each["name"], chance), each["number"]) for kind, each in typed]
    right: dict[str, list[bool]] = {}
    first, both = [], []
    for kind, text, number in asked:
        first.append(timed(partial(page, text, few=0))[0])
        taken, found = timed(partial(page, text))
        both.append(taken)
        right.setdefault(kind, []).append(number in found[:SHOWN])
    with CaptureQueriesContext(connection) as captured:
        page(asked[0][1])
    share = statistics.mean(each for some in right.values() for each in some)
    ours, limit = statistics.median(both), statistics.median(first)
    return [
        {
            "id": f"P-3 misspelt names, right {share:.1%}", "engine": engine, "size": size, "ours": round(ours, 2),
            "limit": round(limit, 2), "ratio": round(ours / limit, 2), "goal": "<= 3, 95 %",
            "p99": round(statistics.quantiles(both, n=100, method="inclusive")[98], 2), "statements": len(captured),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        },
        *(
            {"id": f"P-3 {kind}, right {statistics.mean(some):.1%}", "engine": engine, "size": size}
            for kind, some in right.items()
        ),
    ]  # fmt: skip


def page(text: str, few: int = 5) -> list[int]:
    from onaccount.domain.customers.queries import Filter, customers_page, lists

    setattr(lists, "FEW", few)  # noqa: B010 - it is another module's
    found = customers_page(Filter(text=text))
    return [row.number for row in (*found.rows, *found.similar)]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    answer = work()
    return (time.perf_counter() - began) * 1000, answer


# --- the look-up ------------------------------------------------------------------------------------------------------


def look_ups(meant: list[dict[str, Any]], chance: random.Random, engine: str, size: int) -> dict[str, Any]:
    from onaccount.domain.customers.queries import alike_to

    ours, limit, found = [], [], 0
    for each in meant:
        values = {name: each[name] for name in ("phone", "city", "line1")} | {"name": swapped(each["name"], chance)}
        limit.append(timed(partial(by_trigrams, each["name"].split()[1].lower()))[0])
        taken, (numbers,) = timed(partial(alike_to, [values]))
        ours.append(taken)
        found += each["number"] in numbers
    with CaptureQueriesContext(connection) as captured:
        alike_to([values])
    return {
        "id": f"P-4 look-up of one, found {found / len(meant):.1%}", "engine": engine, "size": size,
        "ours": round(statistics.median(ours), 2), "limit": round(statistics.median(limit), 2),
        "ratio": round(statistics.median(ours) / statistics.median(limit), 2), "goal": "<= 3",
        "p99": round(statistics.quantiles(ours, n=100, method="inclusive")[98], 2), "statements": len(captured),
    }  # fmt: skip


def by_trigrams(word: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            which, value = "number IN (SELECT rowid FROM customer_pieces WHERE customer_pieces MATCH %s)", f'"{word}"'
        else:
            which, value = "search_name LIKE %s", f"%{word}%"
        cursor.execute(f"SELECT number, name FROM customers_customer WHERE {which} LIMIT 100", [value])
        cursor.fetchall()
