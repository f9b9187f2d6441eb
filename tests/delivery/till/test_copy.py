"""What a till keeps follows what is so, a little at a time: what changed, what went, and everything when it asks."""

from datetime import timedelta
from typing import Any

import pytest

from onaccount.domain.accounts.actions import open_account, set_account
from onaccount.domain.catalogue.actions import add_product, correct_product
from onaccount.domain.catalogue.models import Product
from onaccount.domain.customers.models import Customer
from onaccount.domain.history.actions import record
from onaccount.domain.history.rules import Subject
from onaccount.domain.tills.models import KnownCustomer
from onaccount.foundation.money import Money
from tests.delivery.till.machine import Till
from tests.stage import AT, CAFE, COMMAND, let_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cafe(clock) -> int:
    number = let_in(CAFE, login="cafe@quay.example")
    open_account(customer=number, currency="GBP", limit=Money(100_00, "GBP"), by=COMMAND, at=AT)
    return number


@pytest.fixture
def told(till: Till, widgets: int, cafe: int) -> dict[str, Any]:
    """Both were at the till, and all leases were lent."""
    for number in (widgets, cafe):
        till.sell(("Cash", 1_00), customer=number)
    till.contact()
    return till.contact()


def numbers(told: dict[str, Any]) -> list[int]:
    return sorted(each["number"] for each in told["customers"])


def test_without_a_moment_all_are_told(till: Till, told, widgets: int, cafe: int):
    assert numbers(told) == sorted([widgets, cafe])
    assert (told["customers_whole"], told["customers_gone"], told["customers_count"]) == (True, [], 2)


def test_since_a_moment_only_who_changed_is_told(till: Till, told, widgets: int, cafe: int, clock):
    clock.shift(60)
    quiet = till.contact(since=told["at"])
    assert (numbers(quiet), quiet["customers_whole"], quiet["customers_count"]) == ([], False, 2)
    clock.shift(60)
    till.sell(("Customer account", 5_00), customer=cafe)
    set_account(customer=widgets, limit=Money(300_00, "GBP"), is_allowed=True, by=COMMAND, at=AT)
    clock.shift(60)
    after = till.contact(since=quiet["at"])
    assert numbers(after) == sorted([widgets, cafe])
    assert {each["number"]: each["limit_minor"] for each in after["customers"]} == {widgets: 300_00, cafe: 100_00}


def test_what_an_answer_said_that_was_lost_is_said_again(till: Till, told, cafe: int, clock):
    clock.shift(60)
    till.sell(("Customer account", 5_00), customer=cafe)
    till.report(since=told["at"])  # its answer never arrives
    clock.shift(60)
    assert cafe in numbers(till.contact(since=told["at"]))


def test_who_is_not_to_be_known_any_more_is_told_once_as_gone(till: Till, told, widgets: int, cafe: int, clock):
    KnownCustomer.objects.filter(customer=cafe).update(seen_at=AT - timedelta(days=31))
    clock.shift(60)
    after = till.contact(since=told["at"])
    assert (after["customers_gone"], after["customers_count"]) == ([cafe], 1)
    clock.shift(60)
    assert till.contact(since=after["at"])["customers_gone"] == []
    till.sell(("Cash", 1_00), customer=cafe)
    clock.shift(60)
    assert cafe in numbers(till.contact(since=after["at"]))


def test_a_name_that_was_corrected_is_told(till: Till, told, cafe: int, clock):
    Customer.objects.filter(pk=cafe).update(name="Quay Coffee")
    clock.shift(60)
    assert [each["name"] for each in till.contact(since=told["at"])["customers"]] == ["Quay Coffee"]


@pytest.mark.parametrize("since", ["", "yesterday", "2126-01-01T00:00:00%2B00:00"])
def test_a_moment_that_is_none_is_answered_with_everything(till: Till, told, since):
    assert till.contact(since=since)["customers_whole"] is True


def test_a_card_that_was_lent_more_meanwhile_is_told(till: Till, told, widgets: int, clock):
    clock.shift(60)
    till.sell(("Customer account", 90_00), customer=widgets)
    clock.shift(60)
    assert widgets in numbers(till.contact(since=told["at"]))


# --- products ---------------------------------------------------------------------------------------------------------


def many(count: int) -> None:
    first = add_product(values={"sku": "A-0", "name": "Rye loaf", "price": "3.20"}, by=COMMAND, at=AT)
    row = Product.objects.get(pk=first)
    fields = {
        field.attname: getattr(row, field.attname)
        for field in Product._meta.concrete_fields
        if not field.primary_key and not field.generated
    }
    Product.objects.bulk_create(
        Product(**{**fields, "sku": f"A-{n}", "sku_key": f"a{n}", "name": f"Loaf {n}"}) for n in range(1, count)
    )


def pages(till: Till, since: str = "") -> list[dict[str, Any]]:
    """As a till reads them: on with `next` until there is none."""
    found, cursor = [], since
    while cursor is not None:
        page = till.get("products/", **({"since": cursor} if cursor else {})).json()
        found.append(page)
        cursor = page["next"]
    return found


def test_more_than_a_thousand_products_all_reach_the_till(till: Till):
    many(2_150)
    found = pages(till)
    assert [len(page["products"]) for page in found] == [1_000, 1_000, 150]
    assert len({each["id"] for page in found for each in page["products"]}) == 2_150
    assert all(page["whole"] for page in found)


def test_more_than_a_thousand_changes_all_reach_the_till(till: Till, clock):
    many(1_200)
    version = pages(till)[0]["version"]
    clock.shift(60)
    Product.objects.update(changed_at=AT + timedelta(minutes=1))
    found = pages(till, version)
    assert [len(page["products"]) for page in found] == [1_000, 200]
    assert not any(page["whole"] for page in found)


def test_only_the_product_that_changed_is_told(till: Till, clock):
    many(3)
    first = Product.objects.get(sku="A-1")
    Product.objects.exclude(pk=first.pk).update(changed_at=AT - timedelta(hours=1))
    version = pages(till)[0]["version"]
    clock.shift(3600)
    correct_product(product=first.pk, values={"price": "4.00"}, by=COMMAND, at=AT + timedelta(hours=1))
    (page,) = pages(till, version)
    assert [each["price_minor"] for each in page["products"]] == [4_00]


def test_an_import_that_is_committed_late_or_taken_back_is_told(till: Till):
    """It has an earlier time than what the till was told of, and what is gone has no row that changed."""
    many(3)
    for event in ("import.applied", "import.undone"):
        version = pages(till)[0]["version"]
        pulse = till.get("pulse/").json()["products_version"]
        assert pulse == version
        Product.objects.filter(sku="A-1").delete()
        record(event, Subject("import", "7"), by=COMMAND, at=AT - timedelta(hours=1))
        assert till.get("pulse/").json()["products_version"] != pulse
        (page,) = pages(till, version)
        assert page["whole"]
        assert len(page["products"]) == 2
