"""What the ledger's triggers refuse to whoever writes SQL by hand, and the honest posting that they let in (I3, I7)."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connection, models, transaction
from django.db.models.signals import pre_migrate

from onaccount.domain.history.actions import insert_row
from onaccount.domain.history.rules import SYSTEM
from onaccount.domain.ledger.actions import Asked, ensure_house, open_customer_account, post
from onaccount.domain.ledger.models import Line, Posting, PostingNote, new_id
from onaccount.domain.ledger.queries import check_books, head_of, lines_of, standing_guards
from onaccount.domain.ledger.rules import House, Reason, chained, house_id
from onaccount.domain.ledger.rules.guards import GUARDS, drop_statement
from tests.domain.ledger.books import raw, settle
from tests.stage import AT

DAY = AT.date()
CASH = house_id(House.CASH.value, "GBP")


@pytest.fixture
def account(db) -> UUID:
    return opened()


def opened() -> UUID:
    """An account with one posting of 5.00."""
    account = open_customer_account(currency="GBP", at=AT)
    ensure_house([House.CASH.value], currency="EUR", at=AT)
    post(
        head=head_of(account), lines={account: 500, CASH: -500}, reason=Reason.CHARGE, asked=Asked.of("k1", "x"),
        by=SYSTEM, at=AT, booked_on=DAY,
    )  # fmt: skip
    return account


def write(account: UUID, *, lines: dict[UUID, int] | None = None, days: Any = DAY, **changed: Any) -> UUID:
    """A posting by hand as the ledger would make it, but for what is changed."""
    head = head_of(account)
    lines = {account: 100, CASH: -100} if lines is None else lines
    values: dict[str, Any] = {
        "id": new_id(), "owner_id": account, "seq": head.seq + 1, "previous": head.hash, "key": uuid4().hex,
        "digest": "0" * 64, "reason": "charge", "currency": "GBP", "amount_minor": 100,
        "balance_minor": (head.balance_minor or 0) + 100, "by_kind": "system", "by_key": "system",
        "occurred_at": AT, "posted_at": AT, "booked_on": DAY, **changed,
    }  # fmt: skip
    posting = Posting(**values)
    posting.hash = chained(posting.links(lines))
    for of, amount in lines.items():
        insert_row(Line(posting_id=posting.pk, account_id=of, amount_minor=amount, booked_on=days))
    insert_row(posting)
    return posting.pk


def refused(words: str):
    return pytest.raises(DatabaseError, match=words)


def test_an_honest_posting_by_hand_is_let_in_and_holds(account):
    write(account)
    write(account, reason="deposit", amount_minor=-30, balance_minor=570, lines={account: -30, CASH: 30})
    assert check_books().difference is None


@pytest.mark.sqlite
def test_a_posting_is_checked_by_index_however_many_stand_before_it(account):
    write(account)
    few = steps_of(account)
    for _ in range(40):
        write(account)
    assert steps_of(account) < few + 40  # a look at each of them would be 13 steps for each


def steps_of(account: UUID) -> int:
    """The instructions that SQLite carries out for the posting itself."""
    steps: list[int] = []
    connection.connection.set_progress_handler(lambda: steps.append(1), 1)
    try:
        write(account)
    finally:
        connection.connection.set_progress_handler(None, 1)
    return len(steps)


def faults(account: UUID) -> dict[str, tuple[str, dict[str, Any]]]:
    other, empty = opened(), open_customer_account(currency="GBP", at=AT)
    (first,) = Posting.objects.filter(owner=account)
    euros = house_id(House.CASH.value, "EUR")
    return {
        "lines that do not balance": ("do not balance", {"lines": {account: 100, CASH: -99}}),
        "one line": ("do not balance", {"lines": {account: 100}}),
        "no line": ("do not balance", {"lines": {}}),
        "two currencies": ("another currency", {"lines": {account: 100, euros: -100}}),
        "another currency than its lines": ("another currency", {"currency": "EUR"}),
        "a line of another day": ("another currency, day", {"days": DAY + timedelta(days=1)}),
        "a line on another customer's account": ("or customer", {"lines": {account: 100, other: -100}}),
        "a number too high": ("does not follow", {"seq": 3}),
        "a number that is there": ("there already", {"seq": 1}),
        "a wrong hash before it": ("does not follow", {"previous": "0" * 64}),
        "a time before the one before": ("does not follow", {"posted_at": AT - timedelta(seconds=1)}),
        "a first posting that is none": ("does not follow", {"owner_id": empty, "lines": {empty: 100, CASH: -100}}),
        "a wrong balance": ("balance does not follow", {"balance_minor": 601}),
        "no balance": ("balance does not follow", {"balance_minor": None}),
        "a wrong amount": ("amount is not", {"amount_minor": 101, "balance_minor": 601}),
        "a key that is there": ("there already", {"key": "k1"}),
        "an id that is there": ("is sealed", {"id": first.pk}),
        "a reason nobody knows": ("(?i)check|constraint", {"reason": "gift"}),
        "a reversal of nothing": ("(?i)check|constraint", {"reason": "reversal"}),
    }


def test_what_is_no_posting_is_refused(account):
    for name, (words, changed) in faults(account).items():
        with refused(words), transaction.atomic():
            write(account, **changed)
        assert head_of(account).seq == 1, name
    write(account)
    assert check_books().difference is None


def test_a_posting_is_reversed_once(account):
    (first,) = Posting.objects.filter(owner=account)
    back: dict[str, Any] = {"reason": "reversal", "reverses": first.pk, "lines": {account: -500, CASH: 500}}
    write(account, amount_minor=-500, balance_minor=0, **back)
    with refused("reversal is there already"), transaction.atomic():
        write(account, amount_minor=-500, balance_minor=-500, **back)
    assert check_books().difference is None


def test_nothing_is_added_to_a_sealed_posting(account):
    (first,) = Posting.objects.filter(owner=account)
    sales = house_id(House.SALES.value, "GBP")
    for of, words in ((sales, "is sealed"), (CASH, "is sealed")):
        with refused(words), transaction.atomic():
            insert_row(Line(posting=first, account_id=of, amount_minor=1, booked_on=DAY))
    assert lines_of(first.pk) == {account: 500, CASH: -500}


def test_what_stands_is_never_changed_or_taken_out_and_notes_and_holds_may_be(account):
    settle()
    written = ["UPDATE ledger_posting SET source = ''", "UPDATE ledger_line SET amount_minor = amount_minor"]
    written += ["DELETE FROM ledger_posting", "DELETE FROM ledger_line"]
    if connection.vendor == "postgresql":
        written += ["TRUNCATE ledger_line", "TRUNCATE ledger_posting, ledger_line", "TRUNCATE ledger_account CASCADE"]
        again = "INSERT INTO ledger_posting SELECT * FROM ledger_posting"
        written += [f"{again} ON CONFLICT (id) DO UPDATE SET source = 'x'"]
    else:
        written += ["UPDATE OR REPLACE ledger_posting SET seq = 7", "UPDATE OR IGNORE ledger_line SET amount_minor = 7"]
    for statement in written:
        with refused("append-only|there already"), transaction.atomic():
            raw(statement)
    for rows in (Posting.objects.all(), Line.objects.all()):
        with refused("append-only"), transaction.atomic():
            rows.update(booked_on=DAY)
        with refused("append-only"), transaction.atomic():
            rows._raw_delete(rows.db)
    (first,) = Posting.objects.filter(owner=account)
    PostingNote.objects.create(posting=first.pk, text="for Ines")
    PostingNote.objects.update(text="")
    PostingNote.objects.all().delete()
    assert check_books().difference is None


@pytest.mark.sqlite
def test_nothing_is_replaced(account):
    """An INSERT OR REPLACE would delete what is there without asking a trigger."""
    for table in ("ledger_posting", "ledger_line"):
        for verb in ("INSERT OR REPLACE", "REPLACE", "INSERT"):
            with refused("already|sealed"), transaction.atomic():
                raw(f"{verb} INTO {table} SELECT * FROM {table}")
    assert check_books().difference is None


def stand() -> bool:
    return standing_guards() == set(GUARDS[connection.vendor])


def migrated() -> None:
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


def test_every_migrate_makes_the_triggers_anew_whatever_stood_there(account):
    settle()
    for name in GUARDS[connection.vendor]:
        raw(drop_statement(connection.vendor, name))
    assert standing_guards() == set()
    migrated()
    assert stand()
    settle()
    migrated()
    assert stand()


@pytest.mark.django_db(transaction=True)
def test_lines_that_no_posting_seals_do_not_come_through_a_commit_and_triggers_outlive_a_rebuilt_table():
    with transaction.atomic():
        account = opened()
    with refused("(?i)foreign key"), transaction.atomic():
        insert_row(Line(posting_id=new_id(), account_id=account, amount_minor=1, booked_on=DAY))
    assert Line.objects.count() == 2
    was = Posting._meta.get_field("source")
    wider = models.CharField(max_length=90, blank=True)
    wider.set_attributes_from_name("source")
    wider.model = Posting
    for old, new in ((was, wider), (wider, was)):
        pre_migrate.send(sender=apps.get_app_config("ledger"), using=connection.alias, plan=["a migration"])
        with connection.schema_editor() as editor:
            editor.alter_field(Posting, old, new)
        assert stand() is (connection.vendor == "postgresql"), "SQLite cannot rebuild a table with them"
        migrated()
        assert stand()
    assert check_books().difference is None
