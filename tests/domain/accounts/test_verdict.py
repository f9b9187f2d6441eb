"""The verdict: asked in one order, the same at each door, and what it refuses names what that door can do (D-09)."""

from dataclasses import replace
from itertools import combinations, product
from typing import Any

import pytest

from onaccount.domain.accounts.rules import (
    Answer,
    Door,
    Exposure,
    NoAccount,
    OverLimit,
    OverLimitPolicy,
    Standing,
    check_withdrawal,
    verdict,
)
from onaccount.domain.accounts.rules.standing import ON_CREDIT
from onaccount.domain.accounts.rules.verdict import REMEDY, VerdictRefused
from onaccount.domain.customers.rules.status import Stage, Status
from onaccount.domain.people.permissions import Need
from onaccount.foundation.money import Money

TEN = Money(10_00, "GBP")
STAFFED = {Door.TILL, Door.OFFICE}
TRADES = {(Status.ACTIVE, door) for door in Door} | {(Status.ADMIN, door) for door in STAFFED}


def standing(**more) -> Standing:
    """An Active customer with 500.00, all of it left, where nothing stands against a charge of ten pounds."""
    usual = {"status": Status.ACTIVE, "stage": Stage.PASSED, "door": Door.TILL, "currency": "GBP", "limit": 500_00}
    return Standing(**{**usual, **more})


def code(of: Standing, amount: Money = TEN, **more) -> str:
    return verdict(of, amount, customer=17, **more).code


# What stands against a charge, in the order of asking (D-09), each with what it is answered.
AGAINST: list[tuple[str, dict[str, Any]]] = [
    ("not_allowed", {"is_allowed": False}),
    ("not_active", {"status": Status.INACTIVE}),
    ("suspended", {"is_suspended": True}),
    ("other_currency", {"currency": "EUR"}),
    ("over_day_limit", {"day_left": 9_99}),
    ("prepaid_only", {"stage": Stage.FAILED}),
    ("over_limit", {"limit": 9_99}),
]


def test_no_account_is_asked_before_all_else():
    for door in Door:
        with pytest.raises(NoAccount) as refused:
            verdict(None, TEN, customer=17)
        assert refused.value.status == 404, door


@pytest.mark.parametrize("door", Door)
def test_of_all_that_stands_against_a_charge_the_first_of_the_order_is_said(door):
    for count in range(1, len(AGAINST) + 1):
        for some in combinations(AGAINST, count):
            stands = {name: value for _, each in some for name, value in each.items()}
            assert code(standing(door=door, **stands)) == some[0][0], some
    assert code(standing(door=door)) == "ok"


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("door", Door)
def test_each_status_trades_at_the_doors_that_d09_says(status, door):
    answer = verdict(standing(status=status, door=door), TEN, customer=17)
    may = (status, door) in TRADES
    assert (answer.answer, answer.code) == ((Answer.YES, "ok") if may else (Answer.NO, "not_active"))
    assert ((door, status) in REMEDY) is not may, "each refusal has its cure, and no other has one"


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("limit", [None, 0, 500_00])
def test_whoever_has_not_passed_the_check_spends_its_own_money_alone(stage, limit):
    of = standing(stage=stage, limit=limit, owed=-10_00)
    assert code(of) == "ok"
    over = code(of, Money(10_01, "GBP"))
    if stage in ON_CREDIT:
        assert over == ("over_limit" if limit == 0 else "ok")
    else:
        assert over == ("over_limit" if limit == 0 else "prepaid_only")


@pytest.mark.parametrize(
    ("owed", "holds", "leases", "rise"), [*product((-5_00, 0, 3_00), (0, 2_00), (0, 1_00), (0, 4_00))]
)
def test_at_what_is_left_is_allowed_and_a_penny_over_is_not(owed, holds, leases, rise):
    of = standing(limit=20_00, owed=owed, holds=holds, leases=leases, rise=rise)
    left = 20_00 + rise - owed - holds - leases
    assert of.available == left
    assert code(of, Money(left, "GBP")) == "ok"
    assert code(of, Money(left + 1, "GBP")) == "over_limit"


def test_what_counts_as_used_is_a_setting_and_what_may_be_paid_out_is_not():
    of = standing(limit=0, owed=-20_00, holds=5_00, leases=3_00)
    left = {frozenset(): 20_00, frozenset({Exposure.HOLDS}): 15_00, frozenset({Exposure.LEASES}): 17_00}
    for counts, available in left.items():
        assert (replace(of, counts=counts).available, replace(of, counts=counts).withdrawable) == (available, 12_00)


@pytest.mark.parametrize("exceed", Need)
@pytest.mark.parametrize("policy", OverLimitPolicy)
def test_over_the_limit_the_right_of_whoever_acts_and_the_policy_decide_and_over_nothing_else(exceed, policy):
    wanted = {
        Need.FREE: (Answer.YES, "over_limit_allowed"),
        Need.CODE: (Answer.MANAGER_CODE, "over_limit"),
        Need.NONE: (Answer(policy.value), "over_limit"),
    }[exceed]
    found = verdict(standing(limit=9_99), TEN, customer=17, exceed=exceed, over_limit=policy)
    assert (found.answer, found.code) == wanted
    for said, against in AGAINST[:5]:
        other = verdict(standing(**against), TEN, customer=17, exceed=exceed, over_limit=policy)
        assert (other.answer, other.code) == (Answer.NO, said)


@pytest.mark.parametrize("door", Door)
@pytest.mark.parametrize("owed", [0, 495_00, 600_00])
def test_a_refusal_over_the_limit_says_what_to_pay_now_and_that_is_enough(door, owed):
    of = standing(door=door, owed=owed)
    refusal = verdict(of, Money(500_01, "GBP"), customer=17).refusal
    assert isinstance(refusal, OverLimit)
    pay = int(refusal.values["pay"].replace(".", ""))
    assert f"{refusal.values['pay']} GBP" in str(refusal)
    assert code(replace(of, owed=owed - pay), Money(500_01, "GBP")) == "ok"
    assert code(replace(of, owed=owed - pay + 1), Money(500_01, "GBP")) == "over_limit"


OFFICE_WORDS = ("Approve", "Allow it", "Set its status", "raise the limit", "decide on", "Open one")


@pytest.mark.parametrize("door", [Door.TILL, Door.APP])
def test_no_cure_asks_the_till_or_the_customer_for_what_the_office_does(door):
    stands: list[dict[str, Any]] = [each for _, each in AGAINST] + [
        {"status": status} for status in (Status.NEW, Status.ADMIN)
    ]
    found = [verdict(standing(door=door, **each), TEN, customer=17).refusal for each in stands]
    refusals = [NoAccount(door=door, customer=17), *filter(None, found)]
    for refusal in refusals:
        said = refusal.cure.format(**refusal.values)
        assert said, refusal.code
        assert not any(said.startswith(word) or f"or {word}" in said for word in OFFICE_WORDS), said


def test_only_money_of_the_customers_own_is_paid_out_and_the_refusal_keeps_its_verdict():
    of = standing(owed=-20_00, holds=5_00)
    check_withdrawal(of, Money(15_00, "GBP"), customer=17)
    for amount, said in ((Money(15_01, "GBP"), "not_own_money"), (Money(1, "EUR"), "other_currency")):
        with pytest.raises(VerdictRefused) as refused:
            check_withdrawal(of, amount, customer=17)
        assert (refused.value.code, refused.value.verdict.inputs["owed"]) == (said, "-20.00")
