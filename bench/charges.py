"""P-2: charges by the API, beside bare views that run the same statements, or two, in one transaction.

Servers as `onaccount serve` starts them, one worker each, asked by turns over the same number of connections in short
rounds; medians of the rounds. `ratio` is of charges a second; `ratio_cpu` of the processor time of each charge, with
that of PostgreSQL's own processes, which a loaded machine moves far less. The limits are in bench/bare_charges.py.
Last comes the same server on a base of `size` postings beside BASE: bench/books.py makes them, and the large one is
kept for the next run, in the folder that BENCH_CACHE names.
"""

import json
import os
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.api import make_token, web_server

BASE = 1_000  # postings
CONNECTIONS = 8
ROUNDS, SECONDS = 5, 1.0  # the first round of each is not counted
GOAL_SAME, GOAL_TWO, GOAL_HOT, GOAL_GROWN = 0.6, 0.25, 0.7, 0.9


@dataclass
class Side:
    """Something that is asked: how many a second, processor ms of each, and how long each took, round by round."""

    name: str
    port: int
    paths: list[str]
    secret: str
    database: str = ""  # the name of PostgreSQL's, whose processes are counted too
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return statistics.median(self.rates[1:])

    @property
    def cost(self) -> float:
        return statistics.median(self.cpu[1:])

    def p99(self) -> float:
        return sorted(self.took)[int(len(self.took) * 0.99)] * 1000


def measure(size: int, engine: str) -> list[dict[str, Any]]:
    """Each ratio with its limit, then the same server on BASE and on `size` postings."""
    here, there = prepared(os.environ, BASE), prepared(kept_base(size, engine), size)
    with ExitStack() as servers:
        ours = started(servers, here, "onaccount.config.settings", "payments")
        bare = started(servers, here, "bench.bare_charges_settings", "payments")
        two = Side("two", bare.port, [f"/two/{number}" for number in here["numbers"]], bare.secret, bare.database)
        hot = Side("hot", ours.port, ours.paths[:1], ours.secret, ours.database)
        bare_hot = Side("bare hot", bare.port, ours.paths[:1], ours.secret, bare.database)
        grown = started(servers, there, "onaccount.config.settings", "payments")
        sides = (ours, bare, two, hot, bare_hot, grown)
        for _ in range(ROUNDS):
            for side in sides:
                one_round(side)
    common = {"engine": engine, "statements": here["statements"]}
    return [
        result("charge / its bare statements", ours, bare, GOAL_SAME, BASE) | common,
        result("charge / two bare statements", ours, two, GOAL_TWO, BASE) | common,
        result("hot account / bare hot account", hot, bare_hot, GOAL_HOT, BASE) | common,
        result("charge / charge at few postings", grown, ours, GOAL_GROWN, size) | common,
        {
            "id": "rows read by a charge" if engine == "postgresql" else "steps of SQLite by a charge", "size": size,
            "ours": there["read"], "limit": here["read"], "ratio": there["read"] / here["read"], "goal": "the same",
        } | common,
    ]  # fmt: skip


def result(name: str, ours: Side, limit: Side, goal: float, size: int) -> dict[str, Any]:
    return {
        "id": name, "size": size, "ours": ours.rate, "cpu": ours.cost, "p99": ours.p99(), "limit": limit.rate,
        "limit_cpu": limit.cost, "ratio": ours.rate / limit.rate, "ratio_cpu": limit.cost / ours.cost,
        "goal": f">= {goal}",
    }  # fmt: skip


# --- the bases --------------------------------------------------------------------------------------------------------


def kept_base(size: int, engine: str) -> dict[str, str]:
    """The environment of a base that outlives this run."""
    folder = Path(os.environ.get("BENCH_CACHE") or Path(tempfile.gettempdir()) / "onaccount-bench") / f"charges-{size}"
    folder.mkdir(parents=True, exist_ok=True)
    environ = dict(os.environ) | {"ONACCOUNT_DATA": str(folder)}
    if engine == "postgresql":
        import psycopg

        address, name = os.environ["DATABASE_URL"], f"onaccount_bench_charges_{size}"
        base, mark, query = address.partition("?")
        with psycopg.connect(address, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(f"CREATE DATABASE {name}")
        environ["DATABASE_URL"] = f"{base.rpartition('/')[0]}/{name}{mark}{query}"
    return environ


def prepared(environ: Any, postings: int) -> dict[str, Any]:
    """Fill a base in a process of its own, and answer what that says of it."""
    environ = dict(environ) | {"DJANGO_SETTINGS_MODULE": "onaccount.config.settings"}
    subprocess.run([sys.executable, "-m", "bench.books", str(postings)], env=environ, check=True, stdout=sys.stderr)
    done = subprocess.run(
        [sys.executable, "-m", "bench.charges"], env=environ, check=True, stdout=subprocess.PIPE, text=True
    )
    return {**json.loads(done.stdout.splitlines()[-1]), "environ": environ}


def main() -> None:
    """A token, the customers, and what a charge takes, as one line of JSON."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from onaccount.domain.accounts.models import CustomerAccount

    settings.API_REQUESTS_A_MINUTE = 1_000_000
    secret = make_token()
    numbers = list(CustomerAccount.objects.order_by("customer").values_list("customer", flat=True))
    bare_tables(numbers)
    charge_once(secret, numbers[0])  # what is asked once, or once a minute
    read = rows_read if connection.vendor == "postgresql" else steps_taken
    print(
        json.dumps(
            {
                "secret": secret, "numbers": numbers, "statements": statements(secret, numbers[0]),
                "read": read(secret, numbers[:100]),
            }
        )
    )  # fmt: skip


def bare_tables(numbers: list[int]) -> None:
    from django.db import connection, transaction

    serial = "bigint GENERATED BY DEFAULT AS IDENTITY" if connection.vendor == "postgresql" else "integer"
    with transaction.atomic(), connection.cursor() as cursor:
        for table in ("bench_entry", "bench_account"):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
        cursor.execute("CREATE TABLE bench_account (id bigint PRIMARY KEY, balance bigint, credit_limit bigint)")
        cursor.execute(
            f"""CREATE TABLE bench_entry (id {serial} PRIMARY KEY, account_id bigint REFERENCES bench_account,
            amount bigint, balance_after bigint, ref varchar(40), at timestamp with time zone)"""
        )
        cursor.execute("CREATE INDEX bench_entry_account ON bench_entry (account_id, id)")
        cursor.executemany("INSERT INTO bench_account VALUES (%s, 0, 1000000000000)", [(one,) for one in numbers])


def charge_once(secret: str, number: int) -> None:
    from django.test import Client

    body = json.dumps({"amount": "0.01", "currency": "GBP"})
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": os.urandom(8).hex()}
    address = f"/api/v1/customers/{number}/account/payments"
    asked = Client(SERVER_NAME="127.0.0.1")
    answer = asked.post(address, body, content_type="application/json", headers=headers)
    assert answer.status_code == 201, answer.content[:300]


def statements(secret: str, number: int) -> int:
    """Those of the transaction with it, but for BEGIN and COMMIT."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        charge_once(secret, number)
    return sum(not query["sql"].startswith(("BEGIN", "COMMIT")) for query in asked)


def rows_read(secret: str, numbers: list[int]) -> float:
    """Rows and index entries that PostgreSQL looked at for a charge, those of its triggers too."""
    from django.db import connection

    def looked_at() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_force_next_flush()")
            cursor.execute(
                """SELECT (SELECT SUM(seq_tup_read) FROM pg_stat_user_tables)
                + (SELECT SUM(idx_tup_read) FROM pg_stat_user_indexes)"""
            )
            return int(cursor.fetchone()[0])

    before = looked_at()
    for number in numbers:
        charge_once(secret, number)
    return (looked_at() - before) / len(numbers)


def steps_taken(secret: str, numbers: list[int]) -> float:
    """Instructions that SQLite carried out for a charge, those of its triggers too."""
    from django.db import connection

    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    connection.ensure_connection()
    connection.connection.set_progress_handler(count, 1)
    for number in numbers:
        charge_once(secret, number)
    connection.connection.set_progress_handler(None, 1)
    return steps / len(numbers)


# --- asking -----------------------------------------------------------------------------------------------------------


def started(servers: ExitStack, base: dict[str, Any], settings: str, verb: str) -> Side:
    with environment(base["environ"]):
        port = servers.enter_context(web_server(settings))
    paths = [f"/api/v1/customers/{number}/account/{verb}" for number in base["numbers"]]
    address = base["environ"].get("DATABASE_URL", "")
    return Side(settings, port, paths, base["secret"], address.partition("?")[0].rpartition("/")[2])


@contextmanager
def environment(values: dict[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    yield
    os.environ.clear()
    os.environ.update(before)


def one_round(side: Side) -> None:
    """Ask for SECONDS over CONNECTIONS, each connection for the next as soon as it is answered."""
    began, cpu = time.perf_counter(), cpu_seconds(side)
    count = 0
    with ExitStack() as connections, selectors.DefaultSelector() as ready:
        for place in range(CONNECTIONS):
            wire = connections.enter_context(socket.create_connection(("127.0.0.1", side.port), timeout=30))
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ready.register(wire, selectors.EVENT_READ, [send(side, wire, place)])
        while ready.get_map():
            for key, _events in ready.select(timeout=30):
                sent_at: list[float] = key.data
                receive(key.fileobj)
                now = time.perf_counter()
                side.took.append(now - sent_at[0])
                count += 1
                if now - began < SECONDS:
                    sent_at[0] = send(side, key.fileobj, count + CONNECTIONS)
                else:
                    ready.unregister(key.fileobj)
    side.rates.append(count / (time.perf_counter() - began))
    side.cpu.append((cpu_seconds(side) - cpu) / count * 1000)


def send(side: Side, wire: Any, place: int) -> float:
    body = b'{"amount":"0.01","currency":"GBP"}'
    head = (
        f"POST {side.paths[place % len(side.paths)]} HTTP/1.1\r\nHost: 127.0.0.1:{side.port}\r\n"
        f"Authorization: Bearer {side.secret}\r\nContent-Type: application/json\r\n"
        f"Idempotency-Key: {os.urandom(16).hex()}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    at = time.perf_counter()
    wire.sendall(head.encode() + body)
    return at


def receive(wire: Any) -> None:
    """One answer, to its last byte."""
    text = wire.recv(65536)
    while b"\r\n\r\n" not in text:
        text += wire.recv(65536)
    head, _, rest = text.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 201"), text[:1000]
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    while len(rest) < length:
        rest += wire.recv(65536)


def cpu_seconds(side: Side) -> float:
    """Of the server's processes, and of PostgreSQL's that work for its database."""
    parents, spent, own = {}, {}, set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes()
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        pid = int(folder.name)
        parents[pid], spent[pid] = int(fields[1]), int(fields[11]) + int(fields[12])
        is_backend = side.database and words.startswith(b"postgres:") and f" {side.database} ".encode() in words
        if is_backend or f"\0--port\0{side.port}\0".encode() in words:
            own.add(pid)
    own |= {pid for pid, parent in parents.items() if parent in own or parents.get(parent) in own}
    return sum(spent[pid] for pid in own) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
