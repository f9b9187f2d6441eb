"""P-3: the list, the queue, the search and a customer's page as whole HTTP answers, beside their bare SQL.

The answers come from Django's handler in this process, with its middleware, session and templates: what a web server
adds is the same for all of them. The limit of each is its keyset SQL alone on the same database.
"""

import random
import resource
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

WORDS = (
    "harbour pine salt marsh quay fry lantern hob hearth wren pellow rope weir mill orchard foundry castle albert"
).split()
ENDS = ("Ltd", "LLP", "Plc", "Stores", "Kitchens", "Bakery", "Marine", "Nursery")
RUNS = 30
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def measure(size: int, engine: str) -> list[dict[str, Any]]:
    fill(size)
    client = logged_in()
    middle = size // 2
    pages = {
        "list": ("/office/customers/", KEYSET, ()),
        "list, deep": (f"/office/customers/?after={middle}", KEYSET_AFTER, (middle,)),
        "queue": ("/office/customers/?status=new&came=self", WAITING, ()),
        "search, rare": (f"/office/customers/?q=zebra+{middle}", None, ()),
        "search, common": ("/office/customers/?q=arbou", None, ()),
        "search, two pieces": ("/office/customers/?q=antern+kitch", None, ()),
        "customer": (f"/office/customers/{middle}/", ONE, (middle,)),
    }
    return [
        result(
            f"P-3 {name}",
            engine,
            size,
            answer_times(client, address),
            sql_times(statement, values),
            queries(client, address),
        )
        for name, (address, statement, values) in pages.items()
    ]


KEYSET = "SELECT number, name, status, email FROM customers_customer ORDER BY number DESC LIMIT 51"
KEYSET_AFTER = (
    "SELECT number, name, status, email FROM customers_customer WHERE number < %s ORDER BY number DESC LIMIT 51"
)
WAITING = (
    "SELECT number, name, status, email FROM customers_customer WHERE status = 'new' "
    "AND origin IN ('signup', 'partner', 'api') ORDER BY number DESC LIMIT 51"
)
ONE = "SELECT * FROM customers_customer WHERE number = %s"


def fill(size: int) -> None:
    """Customers made by the same rules as any others, loaded by the ORM in blocks: what is measured is reading."""
    from onaccount.domain.customers.models import Address, Customer, Location
    from onaccount.foundation.text import fold

    chance = random.Random(7)
    for begin in range(0, size, 5_000):
        customers, addresses, locations = [], [], []
        for number in range(begin + 1, min(begin + 5_000, size) + 1):
            name = f"{chance.choice(WORDS).title()} {chance.choice(WORDS).title()} {number} {chance.choice(ENDS)}"
            if number % 1_000 == 0:
                name = f"Zebra {name}"
            at = NOW - timedelta(seconds=size - number)
            customers.append(
                Customer(
                    kind="company",
                    name=name,
                    search_name=fold(name),
                    status=chance.choice(("active",) * 8 + ("new", "inactive")),
                    origin=chance.choice(("import",) * 9 + ("signup",)),
                    email=f"c{number}@customer.example",
                    created_at=at,
                    changed_at=at,
                )
            )
            addresses.append(
                Address(customer_id=number, use="main", line1=f"{number} Quay", city="Bideford", country="GB")
            )
            locations.append(Location(customer_id=number, login_email=f"c{number}@customer.example", created_at=at))
        Customer.objects.bulk_create(customers)
        Address.objects.bulk_create(addresses)
        Location.objects.bulk_create(locations)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def logged_in() -> Client:
    from onaccount.domain.history.rules import Actor
    from onaccount.domain.people.actions import add_staff
    from onaccount.domain.people.rules import Role

    by = Actor("command", "command", "Bench")
    staff = add_staff(
        name="Nadia Okafor",
        email="nadia@harbourpine.example",
        password="rope-walk-17",
        role=Role.ADMINISTRATOR,
        by=by,
        at=NOW,
    )
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(staff)
    return client


def answer_times(client: Client, address: str) -> list[float]:
    def ask() -> None:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)

    return times(ask)


def sql_times(statement: str | None, values: tuple[Any, ...]) -> list[float] | None:
    if statement is None:
        return None

    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            cursor.fetchall()

    return times(ask)


def times(work: Callable[[], None]) -> list[float]:
    """Milliseconds of each run, after some that are not counted."""
    for _ in range(5):
        work()
    found = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        found.append((time.perf_counter() - began) * 1000)
    return found


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def result(
    name: str, engine: str, size: int, ours: list[float], limit: list[float] | None, statements: int
) -> dict[str, Any]:
    median = statistics.median(ours)
    bare = statistics.median(limit) if limit else None
    return {
        "id": name,
        "engine": engine,
        "size": size,
        "ours": round(median, 2),
        "p99": round(max(ours), 2),
        "limit": round(bare, 3) if bare else None,
        "ratio": round(median / bare, 1) if bare else None,
        "goal": "p99 < 50 ms" if "search" in name else "1.3x of 10,000",
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "statements": statements,
    }
