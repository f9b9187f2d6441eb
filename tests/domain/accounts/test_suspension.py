"""A suspended account is charged nothing more, takes money, and goes on when that is lifted; the same for a family."""

import pytest

from onaccount.domain.accounts.actions import lift_suspension, open_account, pay_in, suspend_account, take_charge
from onaccount.domain.accounts.rules.verdict import Suspended
from onaccount.domain.history.queries import facts_of
from onaccount.domain.history.rules import Subject
from onaccount.domain.matching.actions import merge_customers
from onaccount.domain.people.rules import NotAllowed
from onaccount.foundation.money import Money
from tests.stage import AT, CAFE, COMMAND, INES, hire, let_in

ONE = Money(1_00, "GBP")


def charge(number: int, key: str = "c") -> None:
    take_charge(customer=number, amount=ONE, key=key, by=COMMAND, at=AT)


def test_nothing_is_charged_until_it_is_lifted_and_money_comes_in(widgets):
    with pytest.raises(NotAllowed):
        suspend_account(customer=widgets, why="overdue", by=hire(INES), at=AT)
    for _ in range(2):
        suspend_account(customer=widgets, why="overdue", by=COMMAND, at=AT)
    with pytest.raises(Suspended):
        charge(widgets)
    pay_in(customer=widgets, amount=ONE, key="p", by=COMMAND, at=AT)
    for _ in range(2):
        lift_suspension(customer=widgets, by=COMMAND, at=AT)
    charge(widgets)
    names = ["account.suspended", "account.suspension_lifted"]
    assert len(facts_of(Subject("account", str(widgets)), names=names)) == 2, "twice is once"


def test_who_was_merged_is_suspended_with_the_others(widgets):
    cafe = let_in(CAFE, login="cafe@quay.example")
    open_account(customer=cafe, currency="GBP", limit=ONE, by=COMMAND, at=AT)
    merge_customers(loser=cafe, survivor=widgets, by=COMMAND, at=AT)
    suspend_account(customer=cafe, why="overdue", by=COMMAND, at=AT)
    with pytest.raises(Suspended):
        charge(widgets)
    lift_suspension(customer=widgets, by=COMMAND, at=AT)
    charge(cafe)
