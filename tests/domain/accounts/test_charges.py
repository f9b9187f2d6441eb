"""A charge may reach the limit and not pass it; a key charges once; refunds never pass what was charged."""

from datetime import timedelta
from uuid import uuid4

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
from onaccount.domain.accounts.models import KeptVerdict
from onaccount.domain.accounts.queries import account_of
from onaccount.domain.accounts.rules import Door, NoAccount, NotOwnMoney, OverLimit
from onaccount.domain.accounts.rules.verdict import AccountInOtherCurrency, AccountNotAllowed, NotActive
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.ledger.queries import house_balance
from onaccount.domain.ledger.rules import AlreadyReversed, House, KeyOfAnother, PastTheCharge, house_id
from onaccount.domain.ledger.rules.holds import HoldRanOut
from onaccount.domain.ledger.rules.postings import RefundedInPart
from onaccount.domain.matching.actions import merge_customers, unmerge_customers
from onaccount.domain.vetting.actions import set_status
from onaccount.foundation.money import Money
from tests.stage import AT, COMMAND, let_in, sign_up

SOON = AT + timedelta(minutes=5)


def gbp(text: str) -> Money:
    from onaccount.foundation.money import money_of

    return money_of(text, "GBP")


def charge(customer: int, amount: str, key: str | None = None, **more):
    return take_charge(customer=customer, amount=gbp(amount), key=key or uuid4().hex, by=COMMAND, at=AT, **more)


def left(customer: int) -> str:
    account = account_of(customer, at=AT)
    assert account is not None
    assert account.available is not None
    return str(account.available)


def test_a_charge_may_reach_the_limit_and_not_pass_it(widgets):
    charge(widgets, "500.00")
    assert left(widgets) == "0.00"
    with pytest.raises(OverLimit) as refused:
        charge(widgets, "0.01")
    assert refused.value.values["over"] == "0.01"


def test_a_refused_charge_leaves_its_verdict_and_nothing_else(widgets):
    with pytest.raises(OverLimit):
        charge(widgets, "500.01")
    kept = KeptVerdict.objects.get()
    assert (kept.answer, kept.code, kept.inputs["amount"], kept.inputs["available"]) == (
        "no", "over_limit", "500.01", "500.00",
    )  # fmt: skip
    assert left(widgets) == "500.00"


def test_the_same_key_charges_once_and_another_amount_under_it_is_refused(widgets):
    first, again = charge(widgets, "37.50", "k1"), charge(widgets, "37.50", "k1")
    assert (again.is_replay, again.posting.id, left(widgets)) == (True, first.posting.id, "462.50")
    with pytest.raises(KeyOfAnother):
        charge(widgets, "37.51", "k1")


def test_a_retry_is_answered_though_it_would_be_refused_now(widgets):
    charge(widgets, "500.00", "k1")
    set_account(customer=widgets, limit=gbp("0"), is_allowed=False, by=COMMAND, at=AT)
    assert charge(widgets, "500.00", "k1").is_replay


def test_money_that_came_in_may_be_spent_and_paid_out_and_credit_may_not(widgets):
    pay_in(customer=widgets, amount=gbp("20"), key="d1", by=COMMAND, at=AT)
    assert left(widgets) == "520.00"
    with pytest.raises(NotOwnMoney):
        pay_out(customer=widgets, amount=gbp("20.01"), key="w1", by=COMMAND, at=AT)
    pay_out(customer=widgets, amount=gbp("20"), key="w1", by=COMMAND, at=AT)
    assert left(widgets) == "500.00"
    assert house_balance(house_id(House.CASH.value, "GBP")) == 0


def test_what_is_held_cannot_be_spent_twice_and_what_is_not_posted_of_it_is_free_again(widgets):
    hold = hold_amount(customer=widgets, amount=gbp("300"), key="h1", by=COMMAND, at=AT, expires_at=SOON)
    with pytest.raises(OverLimit):
        charge(widgets, "200.01")
    post_hold(customer=widgets, hold=hold, amount=gbp("120"), key="p1", by=COMMAND, at=AT)
    assert left(widgets) == "380.00"
    other = hold_amount(customer=widgets, amount=gbp("380"), key="h2", by=COMMAND, at=AT, expires_at=SOON)
    release_hold(customer=widgets, hold=other, by=COMMAND, at=AT)
    release_hold(customer=widgets, hold=other, by=COMMAND, at=AT)
    assert left(widgets) == "380.00"


def test_a_hold_that_ran_out_holds_nothing_and_is_not_posted(widgets):
    hold = hold_amount(customer=widgets, amount=gbp("500"), key="h1", by=COMMAND, at=AT, expires_at=SOON)
    take_charge(customer=widgets, amount=gbp("500"), key="c1", by=COMMAND, at=SOON)
    with pytest.raises(HoldRanOut):
        post_hold(customer=widgets, hold=hold, amount=gbp("1"), key="p1", by=COMMAND, at=SOON)


def test_refunds_of_a_charge_never_pass_it_and_a_posting_is_reversed_once(widgets):
    of = charge(widgets, "100").posting.id
    refund_charge(customer=widgets, charge=of, amount=gbp("60"), key="r1", by=COMMAND, at=AT)
    with pytest.raises(PastTheCharge) as refused:
        refund_charge(customer=widgets, charge=of, amount=gbp("40.01"), key="r2", by=COMMAND, at=AT)
    assert refused.value.values["left"] == "40.00"
    with pytest.raises(RefundedInPart):
        reverse_posting(posting=of, key="v1", by=COMMAND, at=AT)
    other = charge(widgets, "5").posting.id
    reverse_posting(posting=other, key="v2", by=COMMAND, at=AT)
    assert reverse_posting(posting=other, key="v2", by=COMMAND, at=AT).is_replay
    with pytest.raises(AlreadyReversed):
        reverse_posting(posting=other, key="v3", by=COMMAND, at=AT)
    assert left(widgets) == "460.00"


def test_no_account_is_not_a_limit_of_nothing(db):
    number = let_in()
    with pytest.raises(NoAccount):
        charge(number, "0.01")
    assert account_of(number, at=AT) is None


def test_an_account_is_used_only_where_allowed_and_in_its_currency(widgets):
    with pytest.raises(AccountInOtherCurrency):
        take_charge(customer=widgets, amount=Money(1, "EUR"), key="k", by=COMMAND, at=AT)
    set_account(customer=widgets, limit=gbp("500"), is_allowed=False, by=COMMAND, at=AT)
    with pytest.raises(AccountNotAllowed):
        charge(widgets, "1")


def test_a_customer_without_a_login_trades_at_the_counter_and_not_in_the_app(db):
    number = sign_up("Old Quay Café")
    open_account(customer=number, currency="GBP", limit=gbp("500"), by=COMMAND, at=AT)
    with pytest.raises(NotActive):
        charge(number, "1", door=Door.TILL)
    set_status(number=number, to=Status.ADMIN, by=COMMAND, at=AT)
    charge(number, "1", door=Door.TILL)
    with pytest.raises(NotActive):
        charge(number, "1", door=Door.APP)


def test_a_retry_is_known_again_when_two_who_were_one_have_come_apart(widgets):
    other = let_in("Mara Lindqvist")
    open_account(customer=other, currency="GBP", limit=gbp("500"), by=COMMAND, at=AT)
    merge = merge_customers(loser=other, survivor=widgets, by=COMMAND, at=AT)
    first = charge(other, "10.00", "k1")
    assert left(widgets) == "490.00"
    unmerge_customers(merge=merge, by=COMMAND, at=AT)
    again = charge(other, "10.00", "k1")
    assert (again.is_replay, again.posting.id) == (True, first.posting.id)
    assert (left(widgets), left(other)) == ("490.00", "500.00")
