"""What a till sends is sold once, or refused in a sentence of its own; and a till sees what it sold itself (I16)."""

from typing import Any
from uuid import uuid4

import pytest

from onaccount.domain.accounts.actions import set_account
from onaccount.domain.accounts.models import CustomerAccount
from onaccount.domain.accounts.queries import account_of
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.people.models import Group, Principal
from onaccount.domain.tills.queries.publications import menus
from onaccount.domain.vetting.actions import set_status
from onaccount.foundation.money import Money
from tests.delivery.till.machine import Till, at_work
from tests.stage import AT, CAFE, COMMAND, sign_up

pytestmark = pytest.mark.django_db
ACCOUNT = "Customer account"


def balance(customer: int) -> int:
    found = account_of(customer, at=AT)
    assert found is not None
    return found.balance.minor


def test_a_charge_is_answered_with_its_receipt(till: Till, widgets: int, client):
    answer = till.sell((ACCOUNT, 37_50), customer=widgets)
    assert answer.status_code == 201
    told = answer.json()
    assert told["label"] == f"{till.number}A-000001"
    assert (told["clerk"], told["till"]) == (till.clerk.name, "Counter 1")
    assert told["customer"]["number"] == widgets
    assert told["payments"] == [
        {"method": ACCOUNT, "type": "account", "amount_minor": 37_50, "given_minor": None}
    ]  # fmt: skip
    assert told["account"] == {"before_minor": 0, "after_minor": 37_50, "left_minor": 462_50}
    assert told["verify_url"].endswith(f"/verify/{told['code']}/")
    assert client.get(f"/verify/{told['code']}/").status_code == 200
    assert till.get(f"sales/{told['id']}/").json() == told
    assert [each["id"] for each in till.get("sales/").json()["sales"]] == [told["id"]]


def test_the_same_sale_again_is_answered_as_before(till: Till, widgets: int):
    asked = till.asked((ACCOUNT, 37_50), customer=widgets)
    first, again = till.post("sales/", asked), till.post("sales/", asked)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert balance(widgets) == 37_50


def test_a_sale_without_an_answer_is_finished_offline_and_is_one(till: Till, widgets: int):
    till.sell(("Cash", 1_00), customer=widgets)
    (lease,) = till.contact()["leases"]
    asked = till.asked((ACCOUNT, 37_50), customer=widgets)
    first = till.post("sales/", asked)
    asked["payments"][0]["lease"] = lease["id"]
    again = till.post("sales/", asked | {"is_offline": True})
    assert again.status_code == 200
    assert again.json()["id"] == first.json()["id"]
    assert balance(widgets) == 37_50


def test_what_was_sold_without_network_is_theirs_in_whose_shift_it_was(till: Till, widgets: int):
    till.sell(("Cash", 1_00), customer=widgets)
    (lease,) = till.contact()["leases"]
    asked = till.asked((ACCOUNT, 37_50), customer=widgets, is_offline=True)
    asked["payments"][0]["lease"] = lease["id"]
    till.client.delete("/till/shifts/")
    told = till.post("sales/", asked).json()
    assert (told["clerk"], told["offline"], told["exception"]) == (till.clerk.name, True, False)


def test_another_sale_under_a_number_that_was_given_is_refused(till: Till):
    till.sell(("Cash", 1_00))
    refused = till.sell(("Cash", 2_00), seq=1)
    assert (refused.status_code, refused.json()["code"]) == (409, "receipt_number_taken")


def test_another_tills_receipts_are_not_there(till: Till, widgets: int):
    """I16: its token opens its own sales, and those of others look as if there were none."""
    sold = till.sell(("Cash", 5_00)).json()["id"]
    second = second_till(till)
    assert second.get(f"sales/{sold}/").json() == till.get(f"sales/{uuid4()}/").json()
    assert second.get(f"sales/{sold}/").status_code == 404
    assert second.get("sales/").json()["sales"] == []
    back = second.sell(("Cash", 5_00), of=sold, line_of={"0": 0})
    assert (back.status_code, back.json()["code"]) == (404, "no_such_sale")


def second_till(first: Till) -> Till:
    (menu,) = menus()
    return at_work("Counter 2", by=first.clerk, menu=menu.number)


# --- every wrong state has a sentence of its own ---------------------------------------------------------------------


def inactive(till: Till, customer: int) -> Any:
    set_status(number=customer, to=Status.INACTIVE, by=COMMAND, at=AT)
    return till.sell((ACCOUNT, 1_00), customer=customer)


def not_allowed(till: Till, customer: int) -> Any:
    set_account(customer=customer, limit=Money(500_00, "GBP"), is_allowed=False, by=COMMAND, at=AT)
    return till.sell((ACCOUNT, 1_00), customer=customer)


def no_account(till: Till, _customer: int) -> Any:
    cafe = sign_up(CAFE)
    set_status(number=cafe, to=Status.ADMIN, by=COMMAND, at=AT)
    return till.sell((ACCOUNT, 1_00), customer=cafe)


def over_limit(till: Till, customer: int) -> Any:
    return till.sell((ACCOUNT, 500_01), customer=customer)


def suspended(till: Till, customer: int) -> Any:
    CustomerAccount.objects.filter(pk=customer).update(suspended_at=AT)  # billing will, once it is there
    return till.sell((ACCOUNT, 1_00), customer=customer)


def not_in_menu(till: Till, _customer: int) -> Any:
    return till.sell(("Cash", 1_00), payments=[{"method": 9_999, "type": "voucher", "amount_minor": 1_00}])


def no_customer(till: Till, _customer: int) -> Any:
    return till.sell((ACCOUNT, 1_00))


def not_paired(till: Till, _customer: int) -> Any:
    till.client.cookies.clear()
    return till.sell(("Cash", 1_00))


def no_shift(till: Till, _customer: int) -> Any:
    till.client.delete("/till/shifts/")
    return till.sell(("Cash", 1_00))


def right_missing(till: Till, customer: int) -> Any:
    take_right_away(till, "pay_with_account")
    return till.sell((ACCOUNT, 1_00), customer=customer)


def code_needed(till: Till, _customer: int) -> Any:
    sold = till.sell(("Cash", 5_00)).json()["id"]
    return till.sell(("Cash", 5_00), of=sold, line_of={"0": 0})


def too_little_paid(till: Till, _customer: int) -> Any:
    return till.sell(
        ("Cash", 5_00), payments=[{"method": till.methods["Cash"], "type": "cash", "amount_minor": 4_00}]
    )  # fmt: skip


def unreadable(till: Till, _customer: int) -> Any:
    return till.sell(("Cash", 5_00), made_at="yesterday")


def take_right_away(till: Till, right: str) -> None:
    group = Principal.objects.get(pk=till.clerk.key).group
    assert group is not None
    Group.objects.filter(pk=group.pk).update(front={**(group.front or {}), right: "none"})


WRONG = {
    inactive: (409, "not_active"),
    not_allowed: (409, "not_allowed"),
    no_account: (404, "no_account"),
    over_limit: (409, "over_limit"),
    suspended: (409, "suspended"),
    not_in_menu: (409, "method_not_in_menu"),
    no_customer: (422, "customer_needed"),
    not_paired: (401, "till_not_paired"),
    no_shift: (409, "no_shift"),
    right_missing: (403, "right_missing"),
    code_needed: (409, "manager_code"),
    too_little_paid: (422, "sale_not_balanced"),
    unreadable: (422, "not_readable"),
}


@pytest.mark.parametrize(("state", "told"), WRONG.items(), ids=lambda each: getattr(each, "__name__", ""))
def test_each_wrong_state_is_refused_and_nothing_is_sold(till: Till, widgets: int, state, told):
    refused = state(till, widgets)
    assert (refused.status_code, refused.json()["code"]) == told
    assert refused.json()["sentence"]
    assert refused.json()["cure"]
    assert balance(widgets) == 0


def test_each_wrong_state_has_a_sentence_of_its_own(till: Till, widgets: int):
    sentences = [state(till, widgets).json()["sentence"] for state in (over_limit, not_in_menu, no_customer,
                 too_little_paid, code_needed, unreadable, no_account, not_allowed)]  # fmt: skip
    assert len(set(sentences)) == len(sentences)


def test_over_the_limit_says_what_is_left(till: Till, widgets: int):
    assert over_limit(till, widgets).json()["available"] == "500.00"
