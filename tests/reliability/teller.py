# ruff: noqa: E402 - Django is set up before the models are imported
"""Somebody who looks into the books while everything else is killed: a process of its own that answers in JSON.

`python -m tests.reliability.teller` reads lines of `["verb", ...]` from its standard input and answers each by a line.
"""

import contextlib
import io
import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onaccount.config.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from onaccount.delivery.commands import main
from onaccount.domain.accounts.actions import open_account
from onaccount.domain.accounts.models import CustomerAccount
from onaccount.domain.history.models import Delivery, Pending
from onaccount.domain.ledger.actions import Asked, drop_guards, ensure_guards, open_customer_account, post
from onaccount.domain.ledger.models import Posting, PostingNote
from onaccount.domain.ledger.queries import head_of
from onaccount.domain.ledger.rules import House, Reason, house_id
from onaccount.domain.matching.actions import merge_customers, unmerge_customers
from onaccount.domain.people.actions import make_token
from onaccount.domain.people.permissions import read_levels
from onaccount.foundation.money import Money
from tests.stage import AT, COMMAND, let_in


def open_books(*limits: int | None) -> dict[str, Any]:
    """A token, and a customer with an account for each limit; None is unlimited."""
    at = timezone.now()
    secret = make_token(name="The tills", levels=read_levels("all"), expires_at=None, by=COMMAND, at=at)[1]
    return {"secret": secret, "numbers": [open_one(limit) for limit in limits]}


def open_one(limit: int | None) -> int:
    number = let_in(login=f"{uuid4().hex}@widgets.example")
    money = None if limit is None else Money(limit, "GBP")
    open_account(customer=number, currency="GBP", limit=money, by=COMMAND, at=AT)
    return number


def check() -> dict[str, Any]:
    """What `onaccount check-books` says, and its exit code."""
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(io.StringIO()):
            main(["check-books", "--json"], standalone_mode=False)
    except SystemExit as end:
        return {"code": end.code, "said": json.loads(said.getvalue() or "null")}
    return {"code": None, "said": said.getvalue()}


def postings() -> list[list[Any]]:
    """Of each posting: what the till wrote to it, its id, hash, account, number, amount and balance in minor units."""
    notes = dict(PostingNote.objects.values_list("posting", "text"))
    rows = Posting.objects.values_list("id", "hash", "owner_id", "seq", "amount_minor", "balance_minor")
    return [[notes.get(key, ""), str(key), hash_, str(owner), *more] for key, hash_, owner, *more in rows]


def charged(number: int) -> list[int]:
    """How many postings a customer's account has, and what they come to in minor units."""
    owner = CustomerAccount.objects.get(customer=number).ledger_account_id
    amounts = Posting.objects.filter(owner=owner).values_list("amount_minor", flat=True)
    return [len(amounts), sum(amounts)]


def drift() -> list[str]:
    """By one statement, so of one moment: accounts whose balance is not the sum of their lines, and what all lines come
    to where that is not nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(DRIFT)
        return [str(row) for row in cursor.fetchall()]


DRIFT = """SELECT p.owner_id, p.balance_minor, SUM(l.amount_minor) FROM ledger_posting p
    JOIN ledger_line l ON l.account_id = p.owner_id
    WHERE p.seq = (SELECT MAX(seq) FROM ledger_posting WHERE owner_id = p.owner_id)
    GROUP BY p.owner_id, p.balance_minor HAVING p.balance_minor <> SUM(l.amount_minor)
    UNION ALL SELECT NULL, 0, SUM(amount_minor) FROM ledger_line HAVING SUM(amount_minor) <> 0"""


def migrate_to(room: str, name: str) -> None:
    call_command("migrate", room, name, verbosity=0)


def post_bare() -> None:
    """A posting by the ledger alone, which is there before rooms above it are."""
    with transaction.atomic():
        account = open_customer_account(currency="GBP", at=AT)
        post(
            head=head_of(account),
            lines={account: 100, house_id(House.CASH.value, "GBP"): -100},
            reason=Reason.CHARGE,
            asked=Asked.of(uuid4().hex, "bare"),
            by=COMMAND,
            at=AT,
            booked_on=AT.date(),
        )


def let_through() -> list[str]:
    """Statements by hand that change what stands, and were not refused."""
    tables = ("ledger_posting", "ledger_line")
    tried = [f"UPDATE {table} SET booked_on = booked_on" for table in tables]
    tried += [f"DELETE FROM {table}" for table in tables]
    if connection.vendor == "postgresql":
        tried += ["TRUNCATE ledger_line", "TRUNCATE ledger_posting CASCADE", "TRUNCATE ledger_account CASCADE"]
    return [statement for statement in tried if not is_refused(statement)]


def is_refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


def without_a_trigger() -> tuple[Any, str]:
    """What check-books says where one is gone; it is made again."""
    drop_guards()
    try:
        found = check()
    finally:
        ensure_guards()
    return found["code"], found["said"]["difference"]["code"]


def merge(loser: int, survivor: int) -> str:
    return str(merge_customers(loser=loser, survivor=survivor, by=COMMAND, at=timezone.now()))


def unmerge(key: str) -> None:
    unmerge_customers(merge=UUID(key), by=COMMAND, at=timezone.now())


def backlog() -> int:
    """Charges that the worker has not handed out, and their consequences that it has not done. Letters wait for a
    mail server that is not there.
    """
    charged = {"event__name": "account.charged"}
    return Pending.objects.filter(**charged).count() + Delivery.objects.filter(**charged).count()


VERBS: dict[str, Callable[..., Any]] = {
    verb.__name__: verb
    for verb in (
        open_books, open_one, check, postings, charged, drift, merge, unmerge, backlog,
        migrate_to, post_bare, let_through, without_a_trigger,
    )
}  # fmt: skip


def answer(verb: str, values: Sequence[Any]) -> dict[str, Any]:
    try:
        return {"told": VERBS[verb](*values)}
    except Exception:  # noqa: BLE001 - the one who asked is told
        return {"failed": traceback.format_exc()}
    finally:
        connections.close_all()


if __name__ == "__main__":
    for asked in sys.stdin:
        verb, *values = json.loads(asked)
        print(json.dumps(answer(verb, values)), flush=True)
