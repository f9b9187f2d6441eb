"""What must hold of accounts and their ledger, each as a sentence that is asked of the code as it is.

They hold of the true code, and each defect of mutants.py breaks the one that it names.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from onaccount.domain.accounts.actions import (
    hold_amount,
    open_account,
    pay_in,
    pay_out,
    post_hold,
    refund_charge,
    release_hold,
    reverse_posting,
    set_account,
    take_charge,
)
from onaccount.domain.accounts.queries import account_of
from onaccount.domain.accounts.rules import NotOwnMoney, OverLimit
from onaccount.domain.ledger.queries import check_books
from onaccount.domain.ledger.rules import AlreadyReversed, KeyOfAnother, PastTheCharge
from onaccount.domain.ledger.rules.holds import HoldNotOpen, HoldRanOut, PastTheHold
from onaccount.foundation.money import Money
from tests.domain.ledger.books import SOON, pounds
from tests.stage import AT, COMMAND

BY: dict[str, Any] = {"by": COMMAND, "at": AT}
PENNY = Money(1, "GBP")


def left(customer: int) -> Money | None:
    account = account_of(customer, at=AT)
    assert account is not None
    return account.available


def a_charge_may_reach_the_limit(customer: int) -> None:
    take_charge(customer=customer, amount=pounds(500), key="1", **BY)
    assert left(customer) == pounds(0)


def a_charge_may_not_pass_the_limit_by_a_penny(customer: int) -> None:
    take_charge(customer=customer, amount=pounds(499), key="1", **BY)
    with pytest.raises(OverLimit):
        take_charge(customer=customer, amount=pounds(1) + PENNY, key="2", **BY)


def charges_after_one_another_never_pass_the_limit(customer: int) -> None:
    """Which they would where the second asks how it stood before the first."""
    for n in range(5):
        take_charge(customer=customer, amount=pounds(100), key=f"{n}", **BY)
    with pytest.raises(OverLimit):
        take_charge(customer=customer, amount=pounds(100), key="more", **BY)


def what_is_held_is_not_spent_twice(customer: int) -> None:
    hold_amount(customer=customer, amount=pounds(300), key="h", expires_at=SOON, **BY)
    with pytest.raises(OverLimit):
        take_charge(customer=customer, amount=pounds(200) + PENNY, key="1", **BY)
    with pytest.raises(OverLimit):
        hold_amount(customer=customer, amount=pounds(200) + PENNY, key="h2", expires_at=SOON, **BY)


def a_hold_that_ran_out_holds_nothing(customer: int) -> None:
    hold = hold_amount(customer=customer, amount=pounds(500), key="h", expires_at=SOON, **BY)
    take_charge(customer=customer, amount=pounds(500), key="1", by=COMMAND, at=SOON)
    with pytest.raises(HoldRanOut):
        post_hold(customer=customer, hold=hold, amount=pounds(1), key="2", by=COMMAND, at=SOON)


def a_hold_is_posted_once_and_never_for_more(customer: int) -> None:
    hold = hold_amount(customer=customer, amount=pounds(10), key="h", expires_at=None, **BY)
    with pytest.raises(PastTheHold):
        post_hold(customer=customer, hold=hold, amount=pounds(10) + PENNY, key="1", **BY)
    post_hold(customer=customer, hold=hold, amount=pounds(4), key="2", **BY)
    assert left(customer) == pounds(496)
    with pytest.raises(HoldNotOpen):
        post_hold(customer=customer, hold=hold, amount=pounds(4), key="3", **BY)
    with pytest.raises(HoldNotOpen):
        release_hold(customer=customer, hold=hold, **BY)


def refunds_never_pass_their_charge(customer: int) -> None:
    charge = take_charge(customer=customer, amount=pounds(10), key="1", **BY).posting.id
    refund_charge(customer=customer, charge=charge, amount=pounds(6), key="2", **BY)
    with pytest.raises(PastTheCharge):
        refund_charge(customer=customer, charge=charge, amount=pounds(4) + PENNY, key="3", **BY)


def a_refund_that_was_reversed_counts_no_more(customer: int) -> None:
    charge = take_charge(customer=customer, amount=pounds(10), key="1", **BY).posting.id
    refund = refund_charge(customer=customer, charge=charge, amount=pounds(10), key="2", **BY).posting.id
    reverse_posting(posting=refund, key="3", **BY)
    refund_charge(customer=customer, charge=charge, amount=pounds(10), key="4", **BY)


def a_posting_is_reversed_once(customer: int) -> None:
    charge = take_charge(customer=customer, amount=pounds(10), key="1", **BY).posting.id
    reverse_posting(posting=charge, key="2", **BY)
    with pytest.raises(AlreadyReversed):
        reverse_posting(posting=charge, key="3", **BY)
    assert left(customer) == pounds(500)


def credit_is_not_paid_out(customer: int) -> None:
    pay_in(customer=customer, amount=pounds(20), key="1", **BY)
    with pytest.raises(NotOwnMoney):
        pay_out(customer=customer, amount=pounds(20) + PENNY, key="2", **BY)


def money_that_is_held_is_not_paid_out(customer: int) -> None:
    pay_in(customer=customer, amount=pounds(20), key="1", **BY)
    hold_amount(customer=customer, amount=pounds(5), key="h", expires_at=None, **BY)
    with pytest.raises(NotOwnMoney):
        pay_out(customer=customer, amount=pounds(15) + PENNY, key="2", **BY)


def a_retry_is_answered_by_its_first_try(customer: int) -> None:
    done = [take_charge(customer=customer, amount=pounds(500), key="1", **BY)]
    set_account(customer=customer, limit=pounds(0), is_allowed=False, **BY)
    done.append(take_charge(customer=customer, amount=pounds(500), key="1", **BY))
    assert [(each.is_replay, each.posting.id) for each in done] == [(n == 1, done[0].posting.id) for n in (0, 1)]


def a_key_is_for_one_thing(customer: int) -> None:
    take_charge(customer=customer, amount=pounds(5), key="1", **BY)
    with pytest.raises(KeyOfAnother):
        take_charge(customer=customer, amount=pounds(6), key="1", **BY)
    with pytest.raises(KeyOfAnother):
        pay_in(customer=customer, amount=pounds(5), key="1", **BY)


def balances_follow_from_lines(customer: int) -> None:
    for n, verb in enumerate((pay_in, take_charge, take_charge, pay_in)):
        verb(customer=customer, amount=pounds(5 + n), key=f"{n}", by=COMMAND, at=AT + timedelta(seconds=n))
    assert left(customer) == pounds(500)


PROPERTIES: list[Callable[[int], None]] = [
    a_charge_may_reach_the_limit,
    a_charge_may_not_pass_the_limit_by_a_penny,
    charges_after_one_another_never_pass_the_limit,
    what_is_held_is_not_spent_twice,
    a_hold_that_ran_out_holds_nothing,
    a_hold_is_posted_once_and_never_for_more,
    refunds_never_pass_their_charge,
    a_refund_that_was_reversed_counts_no_more,
    a_posting_is_reversed_once,
    credit_is_not_paid_out,
    money_that_is_held_is_not_paid_out,
    a_retry_is_answered_by_its_first_try,
    a_key_is_for_one_thing,
    balances_follow_from_lines,
]


def hold_to(proved: Callable[[int], None], customer: int) -> None:
    """Ask for a property of a new account, and for books that hold after it."""
    open_account(customer=customer, currency="GBP", limit=pounds(500), **BY)
    proved(customer)
    assert check_books().difference is None
