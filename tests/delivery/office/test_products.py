"""The pages of the catalogue: kept by hand, refused with the cure, found all the same when misspelt."""

import pytest

from onaccount.domain.catalogue.actions import add_level, add_product, give_level_to_tag
from onaccount.domain.catalogue.queries import category_tree, level_prices, product_by_key, product_by_sku
from onaccount.domain.catalogue.queries.entries import own_level_of, price_levels, tax_classes
from tests.stage import AT, COMMAND, sign_up

PRODUCTS = "/office/products/"
BRIE = {"sku": "CHE-1", "name": "Brie", "price": "10.00", "category": "Cheese", "is_available": "on"}


@pytest.fixture
def brie(db) -> int:
    return add_product(values={**BRIE, "is_available": "yes"}, by=COMMAND, at=AT)


def test_a_product_is_added_found_corrected_archived_and_brought_back(nadia):
    assert "No products yet" in nadia.get(PRODUCTS).content.decode()
    refused = nadia.post(f"{PRODUCTS}new/", {**BRIE, "price": "dear"})
    assert refused.status_code == 422
    assert "is not a price" in refused.content.decode()
    added = nadia.post(f"{PRODUCTS}new/", BRIE)
    page = added["Location"]
    assert "Brie" in nadia.get(PRODUCTS, {"q": "che-1"}).content.decode()
    assert [row["name"] for row in nadia.get(PRODUCTS, {"q": "breie"}).context["similar"]] == ["Brie"]
    assert "£10.00" in nadia.get(page).content.decode()
    assert nadia.post(page, {**BRIE, "price": "12", "version": "1"}).status_code == 302
    old = nadia.post(page, {**BRIE, "price": "13", "version": "1"})
    assert (old.status_code, str(product_by_sku("che-1").own_price)) == (422, "12.00")
    assert nadia.post(f"{page}archive/").status_code == 302
    assert "Brie" not in nadia.get(PRODUCTS).content.decode()
    assert "Brie" in nadia.get(PRODUCTS, {"shelf": "archived"}).content.decode()
    nadia.post(f"{page}restoration/")
    assert "Brie" in nadia.get(PRODUCTS).content.decode()


def test_a_level_asks_a_price_or_a_share_from_a_quantity_on(nadia, brie):
    level, page = add_level(name="Trade", by=COMMAND, at=AT), f"{PRODUCTS}{brie}/"
    assert nadia.post(f"{page}prices/", {"level": level}).status_code == 422
    assert nadia.post(f"{page}prices/", {"level": level, "price": "x"}).status_code == 422
    nadia.post(f"{page}prices/", {"level": level, "price": "8.50", "quantity": "10"})
    nadia.post(f"{page}prices/", {"level": level, "off": "12.5"})
    shown = nadia.get(page).content.decode()
    assert "£8.50" in shown
    assert "12.5 % off" in shown
    nadia.post(f"{page}prices/{level_prices(brie)[0].key}/removal/")
    assert len(level_prices(brie)) == 1


def test_who_sees_a_product_is_settled_on_its_page(nadia, brie):
    nadia.post(f"{PRODUCTS}{brie}/audience/", {"whom": "some", "tags": "Chefs; Hotels"})
    assert "Chefs; Hotels" in nadia.get(f"{PRODUCTS}{brie}/").content.decode()
    nadia.post(f"{PRODUCTS}{brie}/audience/", {"whom": "all", "tags": "Chefs"})
    assert not product_by_key(brie).is_for_some


def test_categories_are_added_moved_and_only_empty_ones_deleted(nadia, brie):
    page = f"{PRODUCTS}categories/"
    nadia.post(page, {"name": "Oil"})
    assert nadia.post(page, {"name": "oil"}).status_code == 422
    cheese, oil = (row.key for row in category_tree())
    nadia.post(f"{page}{oil}/place/", {"way": "up"})
    assert [row.name for row in category_tree()] == ["Oil", "Cheese"]
    refused = nadia.post(f"{page}{cheese}/removal/")
    assert "Move them to another category first" in refused.content.decode()
    nadia.post(f"{page}{oil}/", {"name": "Oils", "parent": cheese})
    assert [(row.name, row.depth) for row in category_tree()] == [("Cheese", 0), ("Oils", 1)]
    assert nadia.post(f"{page}{oil}/removal/").status_code == 302
    assert nadia.get(f"{page}{oil}/").status_code == 404


def test_a_level_is_given_to_a_tag_or_a_customer_and_taken_away(nadia, brie):
    page, number = f"{PRODUCTS}levels/", sign_up(tags="Chefs")
    assert nadia.post(page, {"name": "Trade", "off": "a lot"}).status_code == 422
    nadia.post(page, {"name": "Trade", "off": "10"})
    level = price_levels()[0].key
    holders = f"{page}{level}/holders/"
    assert nadia.post(holders, {"tag": "nobody has it"}).status_code == 422
    assert nadia.post(holders, {"customer": "x"}).status_code == 422
    nadia.post(holders, {"tag": "chefs"})
    nadia.post(holders, {"customer": str(number)})
    own = own_level_of(number)
    assert own is not None
    assert (own.name, price_levels()[0].tags) == ("Trade", ("Chefs",))
    nadia.post(holders, {"tag": "chefs", "take": "yes"})
    assert price_levels()[0].tags == ()
    give_level_to_tag(tag="Chefs", level=level, by=COMMAND, at=AT)
    nadia.post(f"{page}{level}/removal/")
    assert price_levels() == []


def test_a_tax_class_without_tax_needs_a_reason(nadia):
    page = f"{PRODUCTS}taxes/"
    refused = nadia.post(page, {"name": "Food", "rate": "0"})
    assert "needs a reason" in refused.content.decode()
    nadia.post(page, {"name": "Food", "rate": "0", "exempt_reason": "Zero-rated"})
    (row,) = tax_classes()
    nadia.post(f"{page}{row.key}/", {"name": "Standard", "rate": "19,5"})
    assert [(each.name, each.rate_ppm, each.is_default) for each in tax_classes()] == [("Standard", 195_000, True)]
    nadia.post(f"{page}{row.key}/removal/")
    assert tax_classes() == []


def test_the_price_level_of_a_customer_is_settled_on_its_page(nadia):
    number = sign_up()
    nadia.post(f"{PRODUCTS}levels/", {"name": "Trade", "off": "10"})
    level = price_levels()[0].key
    page = f"/office/customers/{number}/"
    assert nadia.post(f"{page}price-level/", {"level": "999999999"}).status_code == 422
    assert nadia.post(f"{page}price-level/", {"level": str(level)}).status_code == 302
    own = own_level_of(number)
    assert own is not None
    assert own.name == "Trade"
    shown = nadia.get(page).content.decode()
    assert "Trade" in shown
    assert "settled the price level" in shown
    nadia.post(f"{page}price-level/", {"level": ""})
    assert own_level_of(number) is None
