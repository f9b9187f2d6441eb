"""The limits of bench/charges.py: views that charge an account by hand, with the driver's own cursor.

`same` runs the very statements of a charge of ours, which it records once in each process: no token is judged, no
verdict found, no chain hashed. `two` is a guarded UPDATE and an INSERT on tables of its own. On PostgreSQL each
statement is prepared.
"""

import json
import re
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from uuid_utils.compat import uuid7

Statement = tuple[str, Any, tuple[str, ...]]  # the text, its recorded values, the columns of an INSERT
Recorded = tuple[list[Statement], list[Statement]]
RECORDING = threading.Lock()
RECORDED: dict[str, Recorded] = {}
AMOUNT = 1
UPDATE = """UPDATE bench_account SET balance = balance + %s WHERE id = %s AND balance + %s <= credit_limit
    RETURNING balance"""
ENTRY = "INSERT INTO bench_entry (account_id, amount, balance_after, ref, at) VALUES (%s, %s, %s, %s, %s)"


def two(request: HttpRequest, number: int) -> HttpResponse:
    amount = json.loads(request.body)["amount"]
    with driver() as execute:
        ((balance,),) = execute(UPDATE, (AMOUNT, number, AMOUNT))
        execute(ENTRY, (number, AMOUNT, balance, "order", kept(datetime.now(UTC))))
    return answer({"amount": amount, "balance": balance})


def same(request: HttpRequest, number: int) -> HttpResponse:
    amount = json.loads(request.body)["amount"]
    before, inside = recorded(request.headers["Authorization"].partition(" ")[2], number)
    at, key = kept(datetime.now(UTC)), uuid.uuid4().hex * 2
    new: dict[str, Any] = {}
    with driver(before) as execute:
        for text, values, columns in inside:
            if columns:
                execute(text, fresh(columns, values, new))
            elif isinstance(values, dict):
                rows = execute(text, {"number": number, "at": at, "key": key})
                if len(rows[0]) > 1:  # how the account stands
                    new = made(rows[0], key, at)
            else:
                execute(text, values)
    return answer({"amount": amount, "balance": new["balance_minor"]})


def made(row: Any, key: str, at: Any) -> dict[str, Any]:
    """The values of a posting that follows on this standing, by their columns."""
    owner, seq, head, balance = row[10], row[12] or 0, row[13] or "0" * 64, row[14] or 0
    posting, event = kept(uuid7()), kept(uuid7())
    return {
        "id": posting, "posting_id": posting, "owner_id": owner, "account_id": owner, "seq": seq + 1, "previous": head,
        "hash": uuid.uuid4().hex * 2, "key": key, "amount_minor": AMOUNT, "balance_minor": balance + AMOUNT,
        "event_id": event, "subject_key": str(row[1]), "at": at, "due_at": at, "occurred_at": at,
        "posted_at": max(at, kept(row[15])) if row[15] else at,
    }  # fmt: skip


def fresh(columns: tuple[str, ...], values: list[Any], new: dict[str, Any]) -> list[Any]:
    """The recorded values of an INSERT with those of this charge in their places; of lines, only the first's amount."""
    if "subject_key" in columns:
        new = new | {"id": new["event_id"]}
    made = [
        type(old)(new[name]) if name in new and isinstance(old, int) else new.get(name, old)
        for name, old in zip(columns, values, strict=False)
    ]
    rest = list(values[len(columns) :])  # the second line: the same posting, the house's account and amount
    return [*made, made[0], *rest[1:]] if rest else made


def recorded(secret: str, number: int) -> Recorded:
    """Recorded by whoever asks first; the others wait for it."""
    with RECORDING:
        return RECORDED.get(secret) or RECORDED.setdefault(secret, _recorded(connection.vendor, secret, number))


def _recorded(vendor: str, secret: str, number: int) -> Recorded:
    """The statements of one charge of ours: those before its transaction, and those in it."""
    from django.utils import timezone

    from onaccount.domain.accounts.actions import take_charge
    from onaccount.domain.people.queries import token_actor
    from onaccount.foundation.money import Money

    said: list[Statement] = []

    def note(execute: Callable[..., Any], text: str, values: Any, many: bool, context: Any) -> Any:
        if not text.startswith("BEGIN"):
            found = re.match(r"INSERT INTO \w+ \(([^)]*)\)", text)
            columns = tuple(found[1].split(", ")) if found else ()
            said.append((_text(vendor, text), values, columns))
        return execute(text, values, many, context)

    with connection.execute_wrapper(note):
        bearer = token_actor(secret, at=timezone.now())
        assert bearer is not None, "the token is good"
        before = len(said)
        key = uuid.uuid4().hex
        take_charge(customer=number, amount=Money(AMOUNT, "GBP"), key=key, by=bearer.actor, at=timezone.now())
    return said[:before], said[before:]


@cache
def _text(vendor: str, text: str) -> str:
    """With the marks of the driver."""
    return re.sub(r"%\((\w+)\)s", r":\1", text).replace("%s", "?") if vendor == "sqlite" else text


@contextmanager
def driver(before: list[Statement] | tuple[()] = ()) -> Iterator[Callable[..., Any]]:
    """A transaction on the driver's own cursor, as quick as it can be; `before` it these statements."""
    connection.ensure_connection()
    is_sqlite = connection.vendor == "sqlite"
    if is_sqlite:
        from pysqlite3.dbapi2 import Cursor

        cursor: Any = Cursor(connection.connection)
    else:
        import psycopg

        cursor = psycopg.Cursor(connection.connection)

    def execute(text: str, values: Any) -> Any:
        if is_sqlite:
            return cursor.execute(_text("sqlite", text), values).fetchall()
        cursor.execute(text, values, prepare=True)
        return cursor.fetchall() if cursor.description else []

    for text, values, _columns in before:
        execute(text, values)
    cursor.execute("BEGIN IMMEDIATE" if is_sqlite else "BEGIN")
    try:
        yield execute
        cursor.execute("COMMIT")
    except BaseException:
        cursor.execute("ROLLBACK")
        raise


def kept(value: Any) -> Any:
    """As the driver takes it."""
    if connection.vendor != "sqlite":
        return value
    return value.hex if isinstance(value, uuid.UUID) else value.replace(tzinfo=None).isoformat(sep=" ")


def answer(value: Any) -> HttpResponse:
    body = json.dumps(value).encode()
    return HttpResponse(body, status=201, headers={"Content-Type": "application/json", "Content-Length": len(body)})


urlpatterns = [
    path("api/v1/customers/<int:number>/account/payments", same),
    path("two/<int:number>", two),
]
