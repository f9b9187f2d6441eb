"""The search of products that forgives typing, as the till and the office ask it; the limit is one page of the list.

Asked in the process, without HTTP: what people type who know the name, who know a piece of it, who misspell it, who
scan, and who look for what nobody sells. All are asked by turns.
"""

import random
import resource
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bench.crowd import BLOCK, NOW, SYLLABLES, load
from bench.lists import p99

RUNS, WARMING = 30, 3
GOAL = "<= 20, p99 < 50 ms"
KINDS = "frying pan|sauce pan|rye loaf|soft cheese|steel ladle|oak board|linen apron|glass jar".split("|")


def measure(size: int, engine: str) -> list[dict[str, Any]]:
    from onaccount.domain.catalogue.queries import Filter, products_page

    fill(size)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    one = product(size // 2 + 1)
    first, *_ = str(one["name"]).split()
    asked = {
        "a page of the list": "",
        "a whole name": str(one["name"]),
        "its first letters": first[:4],
        "a word that many have": "frying",
        "a misspelt name": f"{first[:-2]}{first[-1]} frymg pann",
        "a whole SKU": str(one["sku"]),
        "a barcode": str(one["barcode"]),
        "what nobody sells": "qqqzz xylowort",
    }
    ask = {what: partial(products_page, Filter(text)) for what, text in asked.items()}
    took: dict[str, list[float]] = {what: [] for what in ask}
    for run in range(-WARMING, RUNS):
        for what, question in ask.items():
            milliseconds = timed(question)
            if run >= 0:
                took[what].append(milliseconds)
    limit = statistics.median(took["a page of the list"])
    return [result(what, took[what], limit, ask[what], engine, size) for what in ask]


def fill(size: int) -> None:
    from onaccount.domain.catalogue.models import Product

    for first in range(1, size + 1, BLOCK):
        with transaction.atomic():
            load(Product, [product(number) for number in range(first, min(first + BLOCK, size + 1))])


def product(number: int) -> dict[str, Any]:
    """Always the same of a number: two made-up words that few share, and a kind that an eighth have."""
    chance = random.Random(number)
    words = " ".join("".join(chance.choices(SYLLABLES, k=3)) for _ in range(2))
    name, sku = f"{words} {chance.choice(KINDS)}", f"W-{number:07}"
    return {
        "id": number, "sku": sku, "sku_key": sku.lower(), "name": name, "search_name": f"{name} {sku.lower()}",
        "price_minor": 100 + number % 9_900, "currency": "GBP", "barcode": f"X{number:09}", "is_available": True,
        "is_for_some": False, "created_at": NOW, "changed_at": NOW,
    }  # fmt: skip


def timed(ask: Callable[[], Any]) -> float:
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1_000


def result(
    what: str, took: list[float], limit: float, ask: Callable[[], Any], engine: str, size: int
) -> dict[str, Any]:
    ours = statistics.median(took)
    with CaptureQueriesContext(connection) as captured:
        ask()
    return {
        "id": f"products, {what}",
        "engine": engine,
        "size": size,
        "ours": round(ours, 2),
        "p99": round(p99(took), 2),
        "limit": round(limit, 2),
        "ratio": round(ours / limit, 2),
        "goal": GOAL if what != "a page of the list" else "",
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "statements": len(captured),
    }
