"""What else the counter asks its till: customers and their accounts, codes of managers, money in and out, the day."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from onaccount.delivery.jobs.on_event import ON_EVENT
from onaccount.domain.accounts.actions import set_account
from onaccount.domain.accounts.queries.many import standings_of
from onaccount.domain.accounts.queries.standing import standing_of
from onaccount.domain.accounts.rules import Door
from onaccount.domain.catalogue.actions import add_level, add_product, archive_product, correct_product, give_level
from onaccount.domain.customers.queries import customer_record
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.actions.codes import set_manager_code
from onaccount.domain.tills.queries.leases import open_leases
from onaccount.domain.vetting.actions import set_status
from onaccount.foundation.money import Money
from tests.delivery.till.machine import Till
from tests.domain.tills.counter import MANAGER
from tests.stage import AT, CAFE, COMMAND, LATER, hire, sign_up, work_off

pytestmark = pytest.mark.django_db
ACCOUNT = "Customer account"
CODE = "7391"


@pytest.fixture
def manager(clock) -> Actor:
    by = hire(MANAGER, second_factor=False)
    set_manager_code(code=CODE, by=by, at=AT)
    return by


def approval(till: Till, manager: Actor, right: str, about: dict[str, Any], code: str = CODE, **more: Any) -> Any:
    asked = {"approver": int(manager.key), "code": code, "right": right, "about": about, **more}
    return till.post("approvals/", asked)


def money(till: Till, customer: int, minor: int, method: str = "Cash", **more: Any) -> dict[str, Any]:
    till.receipts += 1
    return {
        "id": str(uuid4()), "seq": till.receipts, "made_at": AT.isoformat(), "version": till.acknowledged,
        "shift": till.shift, "customer": customer, "method": till.methods[method], "type": method.lower(),
        "amount_minor": minor, **more,
    }  # fmt: skip


# --- customers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["Graham's Widgets", "widgets", "graham wigets", "{number}", "{phone}"])
def test_a_customer_is_found_by_what_they_say_of_themselves(till: Till, widgets: int, typed: str):
    phone = customer_record(widgets).values["phone"]
    if typed == "{phone}" and not phone:
        pytest.skip("the cast has no telephone")
    typed = typed.format(number=widgets, phone=phone)
    (found,) = till.get("customers/", q=typed).json()["customers"]
    assert (found["number"], found["may"], found["available_minor"]) == (widgets, None, 500_00)


def test_nothing_typed_finds_nobody(till: Till, widgets: int):
    assert till.get("customers/", q=" ").json() == {"customers": []}


def test_who_may_not_be_charged_is_found_with_the_reason(till: Till, widgets: int):
    set_status(number=widgets, to=Status.INACTIVE, by=COMMAND, at=AT)
    (found,) = till.get("customers/", q="widgets").json()["customers"]
    assert found["may"] == "not_active"
    assert f"No. {widgets} is Inactive." in found["sentence"]


def test_an_account_shows_what_it_stands_on_and_its_receipts(till: Till, widgets: int, client):
    sold = till.sell((ACCOUNT, 30_00), customer=widgets).json()
    till.contact()
    told = till.get(f"customers/{widgets}/").json()
    assert told["account"]["owed_minor"] == 30_00
    assert told["account"]["leases_minor"] == 94_00
    assert [each["code"] for each in told["postings"]] == [sold["code"]]
    assert [(each["till"], each["rest_minor"]) for each in told["lent"]] == [(till.number, 94_00)]


def test_whoever_was_asked_for_is_known_to_the_till(till: Till, widgets: int):
    assert till.contact()["customers"] == []
    till.get(f"customers/{widgets}/")
    assert [each["number"] for each in till.contact()["customers"]] == [widgets]


def test_a_number_that_nobody_has_is_not_there(till: Till):
    assert till.get("customers/99999/").json()["code"] == "no_such_customer"


def test_nobody_looks_customers_up_without_a_shift(till: Till, widgets: int):
    till.client.delete("/till/shifts/")
    assert till.get("customers/", q="widgets").status_code == 409
    assert till.get(f"customers/{widgets}/").status_code == 409


def test_the_standings_of_many_are_those_that_a_charge_asks(till: Till, widgets: int):
    till.sell((ACCOUNT, 30_00), customer=widgets)
    till.contact()
    one = standing_of(widgets, door=Door.TILL, at=AT)
    assert one is not None
    assert standings_of([widgets], door=Door.TILL, at=AT) == {widgets: one.standing}


# --- products ---------------------------------------------------------------------------------------------------------


def product(sku: str, name: str, price: str, **more: str) -> int:
    return add_product(values={"sku": sku, "name": name, "price": price, **more}, by=COMMAND, at=AT)


def test_the_till_keeps_all_products_and_is_told_of_changes_alone(till: Till):
    brie = product("CHE-1", "Brie", "12.50", unit="kg", barcode="4006381333931", category="Cheese / Soft")
    rye = product("BRE-1", "Rye loaf", "3.60")
    whole = till.get("products/").json()
    assert [each["id"] for each in whole["products"]] == [brie, rye]
    assert (whole["whole"], whole["after"], whole["version"]) == (
        True,
        None,
        till.get("pulse/").json()["products_version"],
    )
    first = whole["products"][0]
    assert (first["price_minor"], first["unit"], first["barcode"]) == (12_50, "kg", "4006381333931")
    later = AT + timedelta(minutes=5)
    correct_product(product=rye, values={"price": "3.80"}, by=COMMAND, at=later)
    archive_product(product=brie, by=COMMAND, at=later)
    assert till.get("pulse/").json()["products_version"] != whole["version"]
    told = till.get("products/", since=whole["version"]).json()
    assert [(each["id"], each["price_minor"]) for each in told["products"]] == [(rye, 3_80)]
    assert (told["whole"], told["gone"]) == (False, [brie])


def test_products_come_page_by_page(till: Till):
    keys = [product(f"P-{n}", f"Product {n}", "1.00") for n in range(3)]
    assert [each["id"] for each in till.get("products/", after=keys[0]).json()["products"]] == keys[1:]
    assert till.get("products/", after="x").json()["code"] == "not_readable"


def test_a_customer_is_told_their_own_prices(till: Till, widgets: int):
    rye = product("BRE-1", "Rye loaf", "3.60")
    level = add_level(name="Trade", off_ppm=100_000, by=COMMAND, at=AT)
    give_level(customer=widgets, level=level, by=COMMAND, at=AT)
    asked = {"customer": widgets, "products": [rye]}
    assert till.post("prices/", asked).json() == {"prices": {str(rye): 3_24}, "list": {str(rye): 3_60}}
    assert till.post("prices/", {"products": [rye]}).json() == {"prices": {str(rye): 3_60}, "list": {str(rye): 3_60}}


# --- codes and accounts -----------------------------------------------------------------------------------------------


def test_an_account_is_added_by_a_managers_code(till: Till, manager: Actor):
    cafe = sign_up(CAFE)
    set_status(number=cafe, to=Status.ADMIN, by=COMMAND, at=AT)
    assert till.post("accounts/", {"customer": cafe}).json()["code"] == "manager_code"
    key = approval(till, manager, "add_account", {"kind": "customer", "key": cafe}).json()["approval"]
    added = till.post("accounts/", {"customer": cafe, "approval": key})
    assert added.status_code == 201
    assert (added.json()["limit_minor"], added.json()["may"]) == (0, "nothing_left")


def test_a_wrong_code_allows_nothing(till: Till, manager: Actor, widgets: int):
    refused = approval(till, manager, "exceed_limit", {"kind": "customer", "key": widgets}, code="2846")
    assert (refused.status_code, refused.json()["code"]) == (422, "code_wrong")
    assert approval(till, manager, "fly", {"kind": "customer", "key": widgets}).json()["code"] == "not_readable"


def test_a_managers_code_lets_one_sale_go_over_the_limit(till: Till, manager: Actor, widgets: int):
    asked = till.asked((ACCOUNT, 512_10), customer=widgets)
    about = {"kind": "sale", "key": asked["id"]}
    key = approval(till, manager, "exceed_limit", about, amount_minor=512_10, customer=widgets).json()["approval"]
    assert till.post("sales/", asked | {"approvals": {"to_exceed": key}}).status_code == 201


def test_a_code_that_was_given_for_a_customer_lets_no_sale_through(till: Till, manager: Actor, widgets: int):
    """It would be good for any amount."""
    key = approval(till, manager, "exceed_limit", {"kind": "customer", "key": widgets}).json()["approval"]
    refused = till.sell((ACCOUNT, 512_10), customer=widgets, approvals={"to_exceed": key})
    assert refused.status_code == 409


# --- money ------------------------------------------------------------------------------------------------------------


def test_money_comes_in_and_goes_out_once(till: Till, widgets: int):
    asked = money(till, widgets, 20_00)
    first, again = till.post("deposits/", asked), till.post("deposits/", asked)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["kind"] == "deposit"
    assert first.json()["account"] == {"before_minor": 0, "after_minor": -20_00, "left_minor": 520_00}
    assert till.post("withdrawals/", money(till, widgets, 5_00)).status_code == 201
    refused = till.post("withdrawals/", money(till, widgets, 15_01))
    assert (refused.status_code, refused.json()["code"]) == (409, "not_own_money")


# --- the day ----------------------------------------------------------------------------------------------------------


def test_the_day_is_counted_and_closed_by_a_code(till: Till, manager: Actor, widgets: int):
    till.sell((ACCOUNT, 30_00), ("Cash", 7_50), customer=widgets)
    so_far = till.get("day/").json()
    assert (so_far["sales"], so_far["gross_minor"], so_far["expected_minor"]) == (1, 37_50, 7_50)
    counted = {"counted_minor": 7_00, "left_minor": 5_00, "waiting": 0}
    assert till.post("day/", counted).json()["code"] == "manager_code"
    key = approval(till, manager, "close_day", {"kind": "till", "key": till.number}).json()["approval"]
    closed = till.post("day/", counted | {"approval": key})
    assert (closed.status_code, closed.json()["difference_minor"]) == (201, -50)
    assert till.get("days/").json()["days"] == [closed.json()]
    assert till.get("day/").json()["sales"] == 0
    assert till.post("day/", counted).json()["code"] == "day_is_empty"


def test_the_sums_of_a_period_are_those_of_its_days(till: Till, widgets: int):
    till.sell((ACCOUNT, 30_00), ("Cash", 7_50), customer=widgets)
    day = AT.date().isoformat()
    told = till.get("sums/", **{"from": day, "to": day}).json()
    assert {each["method"]: each["amount_minor"] for each in told["methods"]} == {ACCOUNT: 30_00, "Cash": 7_50}
    before = (AT - timedelta(days=1)).date().isoformat()
    assert till.get("sums/", **{"from": before, "to": before}).json()["methods"] == []
    assert till.get("sums/", **{"from": day, "to": before}).json()["code"] == "period_backwards"
    assert till.get("sums/", **{"from": "soon", "to": day}).json()["code"] == "not_readable"


# --- leases -----------------------------------------------------------------------------------------------------------


def test_what_tills_were_lent_is_called_back_when_the_customer_changes(till: Till, widgets: int):
    till.sell(("Cash", 1_00), customer=widgets)
    till.contact()
    work_off()
    assert till.get("pulse/").json()["recall"] is False
    set_account(customer=widgets, limit=Money(100_00, "GBP"), is_allowed=True, by=COMMAND, at=AT)
    work_off(at=AT + LATER + LATER)
    assert till.get("pulse/").json()["recall"] is True
    (lease,) = open_leases(till.number)
    assert lease.recalled_at is not None


def test_every_change_that_matters_calls_back():
    for event in (
        "customer.made_inactive", "customer.made_admin", "customer.merged", "customer.unmerged", "account.changed",
        "account.limit_raised", "account.rise_ended", "account.suspended",
    ):  # fmt: skip
        assert "recall_lent" in ON_EVENT[event]
