"""P-3: the list, the queue, the search and a customer's page as whole HTTP answers, beside their bare SQL.

The answers come from Django's handler in this process, with its middleware, session, templates and compression: what a
web server adds is the same for all of them. The limit of each is its SQL alone, as short as it can be, on the same
database. All pages are asked by turns, so that a machine that is busy for a while is busy for all of them; `cpu` is
the time of this process alone, in which PostgreSQL has no part and SQLite has all. `growth` is against the same page
of 10,000 customers in the same run; for those two stand minutes apart, it is the ratio of their quickest tenths.
"""

import resource
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.crowd import add_long_history, grow_to, logged_in

BASE = 10_000  # customers: what growth is measured against
RUNS, WARMING = 100, 5
ROWS_OF_A_PAGE = 25
GROWTH, PIECE, DEEP = "growth <= 1.3", "p99 < 50 ms", "<= 1.2"


@dataclass
class Page:
    """An address, the SQL that it cannot do without, and the milliseconds that both took."""

    name: str
    address: str
    statement: str = ""
    values: tuple[Any, ...] = ()
    goal: str = GROWTH
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    statements: int = 0


def measure(size: int, engine: str) -> list[dict[str, Any]]:
    grow_to(min(BASE, size))
    browser = logged_in()
    few = pages = asked(browser, pages_of(min(BASE, size)))
    if size > BASE:
        grow_to(size)
        pages = asked(browser, pages_of(size))
    results = [result(page, engine, size, before) for page, before in zip(pages, few, strict=True)]
    return [*results, deep_beside_first(pages, engine, size)]


def pages_of(size: int) -> list[Page]:
    middle, deep = size // 2, max(size - ROWS_OF_A_PAGE * 999, ROWS_OF_A_PAGE + 1)
    long = middle + 1
    add_long_history(long)
    return [
        Page("list", "", KEYSET),
        Page("list, page 1,000", f"?after={deep}", KEYSET_AFTER, (deep,)),
        Page("list, one status", "?status=active", BY_STATUS),
        Page("queue", "?status=new&came=self", WAITING),
        Page("queue of an import", "?status=new&came=import", IMPORTED),
        *(Page(f"search, {what}", f"?q={text}", *pieces(text), goal=PIECE) for what, text in SEARCHES.items()),
        Page("search in the queue", "?q=arbou&status=new&came=self", goal=PIECE),
        Page("search in the queue, 2 letters", "?q=ar&status=new&came=self", goal=PIECE),
        Page("search, e-mail", f"?q=c{middle}@customer.example", goal=PIECE),
        Page("search, number", f"?q={middle}", goal=PIECE),
        Page("customer", f"{middle}/", ONE, (middle,)),
        Page("customer, 1,000 events", f"{long}/", ONE, (long,)),
        Page("customer, out of a search", f"{middle}/?q=arbou"),
    ]


SEARCHES = {
    "common": "arbou",
    "one of 1,000": "zebra",
    "3 letters": "ltd",
    "two pieces": "antern+kitch",
    "nobody": "qqqzz",
    "2 letters, common": "ar",
    "2 letters, nobody": "zy",
    "2 letters twice": "ha+ki",
    "1 letter, common": "a",
    "1 letter, one of 1,000": "z",
}
COLUMNS = "SELECT number, name, status, email FROM customers_customer"
KEYSET = f"{COLUMNS} ORDER BY number DESC LIMIT 26"
KEYSET_AFTER = f"{COLUMNS} WHERE number < %s ORDER BY number DESC LIMIT 26"
BY_STATUS = f"{COLUMNS} WHERE status = 'active' ORDER BY number DESC LIMIT 26"
WAITING = (
    f"{COLUMNS} WHERE status = 'new' AND origin IN ('signup', 'partner', 'api') ORDER BY status, number DESC LIMIT 26"
)
IMPORTED = f"{COLUMNS} WHERE status = 'new' AND origin = 'import' ORDER BY status, number DESC LIMIT 26"
ONE = "SELECT * FROM customers_customer WHERE number = %s"


def pieces(text: str) -> tuple[str, tuple[Any, ...]]:
    """The shortest SQL for pieces of three letters and more; for shorter ones no index has an answer of its own."""
    words = text.split("+")
    if min(map(len, words)) < 3:
        return "", ()
    if connection.vendor == "sqlite":
        match = " AND ".join(f'"{word}"' for word in words)
        found = "SELECT rowid FROM customer_pieces WHERE customer_pieces MATCH %s ORDER BY rowid DESC LIMIT 26"
        return f"{COLUMNS} WHERE number IN ({found}) ORDER BY number DESC", (match,)
    held = " AND ".join(["search_name LIKE %s"] * len(words))
    return f"{COLUMNS} WHERE {held} ORDER BY number DESC LIMIT 26", tuple(f"%{word}%" for word in words)


# --- measuring --------------------------------------------------------------------------------------------------------


def asked(browser: Client, pages: list[Page]) -> list[Page]:
    for run in range(-WARMING, RUNS):
        for page in pages:
            wall, cpu = timed(partial(answer, browser, page))
            bare = timed(partial(sql, page))[0] if page.statement else 0.0
            if run >= 0:
                page.wall.append(wall)
                page.cpu.append(cpu)
                page.bare.append(bare)
    for page in pages:
        with CaptureQueriesContext(connection) as captured:
            answer(browser, page)
        page.statements = len(captured)
    return pages


def timed(work: Callable[[], None]) -> tuple[float, float]:
    """Milliseconds by the clock, and of this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def answer(browser: Client, page: Page) -> None:
    response = browser.get(f"/office/customers/{page.address}")
    assert response.status_code == 200, (page.address, response.status_code)


def sql(page: Page) -> None:
    with connection.cursor() as cursor:
        cursor.execute(page.statement, page.values)
        cursor.fetchall()


def p99(times: Iterable[float]) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[98]


def quickest(times: Iterable[float]) -> float:
    """What a tenth of the runs were quicker than: others on the machine do not move it much."""
    return statistics.quantiles(times, n=10, method="inclusive")[0]


def result(page: Page, engine: str, size: int, before: Page) -> dict[str, Any]:
    ours, bare = statistics.median(page.wall), statistics.median(page.bare)
    return {
        "id": f"P-3 {page.name}",
        "engine": engine,
        "size": size,
        "ours": round(ours, 2),
        "cpu": round(statistics.median(page.cpu), 2),
        "p99": round(p99(page.wall), 2),
        "limit": round(bare, 3) if page.statement else None,
        "ratio": round(ours / bare, 1) if page.statement else None,
        "growth": round(quickest(page.wall) / quickest(before.wall), 2),
        "goal": page.goal,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "statements": page.statements,
    }


def deep_beside_first(pages: list[Page], engine: str, size: int) -> dict[str, Any]:
    """Page 1,000 with page 1 as its limit."""
    first, deep = (next(page for page in pages if page.name == name) for name in ("list", "list, page 1,000"))
    ours, limit = statistics.median(deep.wall), statistics.median(first.wall)
    return {
        "id": "P-3 page 1,000 to page 1",
        "engine": engine,
        "size": size,
        "ours": round(ours, 2),
        "limit": round(limit, 2),
        "ratio": round(ours / limit, 2),
        "goal": DEEP,
    }
