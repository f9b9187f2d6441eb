"""An Admin customer without e-mail and with an account of 500.00: at the till yes, in the app no (D-09); and what every
action of the account refuses before it looks at anything.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from onaccount.domain.accounts.actions import (
    ask_verdict,
    hold_amount,
    open_account,
    pay_in,
    pay_out,
    post_hold,
    refund_charge,
    set_account,
    take_charge,
)
from onaccount.domain.accounts.models import KeptVerdict
from onaccount.domain.accounts.queries import standing_of
from onaccount.domain.accounts.rules import Answer, Door, NotOwnMoney, verdict
from onaccount.domain.accounts.rules.verdict import NotActive
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.ledger.models import Posting
from onaccount.domain.vetting.actions import set_status
from onaccount.foundation.money import AmountOfNothing, Money
from tests.delivery.api.machine import Machine, code_of
from tests.stage import AT, CAFE, COMMAND, TRADER, sign_up

LIMIT = Money(500_00, "GBP")
DO: dict[str, Any] = {"by": COMMAND, "at": AT}
SAID = {Door.TILL: ("yes", "ok"), Door.OFFICE: ("yes", "ok"), Door.APP: ("no", "not_active")}


@pytest.fixture
def cafe(db) -> int:
    assert not TRADER[CAFE].login
    number = sign_up(CAFE)
    set_status(number=number, to=Status.ADMIN, **DO)
    open_account(customer=number, currency="GBP", limit=LIMIT, **DO)
    return number


@pytest.mark.parametrize("door", Door)
def test_a_counter_customer_without_email_trades_at_the_till_and_not_in_the_app(cafe, door):
    family = standing_of(cafe, door=door, at=AT)
    assert family is not None
    ruled = verdict(family.standing, LIMIT, customer=cafe)
    asked, kept = ask_verdict(customer=cafe, amount=LIMIT, door=door, **DO)
    machine = Machine()
    told = machine.get(f"/customers/{cafe}/verdict", amount="500.00", door=door.value).json()
    said = SAID[door]
    assert (ruled.answer.value, ruled.code) == said
    assert (asked.answer.value, asked.code) == said
    assert (told["answer"], told["code"], told["available"]) == (*said, "500.00")
    assert KeptVerdict.objects.get(pk=kept).door == door.value
    charge = {"customer": cafe, "amount": LIMIT, "key": "sale-1", "door": door, **DO}
    if asked.answer is Answer.YES:
        assert take_charge(**charge).posting.amount == LIMIT
        over = machine.get(f"/customers/{cafe}/verdict", amount="0.01", door=door.value).json()
        assert (over["answer"], over["code"]) == ("no", "over_limit")
        assert "0.01 GBP" in over["cure"]
    else:
        with pytest.raises(NotActive):
            take_charge(**charge)
        assert "through us" in told["cure"]
        assert not Posting.objects.exists()


VERBS: dict[str, Callable[..., Any]] = {
    "charge": take_charge,
    "deposit": pay_in,
    "withdrawal": pay_out,
    "hold": lambda **asked: hold_amount(**asked, expires_at=None),
    "refund": lambda **asked: refund_charge(**asked, charge=uuid4()),
    "posting of a hold": lambda **asked: post_hold(**asked, hold=uuid4()),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("minor", [0, -1, -500_00])
def test_nothing_and_less_than_nothing_do_not_move(cafe, verb, minor):
    pay_in(customer=cafe, amount=LIMIT, key="in", **DO)
    with pytest.raises(AmountOfNothing):
        VERBS[verb](customer=cafe, amount=Money(minor, "GBP"), key="k", **DO)
    assert Posting.objects.count() == 1
    with pytest.raises(AmountOfNothing):
        ask_verdict(customer=cafe, amount=Money(minor, "GBP"), door=Door.TILL, **DO)


def test_a_payout_that_was_refused_keeps_its_verdict_as_a_charge_does(cafe):
    with pytest.raises(NotOwnMoney):
        pay_out(customer=cafe, amount=Money(1, "GBP"), key="w", **DO)
    kept = KeptVerdict.objects.get()
    assert (kept.verb, kept.answer, kept.code, kept.inputs["amount"]) == ("withdrawal", "no", "not_own_money", "0.01")
    pay_in(customer=cafe, amount=Money(1, "GBP"), key="d", **DO)
    assert pay_out(customer=cafe, amount=Money(1, "GBP"), key="w", **DO).posting.balance == Money(0, "GBP")


def test_money_in_another_currency_is_kept_as_refused(cafe):
    machine = Machine()
    answer = machine.post(f"/customers/{cafe}/account/deposits", {"amount": "1", "currency": "EUR"})
    assert (answer.status_code, code_of(answer), answer.json()["available"]) == (409, "other_currency", "500.00")
    assert KeptVerdict.objects.get().verb == "deposit"


def test_a_limit_below_what_is_owed_says_all_that_is_to_be_paid(cafe):
    take_charge(customer=cafe, amount=LIMIT, key="c", **DO)
    set_account(customer=cafe, limit=Money(450_00, "GBP"), is_allowed=True, **DO)
    found, _ = ask_verdict(customer=cafe, amount=Money(10_00, "GBP"), door=Door.TILL, **DO)
    assert found.refusal is not None
    assert "60.00 GBP" in found.refusal.cure.format(**found.refusal.values)
