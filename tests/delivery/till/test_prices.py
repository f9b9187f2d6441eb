"""A sale costs what the server says; what somebody changed needs the right to, or a manager's code (D-10)."""

from typing import Any

import pytest

from onaccount.domain.catalogue.actions import add_level, add_product, correct_product, give_level, set_price
from onaccount.domain.people.models import Group, Principal
from onaccount.domain.tills.models import SaleLine
from onaccount.foundation.money import Money
from tests.delivery.till.machine import Till
from tests.stage import AT, COMMAND

pytestmark = pytest.mark.django_db


@pytest.fixture
def rye(clock) -> int:
    return add_product(values={"sku": "BRE-1", "name": "Rye loaf", "price": "3.60"}, by=COMMAND, at=AT)


@pytest.fixture
def trade(widgets: int, rye: int) -> int:
    """Widgets pay a tenth less, and from ten loaves on 3.00."""
    level = add_level(name="Trade", off_ppm=100_000, by=COMMAND, at=AT)
    give_level(customer=widgets, level=level, by=COMMAND, at=AT)
    return level


def loaves(till: Till, product: int, unit: int, listed: int | None = None, *, count: int = 1, **more: Any) -> Any:
    line = {
        "product": product, "sku": "BRE-1", "name": "Rye loaf", "quantity_milli": count * 1000, "unit_minor": unit,
        "list_minor": unit if listed is None else listed, "tax_ppm": 0,
    }  # fmt: skip
    return till.sell(("Cash", unit * count), lines=[line], **more)


def allow_prices(till: Till, need: str) -> None:
    group = Principal.objects.get(pk=till.clerk.key).group
    assert group is not None
    Group.objects.filter(pk=group.pk).update(front={**(group.front or {}), "price_override": need})


def test_the_price_of_the_list_is_taken(till: Till, rye: int):
    assert loaves(till, rye, 3_60).status_code == 201
    assert SaleLine.objects.get().list_minor == 3_60


@pytest.mark.parametrize(("need", "told"), [("none", (403, "right_missing")), ("code", (409, "manager_code"))])
def test_a_changed_price_needs_the_right(till: Till, rye: int, need, told):
    allow_prices(till, need)
    refused = loaves(till, rye, 1_00, 3_60)
    assert (refused.status_code, refused.json()["code"]) == told
    allow_prices(till, "free")
    assert loaves(till, rye, 1_00, 3_60).status_code == 201
    assert SaleLine.objects.get().list_minor == 3_60


def test_the_tills_word_for_the_list_is_none(till: Till, rye: int):
    refused = loaves(till, rye, 1_00, 1_00)
    assert (refused.status_code, refused.json()["code"]) == (409, "price_changed")
    assert refused.json()["prices"] == [{"position": 0, "product": rye, "unit_minor": 3_60, "tax_ppm": 0}]
    assert refused.json()["sentence"] == "Rye loaf costs 3.60 GBP now."


def test_a_till_that_shows_a_price_of_before_is_told_the_one_of_now(till: Till, rye: int):
    correct_product(product=rye, values={"price": "3.80"}, by=COMMAND, at=AT)
    refused = loaves(till, rye, 3_60)
    assert [each["unit_minor"] for each in refused.json()["prices"]] == [3_80]
    assert loaves(till, rye, 3_80).status_code == 201


def test_a_tax_of_before_is_told_too(till: Till, rye: int):
    line = {"product": rye, "name": "Rye loaf", "quantity_milli": 1000, "unit_minor": 3_60, "list_minor": 3_60}
    refused = till.sell(("Cash", 3_60), lines=[{**line, "tax_ppm": 50_000}])
    assert refused.json()["code"] == "price_changed"


def test_a_customer_pays_their_own_price_and_nobody_else_does(till: Till, widgets: int, rye: int, trade: int):
    assert loaves(till, rye, 3_24, customer=widgets).status_code == 201
    assert loaves(till, rye, 3_60, customer=widgets).json()["code"] == "price_changed"
    unlinked = loaves(till, rye, 3_24)
    assert (unlinked.json()["code"], unlinked.json()["prices"][0]["unit_minor"]) == ("price_changed", 3_60)


def test_so_many_cost_less(till: Till, widgets: int, rye: int, trade: int):
    set_price(level=trade, product=rye, from_milli=10_000, price=Money(3_00, "GBP"), by=COMMAND, at=AT)
    asked = {"customer": widgets, "products": [rye], "quantities": {str(rye): 10_000}}
    assert till.post("prices/", asked).json() == {"prices": {str(rye): 3_00}, "list": {str(rye): 3_60}}
    assert loaves(till, rye, 3_00, count=10, customer=widgets).status_code == 201
    assert loaves(till, rye, 3_24, count=10, customer=widgets).json()["code"] == "price_changed"


@pytest.mark.parametrize("quantities", [{"x": 1}, {"1": 0}, {"1": "2"}, [1]])
def test_quantities_that_are_none_are_not_read(till: Till, rye: int, quantities):
    refused = till.post("prices/", {"products": [rye], "quantities": quantities})
    assert refused.json()["code"] == "not_readable"


def test_a_line_below_nothing_needs_the_right(till: Till):
    lines = [
        {"product": None, "name": name, "quantity_milli": 1000, "unit_minor": unit, "tax_ppm": 0}
        for name, unit in (("Plain amount", 5_00), ("Discount", -1_00))
    ]
    refused = till.sell(("Cash", 4_00), lines=lines)
    assert (refused.status_code, refused.json()["code"]) == (409, "manager_code")
    allow_prices(till, "free")
    assert till.sell(("Cash", 4_00), lines=lines).status_code == 201
