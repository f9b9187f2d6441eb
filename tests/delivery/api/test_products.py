"""Machines read products at the prices of a customer, add them, and correct the version that they read."""

import pytest

from onaccount.domain.catalogue.actions import add_level, give_level
from tests.delivery.api.machine import Machine, code_of, token
from tests.stage import AT, COMMAND, sign_up

pytestmark = pytest.mark.django_db
BRIE = {"sku": "CHE-1", "name": "Brie", "price": "10.00", "category": "Cheese / Soft", "unit": "kg"}


@pytest.fixture
def machine() -> Machine:
    return Machine()


def change(machine: Machine, path: str, version: str, **values):
    return machine.ask("PATCH", path, values, headers={"If-Match": version})


def test_a_product_is_added_once_per_key_and_read_by_its_address(machine):
    added = machine.post("/products", BRIE, key="k1")
    assert added.status_code == 201
    assert machine.post("/products", BRIE, key="k1").json() == added.json()
    assert code_of(machine.post("/products", BRIE)) == "sku_taken"
    path = added["Location"].removeprefix("/api/v1")
    told = machine.get(path)
    assert told.json() == added.json()
    assert (told.json()["price"], told.json()["category"], told.json()["is_available"]) == (
        "10.00",
        "Cheese / Soft",
        True,
    )
    assert machine.get(path, headers={"If-None-Match": told["ETag"]}).status_code == 304


def test_all_that_is_wrong_with_a_product_is_told_at_once(machine):
    answer = machine.post("/products", {"sku": "", "name": "Brie", "price": "dear"})
    assert answer.status_code == 422
    assert {each["code"] for each in answer.json()["errors"]} == {"needs_sku", "not_a_price"}


def test_a_change_names_the_version_that_it_is_made_to(machine):
    added = machine.post("/products", BRIE)
    path, version = added["Location"].removeprefix("/api/v1"), added["ETag"]
    assert code_of(machine.ask("PATCH", path, {"price": "11"})) == "precondition_required"
    assert change(machine, path, '"x"', price="11").status_code == 400
    changed = change(machine, path, version, price="11")
    assert changed.json()["price"] == "11.00"
    assert code_of(change(machine, path, version, price="12")) == "product_changed"
    archived = change(machine, path, changed["ETag"], is_archived=True)
    assert archived.json()["is_archived"] is True
    assert code_of(change(machine, path, archived["ETag"], price="12")) == "product_archived"
    back = change(machine, path, archived["ETag"], is_archived=False, price="12")
    assert (back.json()["is_archived"], back.json()["price"]) == (False, "12.00")


def test_a_list_is_read_part_by_part_and_narrowed(machine):
    for n in range(5):
        machine.post("/products", BRIE | {"sku": f"CHE-{n}", "name": f"Brie {n}"})
    skus, cursor = [], ""
    while True:
        answer = machine.get("/products", limit="2", cursor=cursor).json()
        skus += [each["sku"] for each in answer["items"]]
        if not (cursor := answer["next"]):
            break
    assert skus == [f"CHE-{n}" for n in range(5)]
    assert machine.get("/products", q="che-3").json()["items"][0]["sku"] == "CHE-3"
    assert machine.get("/products", q="briee").json()["similar"]
    assert machine.get("/products", shelf="archived").json()["items"] == []
    assert machine.get("/products", shelf="x").status_code == 422


def test_prices_are_those_of_the_customer_that_is_named(machine):
    machine.post("/products", BRIE)
    number = sign_up()
    level = add_level(name="Trade", off_ppm=100_000, by=COMMAND, at=AT)
    give_level(customer=number, level=level, by=COMMAND, at=AT)
    (told,) = machine.get("/products", customer=str(number)).json()["items"]
    assert (told["price"], told["own_price"], told["price_level"]) == ("9.00", "10.00", level)
    assert machine.get("/products", customer="4711").status_code == 404
    narrow = Machine(token("catalogue:read"))
    assert narrow.get("/products").status_code == 200
    assert code_of(narrow.get("/products", customer=str(number))) == "right_missing"


# --- categories, price levels, tax classes ---


def test_categories_are_made_in_one_another_moved_and_deleted_when_empty(machine):
    top = machine.post("/product-categories", {"name": "Cheese"}).json()
    below = machine.post("/product-categories", {"name": "Soft", "parent": top["id"]}).json()
    assert [each["name"] for each in machine.get("/product-categories").json()["items"]] == ["Cheese", "Soft"]
    assert code_of(machine.ask("DELETE", f"/product-categories/{top['id']}")) == "category_in_use"
    moved = machine.ask("PATCH", f"/product-categories/{below['id']}", {"parent": None, "name": "Soft cheese"})
    assert (moved.json()["parent"], moved.json()["name"]) == (None, "Soft cheese")
    assert machine.ask("DELETE", f"/product-categories/{top['id']}").status_code == 204
    assert machine.get(f"/product-categories/{top['id']}").status_code == 404


def test_a_price_level_is_agreed_with_a_customer_and_holds_for_its_prices(machine):
    number = sign_up()
    level = machine.post("/price-levels", {"name": "Trade", "off_percent": "12.5"}).json()
    assert level["off_percent"] == "12.5"
    agreed = machine.ask("PUT", f"/customers/{number}/price-level", {"price_level": level["id"]})
    assert agreed.json() == {"price_level": level["id"], "name": "Trade"}
    machine.post("/products", BRIE)
    (brie,) = machine.get(f"/products?customer={number}").json()["items"]
    assert (brie["price"], brie["own_price"]) == ("8.75", "10.00")
    machine.ask("PUT", f"/customers/{number}/price-level", {"price_level": None})
    assert machine.get(f"/customers/{number}/price-level").json() == {"price_level": None, "name": ""}
    assert machine.ask("PUT", f"/customers/{number}/price-level", {"price_level": 10**9}).status_code == 404
    assert machine.post("/price-levels", {"name": "Odd", "off_percent": "a lot"}).status_code == 422


def test_a_tax_class_of_nothing_says_why(machine):
    assert machine.post("/tax-classes", {"name": "Food", "rate": "0"}).status_code == 422
    told = machine.post("/tax-classes", {"name": "Food", "rate": "0", "exempt_reason": "Zero-rated"})
    assert (told.json()["rate"], told.json()["is_default"]) == ("0", True)
    put = machine.ask("PUT", f"/tax-classes/{told.json()['id']}", {"name": "Standard", "rate": "20"})
    assert (put.json()["name"], put.json()["rate"], put.json()["is_default"]) == ("Standard", "20", True)
