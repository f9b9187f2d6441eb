"""A ledger of any size for benches: accounts with postings that hold, as if the charges had been made one by one.

Chains, balances, verdicts and facts are those that the actions write; only the triggers are away meanwhile. Run it as
`python -m bench.books POSTINGS` for a database that is kept (bench/charges.py does).
"""

import json
import os
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

ACCOUNTS = 1_000  # customers with an account, whatever the number of postings
AT_ONCE = 10_000
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
LIMIT = 10**12  # nobody reaches it
CHARGE = 12_50
Rows = list[tuple[Any, ...]]


def fill(postings: int) -> None:
    """ACCOUNTS accounts with as many postings each as come to this number. What is there already is left as it is."""
    from django.db import connection, transaction

    from onaccount.domain.accounts.models import CustomerAccount
    from onaccount.domain.ledger.actions.guards import drop_guards, ensure_guards
    from onaccount.domain.ledger.models import Posting

    if Posting.objects.count() >= postings:
        return
    assert not CustomerAccount.objects.exists(), "a base that was left half filled: take it away"
    owners = list(open_accounts().values())
    drop_guards()
    for lines, headers, facts in posted(owners, postings // ACCOUNTS):
        with transaction.atomic():
            put("ledger_line", ("posting_id", "account_id", "amount_minor", "booked_on"), lines)
            put("ledger_posting", COLUMNS, headers)
            put("history_event", FACT, facts)
    ensure_guards()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")


def open_accounts() -> dict[int, uuid.UUID]:
    """Active customers with an account each: the ledger's account by the customer's number."""
    from django.db import connection, transaction
    from django.utils import timezone

    from bench.bare_api import CUSTOMER, OWN
    from onaccount.domain.accounts.actions import open_account
    from onaccount.domain.accounts.models import CustomerAccount
    from onaccount.domain.customers.models import Customer
    from onaccount.domain.history.rules import Actor
    from onaccount.domain.ledger.models import LedgerAccount
    from onaccount.foundation.money import Money

    numbers, at = [], timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        when = connection.ops.adapt_datetimefield_value(at)
        for place in range(ACCOUNTS):
            name = f"Customer {place:04}"
            texts = {"kind": "company", "name": name}
            cursor.execute(CUSTOMER, [*(texts.get(each, "") for each in OWN), name.lower(), when, when])
            numbers.append(cursor.fetchone()[0])
    Customer.objects.filter(number__in=numbers).update(status="active")
    first, *others = numbers
    limit = Money(LIMIT, "GBP")
    open_account(customer=first, currency="GBP", limit=limit, by=Actor("command", "bench", "The bench"), at=at)
    ledger = [LedgerAccount(kind=LedgerAccount.CUSTOMER, currency="GBP", opened_at=at) for _ in others]
    LedgerAccount.objects.bulk_create(ledger)
    CustomerAccount.objects.bulk_create(
        CustomerAccount(customer_id=number, ledger_account=each, limit_minor=LIMIT, opened_at=at)
        for number, each in zip(others, ledger, strict=True)
    )
    return dict(CustomerAccount.objects.values_list("customer_id", "ledger_account_id"))


COLUMNS = (
    "id", "owner_id", "seq", "previous", "hash", "key", "digest", "reason", "currency", "amount_minor", "balance_minor",
    "by_kind", "by_key", "approved_by", "occurred_at", "posted_at", "booked_on", "reverses", "refunds", "source",
    "verdict",
)  # fmt: skip
FACT = ("id", "name", "actor_kind", "actor_key", "subject_kind", "subject_key", "at")


def posted(owners: list[uuid.UUID], each: int) -> Iterator[tuple[Rows, Rows, Rows]]:
    """The rows of lines, postings and facts, some at a time: all accounts by turns, as trade has them."""
    from uuid_utils.compat import uuid7

    from onaccount.domain.ledger.rules import GENESIS, House, Links, chained, house_id

    sales = house_id(House.SALES.value, "GBP")
    heads = dict.fromkeys(owners, GENESIS)
    step = timedelta(days=300) / max(1, each * len(owners))
    lines: Rows = []
    headers: Rows = []
    facts: Rows = []
    for place in range(each * len(owners)):
        seq, owner = place // len(owners) + 1, owners[place % len(owners)]
        key, at, name = uuid7(), BEGAN + place * step, uuid.uuid4().hex
        verdict = verdict_of(CHARGE * (seq - 1))
        own = {owner: CHARGE, sales: -CHARGE}
        links = Links(
            owner, seq, heads[owner], key, name, name * 2, "charge", "GBP", own, "command:bench", "", at, at, at.date(),
            None, None, "", verdict,
        )  # fmt: skip
        hash_ = chained(links)
        lines += [(key, account, amount, at.date()) for account, amount in own.items()]
        headers.append(
            (
                key, owner, seq, heads[owner], hash_, name, name * 2, "charge", "GBP", CHARGE, CHARGE * seq, "command",
                "bench", "", at, at, at.date(), None, None, "", json.dumps(verdict),
            )
        )  # fmt: skip
        facts.append((uuid7(), "account.charged", "command", "bench", "account", str(place % len(owners)), at))
        heads[owner] = hash_
        if len(headers) == AT_ONCE:
            yield lines, headers, facts
            lines, headers, facts = [], [], []
            print(f"{place + 1:,} postings", file=sys.stderr)
    yield lines, headers, facts


def verdict_of(owed: int) -> dict[str, Any]:
    """As accounts.actions.charge keeps it."""
    from onaccount.foundation.money import plain

    left = LIMIT - owed
    return {
        "answer": "yes", "code": "ok", "amount": plain(CHARGE, "GBP"), "currency": "GBP", "status": "active",
        "stage": "none", "door": "office", "available": plain(left, "GBP"), "limit": plain(LIMIT, "GBP"),
        "rise": "0.00", "owed": plain(owed, "GBP"), "holds": "0.00", "leases": "0.00", "counts": ["holds", "leases"],
        "after": {"currency": "GBP", "balance": owed + CHARGE, "available": left - CHARGE},
    }  # fmt: skip


def put(table: str, columns: tuple[str, ...], rows: Rows) -> None:
    """Write rows by the quickest way of the engine."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            adapted = [tuple(_kept(value) for value in row) for row in rows]
            cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", adapted)


def _kept(value: Any) -> Any:
    """As SQLite has it."""
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ")
    return value.isoformat() if hasattr(value, "isoformat") else value


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onaccount.config.settings")
    import django

    django.setup()
    from onaccount.delivery.commands.migrate import command as migrate

    migrate.callback()  # type: ignore[misc] # click keeps the function there
    fill(int(sys.argv[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
