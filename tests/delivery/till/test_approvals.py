"""A manager's code allows one sale, of one amount, to one customer, at one till, once (D-10, I21)."""

from typing import Any

import pytest

from onaccount.domain.accounts.queries import account_of
from onaccount.domain.people.actions.codes import set_manager_code
from onaccount.domain.people.models import Approval
from onaccount.domain.tills.queries.publications import menus
from tests.delivery.till.machine import Till, at_work
from tests.domain.tills.counter import MANAGER
from tests.stage import AT, CAFE, COMMAND, hire, let_in

pytestmark = pytest.mark.django_db
ACCOUNT = "Customer account"
CODE = "7391"


@pytest.fixture
def manager(clock) -> int:
    by = hire(MANAGER, second_factor=False)
    set_manager_code(code=CODE, by=by, at=AT)
    return int(by.key)


def approved(till: Till, manager: int, right: str, asked: dict[str, Any], **more: Any) -> str:
    amount = sum(payment["amount_minor"] for payment in asked["payments"])
    body = {
        "right": right, "approver": manager, "code": CODE, "about": {"kind": "sale", "key": asked["id"]},
        "amount_minor": amount, "customer": asked["customer"], **more,
    }  # fmt: skip
    answer = till.post("approvals/", body)
    assert answer.status_code == 201, answer.content
    found: str = answer.json()["approval"]
    return found


def over(till: Till, customer: int, minor: int = 512_10) -> dict[str, Any]:
    return till.asked((ACCOUNT, minor), customer=customer)


def with_code(asked: dict[str, Any], name: str, approval: str) -> dict[str, Any]:
    return asked | {"approvals": {name: approval}}


def owed(customer: int) -> int:
    found = account_of(customer, at=AT)
    assert found is not None
    return found.balance.minor


def test_a_code_lets_the_sale_through_that_it_was_given_for(till: Till, widgets: int, manager: int):
    asked = over(till, widgets)
    refused = till.post("sales/", asked)
    assert (refused.status_code, refused.json()["code"]) == (409, "over_limit")
    approval = approved(till, manager, "exceed_limit", asked)
    assert till.post("sales/", with_code(asked, "to_exceed", approval)).status_code == 201
    assert owed(widgets) == 512_10
    kept = Approval.objects.get(pk=approval)
    assert (kept.till, kept.amount_minor, kept.used_at) == (till.number, 512_10, AT)


def test_a_code_for_one_amount_is_good_for_no_other(till: Till, widgets: int, manager: int):
    asked = over(till, widgets)
    approval = approved(till, manager, "exceed_limit", asked)
    more = over(till, widgets, 900_00) | {"id": asked["id"]}
    refused = till.post("sales/", with_code(more, "to_exceed", approval))
    assert (refused.status_code, refused.json()["code"]) == (409, "approval_not_good")
    assert owed(widgets) == 0


def test_a_code_for_one_sale_is_good_for_no_other_of_the_same_amount(till: Till, widgets: int, manager: int):
    approval = approved(till, manager, "exceed_limit", over(till, widgets))
    refused = till.post("sales/", with_code(over(till, widgets), "to_exceed", approval))
    assert refused.json()["code"] == "approval_not_good"


def test_a_code_for_one_customer_is_good_for_no_other(till: Till, widgets: int, manager: int):
    from onaccount.domain.accounts.actions import open_account
    from onaccount.foundation.money import Money

    cafe = let_in(CAFE, login="cafe@quay.example")
    open_account(customer=cafe, currency="GBP", limit=Money(500_00, "GBP"), by=COMMAND, at=AT)
    asked = over(till, widgets)
    approval = approved(till, manager, "exceed_limit", asked)
    refused = till.post("sales/", with_code(asked | {"customer": cafe}, "to_exceed", approval))
    assert refused.json()["code"] == "approval_not_good"


def test_a_code_for_one_till_is_good_at_no_other(till: Till, widgets: int, manager: int):
    asked = over(till, widgets)
    approval = approved(till, manager, "exceed_limit", asked)
    (menu,) = menus()
    other = at_work("Counter 2", by=till.clerk, menu=menu.number)
    here = over(other, widgets) | {"id": asked["id"]}
    refused = other.post("sales/", with_code(here, "to_exceed", approval))
    assert (refused.status_code, refused.json()["code"]) == (409, "approval_not_good")


def test_a_code_is_good_once(till: Till, widgets: int, manager: int):
    asked = over(till, widgets)
    approval = approved(till, manager, "exceed_limit", asked)
    till.post("sales/", with_code(asked, "to_exceed", approval))
    refused = till.post("sales/", with_code(over(till, widgets), "to_exceed", approval))
    assert refused.json()["code"] == "approval_not_good"


def lower(till: Till, customer: int | None, *payments: tuple[str, int]) -> dict[str, Any]:
    asked = till.asked(*payments, customer=customer)
    total = sum(minor for _, minor in payments)
    taken_off = {"product": None, "name": "Discount", "quantity_milli": 1000, "unit_minor": -100, "tax_ppm": 0}
    return asked | {"lines": [{**asked["lines"][0], "unit_minor": total + 100}, taken_off]}


@pytest.mark.parametrize("has_customer", [False, True])
def test_a_code_lets_a_price_be_lowered_for_a_guest_and_for_a_customer(till, widgets, manager, has_customer):
    asked = lower(till, widgets if has_customer else None, ("Cash", 5_00))
    refused = till.post("sales/", asked)
    assert (refused.status_code, refused.json()["code"]) == (409, "manager_code")
    approval = approved(till, manager, "price_override", asked)
    assert till.post("sales/", with_code(asked, "to_override", approval)).status_code == 201


def test_a_code_lets_goods_come_back_for_so_much(till: Till, manager: int):
    sold = till.sell(("Cash", 5_00)).json()["id"]
    back = till.asked(("Cash", 5_00), of=sold, line_of={"0": 0})
    approval = approved(till, manager, "refund", back)
    assert till.post("sales/", with_code(back, "to_refund", approval)).status_code == 201


def test_goods_on_account_come_back_by_a_code(till: Till, widgets: int, manager: int):
    sold = till.sell((ACCOUNT, 5_00), customer=widgets).json()["id"]
    back = till.asked((ACCOUNT, 5_00), customer=widgets, of=sold, line_of={"0": 0})
    approval = approved(till, manager, "refund", back)
    assert till.post("sales/", with_code(back, "to_refund", approval)).status_code == 201
    assert owed(widgets) == 0
