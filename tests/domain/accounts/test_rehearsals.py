"""A limit is tried on what stands in the books: of the whole family, by a fixed number of statements."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from onaccount.domain.accounts.actions import open_account, pay_in, refund_charge, reverse_posting, take_charge
from onaccount.domain.accounts.queries import account_of, rehearsed_limit
from onaccount.domain.accounts.rules.periods import Period
from onaccount.domain.matching.actions import merge_customers
from onaccount.foundation.money import Money, OtherCurrency, money_of
from tests.stage import AT, COMMAND, let_in

STATEMENTS = 4
YEAR = Period(date(2025, 11, 22), date(2026, 11, 22))


def gbp(text: str) -> Money:
    return money_of(text, "GBP")


def do(verb, customer: int, amount: str, *, days_ago: int, **more):
    at = AT - timedelta(days=days_ago)
    with time_machine.travel(at, tick=False):
        done = verb(customer=customer, amount=gbp(amount), key=uuid4().hex, by=COMMAND, at=at, **more)
    return done.posting.id


@pytest.fixture
def traded(widgets) -> int:
    """Charges of 300 and 150, of which 50 are given back, 200 paid in, and a charge of 250; more long before."""
    do(take_charge, widgets, "40", days_ago=700, note="Long ago")
    do(take_charge, widgets, "300", days_ago=90, note="Order 1")
    second = do(take_charge, widgets, "150", days_ago=60, note="Order 2")
    do(refund_charge, widgets, "50", days_ago=50, charge=second)
    do(pay_in, widgets, "200", days_ago=40)
    do(take_charge, widgets, "250", days_ago=10, note="Order 3")
    return widgets


def tried(number: int, limit: str | None, **more):
    found = rehearsed_limit(number, None if limit is None else gbp(limit), period=None, at=AT, **more)
    assert found is not None
    return found


def test_a_limit_is_tried_on_the_past_year(traded):
    found = tried(traded, "400")
    assert found.period == YEAR
    assert [(found.notes[one.move.id], one.owed, one.over) for one in found.found.some] == [
        ("Order 2", 340_00, 90_00)
    ], "its refund is not given either, the deposit comes in, so that the third fits"
    assert (found.found.charges.count, found.found.enough) == (3, 490_00)
    assert (found.found.as_it_was.owed, found.found.rehearsed.owed) == (490_00, 390_00)
    assert not tried(traded, "490").found.held_up.count
    assert tried(traded, "489.99").found.held_up.count == 1
    assert not tried(traded, None).found.held_up.count


def test_a_period_may_be_chosen_and_what_was_owed_before_it_counts(traded):
    lately = Period(date(2026, 11, 1), date(2026, 11, 22))
    found = rehearsed_limit(traded, gbp("400"), period=lately, at=AT)
    assert found is not None
    assert (found.found.charges.count, found.found.held_up.count, found.found.as_it_was.owed) == (1, 1, 490_00)
    with pytest.raises(OtherCurrency):
        rehearsed_limit(traded, Money(1, "EUR"), period=lately, at=AT)


def test_all_accounts_of_a_family_are_tried_as_one(traded):
    other = let_in("Mara Lindqvist")
    open_account(customer=other, currency="GBP", limit=None, by=COMMAND, at=AT)
    late = do(take_charge, other, "80", days_ago=30)
    merge_customers(loser=other, survivor=traded, by=COMMAND, at=AT)
    for number in (traded, other):
        found = tried(number, "500")
        assert found.customer == traded
        assert (found.found.charges.count, found.found.as_it_was.owed, found.found.enough) == (4, 570_00, 570_00)
    reverse_posting(posting=late, key="slip", by=COMMAND, at=AT)
    assert tried(traded, "500").found.as_it_was.owed == 490_00


def test_nothing_is_kept_of_it_and_no_account_has_none(traded):
    before = account_of(traded, at=AT)
    tried(traded, "0")
    assert account_of(traded, at=AT) == before
    assert rehearsed_limit(let_in("Mara Lindqvist"), gbp("1"), period=None, at=AT) is None


def test_it_takes_as_many_statements_for_many_postings_as_for_few(traded):
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            tried(traded, "10")
        counts.append(len(asked))
        for n in range(12):
            do(take_charge, traded, "0.10", days_ago=0, note=f"Order 4{n}")
    assert counts == [STATEMENTS, STATEMENTS]
