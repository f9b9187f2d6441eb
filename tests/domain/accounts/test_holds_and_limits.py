"""A hold never lets more be spent than the limit: not by waiting, not by its key, and not by what counts as used."""

from datetime import timedelta

import pytest

from onaccount.domain.accounts.actions import hold_amount, open_account, post_hold, settle_policy, take_charge
from onaccount.domain.accounts.actions.settings import AccountThere
from onaccount.domain.accounts.queries import account_of
from onaccount.domain.accounts.rules import OverLimit, OverLimitPolicy
from onaccount.domain.ledger.queries import check_books
from onaccount.domain.ledger.rules import KeyOfAnother
from onaccount.domain.ledger.rules.holds import HoldRanOut
from onaccount.domain.matching.actions import merge_customers
from onaccount.foundation.money import Money
from tests.stage import AT, COMMAND, let_in

pytestmark = pytest.mark.django_db
HUNDRED = Money(100_00, "GBP")
MOMENT = timedelta(milliseconds=1)


@pytest.fixture
def customer(db) -> int:
    number = let_in()
    open_account(customer=number, currency="GBP", limit=HUNDRED, by=COMMAND, at=AT)
    return number


def owed(customer: int) -> int:
    found = account_of(customer, at=AT)
    assert found is not None
    return found.balance.minor


@pytest.mark.parametrize("given_to", ["a charge", "a hold"])
def test_what_ran_out_and_was_given_to_another_is_not_spent_by_who_asked_before_and_waited(customer, given_to):
    ends = AT + timedelta(minutes=15)
    hold = hold_amount(customer=customer, amount=HUNDRED, key="h", by=COMMAND, at=AT, expires_at=ends)
    if given_to == "a charge":
        take_charge(customer=customer, amount=HUNDRED, key="c", by=COMMAND, at=ends + MOMENT)
    else:
        hold_amount(customer=customer, amount=HUNDRED, key="h2", by=COMMAND, at=ends + MOMENT, expires_at=None)
    before = owed(customer)
    with pytest.raises(HoldRanOut):  # it was asked for in time, and had the account only now
        post_hold(customer=customer, hold=hold, amount=None, key="p", by=COMMAND, at=ends - MOMENT)
    assert owed(customer) == before
    assert check_books().difference is None


def test_one_key_is_for_one_thing_a_hold_or_a_charge(customer):
    """The other order is in tests/delivery/api/test_account_edges.py."""
    five = Money(5_00, "GBP")
    hold = hold_amount(customer=customer, amount=five, key="k", by=COMMAND, at=AT, expires_at=None)
    with pytest.raises(KeyOfAnother):
        take_charge(customer=customer, amount=five, key="k", by=COMMAND, at=AT)
    with pytest.raises(KeyOfAnother):
        post_hold(customer=customer, hold=hold, amount=None, key="k", by=COMMAND, at=AT)
    assert owed(customer) == 0


def test_where_holds_do_not_count_as_used_posting_one_asks_the_limit(customer):
    settle_policy(
        counts=[],
        over_limit_in_app=OverLimitPolicy.NO,
        over_limit_in_office=OverLimitPolicy.NO,
        by=COMMAND,
        at=AT,
    )
    first, second = (
        hold_amount(customer=customer, amount=HUNDRED, key=key, by=COMMAND, at=AT, expires_at=None) for key in "ab"
    )
    post_hold(customer=customer, hold=first, amount=None, key="pa", by=COMMAND, at=AT)
    with pytest.raises(OverLimit):
        post_hold(customer=customer, hold=second, amount=None, key="pb", by=COMMAND, at=AT)
    assert owed(customer) == 100_00


def test_a_family_that_trades_on_a_merged_account_gets_no_second_one(customer):
    survivor = let_in(login="other@widgets.example")
    merge_customers(loser=customer, survivor=survivor, by=COMMAND, at=AT)
    with pytest.raises(AccountThere):
        open_account(customer=survivor, currency="GBP", limit=None, by=COMMAND, at=AT)
