"""check-books goes through all of the ledger and names the first thing that cannot be (I2, I3, I8)."""

from typing import Any

import pytest
from django.db import connection, transaction

from onaccount.domain.accounts.actions import pay_in
from onaccount.domain.customers.models import Customer
from onaccount.domain.ledger.models import Line, Posting
from onaccount.domain.ledger.queries import check_books
from onaccount.domain.ledger.queries.books import postings as stream
from onaccount.domain.ledger.rules.books import HeadsDigest, NotADigest
from onaccount.domain.ledger.rules.guards import GUARDS, drop_statement
from tests.domain.ledger.books import fill_books, pounds, raw, settle, tampering
from tests.stage import AT, COMMAND


@pytest.fixture
def account(db):
    return fill_books()


def found() -> str:
    """The code of the first difference, or nothing."""
    difference = check_books().difference
    return difference.code if difference else ""


def test_books_that_hold_are_counted_and_have_a_digest_that_holds_too(account, monkeypatch):
    checked = check_books()
    assert (checked.difference, checked.digest is not None) == (None, True)
    counts = checked.counts
    assert (counts.accounts, counts.postings, counts.lines, counts.holds) == (2, 10, 20, 3)
    monkeypatch.setattr(stream, "AT_ONCE", 3)
    assert check_books(against=checked.digest).difference is None


def test_what_is_posted_later_leaves_an_earlier_digest_as_it_was(account):
    earlier = check_books().digest
    number = Customer.objects.get(account__ledger_account=account).number
    pay_in(customer=number, amount=pounds(1), key="later", by=COMMAND, at=AT)
    again = check_books(against=earlier)
    assert again.difference is None
    assert again.digest
    assert earlier
    assert again.digest.sha256 != earlier.sha256


def test_a_chain_that_was_made_anew_without_its_last_posting_is_held_against_the_digest(account):
    """Whoever owns the database can make a chain that holds. That it is not the one from before, a digest says."""
    earlier = check_books().digest
    assert HeadsDigest.read(str(earlier)) == earlier
    (last,) = raw("SELECT id FROM ledger_posting WHERE owner_id = %s ORDER BY seq DESC LIMIT 1", account)[0]
    with tampering():
        raw("DELETE FROM ledger_line WHERE posting_id = %s", last)
        raw("DELETE FROM ledger_posting WHERE id = %s", last)
        raw("DELETE FROM ledger_hold WHERE posting = %s", last)
    assert found() == ""
    difference = check_books(against=earlier).difference
    assert difference
    assert difference.code == "history_rewritten"


@pytest.mark.parametrize("text", ["", "x", "20261122T093000.000Z-", f"20269922T093000.000Z-{'0' * 64}"])
def test_what_is_no_digest_is_refused(text):
    with pytest.raises(NotADigest):
        HeadsDigest.read(text)


# Of each column: a value as near to what stands there as can be.
ONE = "CASE WHEN substr({0}, 1, 1) = 'a' THEN 'b' ELSE 'a' END || substr({0}, 2)"
DAY = {"sqlite": "date({0}, '+1 day')", "postgresql": "{0} + 1"}
MOMENT = {"sqlite": "replace({0}, ':30:', ':31:')", "postgresql": "{0} + interval '1 microsecond'"}
POSTING_CHANGES: dict[str, str | dict[str, str]] = {
    "owner_id": "(SELECT owner_id FROM ledger_posting WHERE currency = 'EUR')",
    "seq": "seq + 100",
    "previous": ONE,
    "hash": ONE,
    "key": "key || 'x'",
    "digest": ONE,
    "reason": "'adjustment'",
    "currency": "'GBX'",
    "amount_minor": "amount_minor + 1",
    "balance_minor": "balance_minor + 1",
    "by_kind": "by_kind || 'x'",
    "by_key": "by_key || 'x'",
    "approved_by": "'x:1'",
    "occurred_at": MOMENT,
    "posted_at": MOMENT,
    "booked_on": DAY,
    "refunds": "NULL",
    "source": "source || 'x'",
    "verdict": {"sqlite": "'{{}}'", "postgresql": "'{{}}'::jsonb"},
}
SEQ_OF = {"refunds": 4}


def test_every_column_of_a_posting_is_tried():
    columns = {field.column for field in Posting._meta.concrete_fields}
    assert columns == {*POSTING_CHANGES, "id", "reverses"}, "and the two in a test of their own"


def test_one_change_in_any_column_of_a_posting_is_named(account):
    for column, change in POSTING_CHANGES.items():
        text = change if isinstance(change, str) else change[connection.vendor]
        seq = SEQ_OF.get(column, 3)
        sets = f"UPDATE ledger_posting SET {column} = {text.format(column)} WHERE owner_id = %s AND seq = %s"
        assert f"osting {seq} of account {account}" in named_after(sets, account, seq), column


def test_one_change_in_any_column_of_a_line_is_named(account):
    other = """(SELECT account_id FROM ledger_line l JOIN ledger_posting p ON p.id = l.posting_id
        WHERE p.currency = 'EUR' AND account_id <> p.owner_id)"""
    changes = {
        "amount_minor": "amount_minor + 1",
        "booked_on": DAY[connection.vendor].format("booked_on"),
        "account_id": other,
        "posting_id": "account_id",  # which is no posting's
    }
    assert {field.column for field in Line._meta.concrete_fields} == set(changes)
    for column, change in changes.items():
        of = "SELECT id FROM ledger_posting WHERE owner_id = %s AND seq = 3"
        sets = f"UPDATE ledger_line SET {column} = {change} WHERE posting_id = ({of}) AND account_id <> %s"
        words = named_after(sets, account, account)
        assert f"osting 3 of account {account}" in words, column


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE ledger_posting SET reverses = id WHERE reverses IS NOT NULL AND seq = 6", "hash_differs"),
        ("DELETE FROM ledger_posting WHERE seq = 9", "line_without_posting"),
        ("UPDATE ledger_hold SET amount_minor = 5499 WHERE state = 'posted'", "past_the_hold"),
        ("UPDATE ledger_hold SET posting = account_id WHERE state = 'posted'", "hold_without_posting"),
        ("UPDATE ledger_hold SET expires_at = ended_at WHERE state = 'posted'", "past_the_hold"),
        (
            """UPDATE ledger_hold SET state = 'posted', posting = (SELECT posting FROM ledger_hold
            WHERE state = 'posted') WHERE state = 'released'""",
            "posted_twice",
        ),
    ],
)
def test_what_cannot_be_of_several_rows_is_named(account, statement, code):
    named_after(statement, code=code)


def named_after(statement: str, *values: Any, code: str = "") -> str:
    """What check-books says after a change behind the triggers' back, which is taken back then."""
    with transaction.atomic():
        with tampering():
            raw(statement, *values)
        difference = check_books().difference
        transaction.set_rollback(True)
    assert difference is not None, statement
    assert code in ("", difference.code)
    return str(difference)


def test_every_trigger_that_is_gone_or_does_something_else_is_named(account):
    settle()
    for name in GUARDS[connection.vendor]:
        with transaction.atomic():
            raw(drop_statement(connection.vendor, name))
            difference = check_books().difference
            assert difference is not None
            assert (difference.code, difference.values) == ("guard_missing", {"name": name})
            if connection.vendor == "sqlite":
                raw(f"CREATE TRIGGER {name} BEFORE INSERT ON ledger_line BEGIN SELECT 1; END")
                assert found() == "guard_altered"
            else:
                raw(f"{GUARDS['postgresql'][name][1]} ".replace(" EXECUTE", " WHEN (false) EXECUTE"))
                assert found() == "guard_altered", "it stands, and is never asked"
            transaction.set_rollback(True)
    assert found() == ""
