"""A product has one SKU whatever the case, one barcode, a price; it is archived and never deleted."""

from typing import Any

import pytest

from onaccount.domain.catalogue.actions import (
    add_level,
    add_product,
    add_tax_class,
    archive_product,
    correct_product,
    delete_tax_class,
    give_level,
    give_level_to_tag,
    remove_price,
    restore_product,
    set_price,
    show_product,
)
from onaccount.domain.catalogue.actions.taxes import NoSuchTaxClass
from onaccount.domain.catalogue.models import Product
from onaccount.domain.catalogue.queries import (
    Filter,
    Shelf,
    level_prices,
    prices_of,
    product_by_key,
    product_by_sku,
    products_for_sale,
    products_page,
    shelf_counts,
)
from onaccount.domain.catalogue.rules.products import NeedsPrice, NotAPrice, WrongCheckDigit
from onaccount.domain.catalogue.rules.refused import (
    BarcodeTaken,
    ExemptNeedsReason,
    PriceOrShare,
    ProductArchived,
    ProductChanged,
    ReasonNotExempt,
    SkuTaken,
    TaxClassInUse,
)
from onaccount.domain.customers.actions import add_tag
from onaccount.domain.customers.actions.labels import rename_tag
from onaccount.domain.customers.queries.labels import tag_labels
from onaccount.domain.history.models import Event
from onaccount.domain.matching.actions import merge_customers
from onaccount.domain.people.rules import NotAllowed
from onaccount.foundation.money import Money, OtherCurrency
from tests.stage import AT, CAFE, COMMAND, INES, hire, sign_up

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": COMMAND, "at": AT}


def names(page) -> list[str]:
    return [row.name for row in page.rows]


def test_a_product_is_kept_as_typed_and_history_says_so(add):
    key = add("CHE-1", "Brie de Meaux", "12.5", unit="kg", category="Cheese / Soft", barcode="4006381333931")
    row = product_by_key(key)
    assert (row.sku, row.name, row.unit, row.category) == ("CHE-1", "Brie de Meaux", "kg", "Cheese / Soft")
    assert (row.own_price, row.barcode, row.is_available) == (Money(12_50, "GBP"), "4006381333931", True)
    assert Event.objects.get(name="product.added").subject_key == str(key)


def test_no_two_products_share_a_sku_whatever_the_case(add):
    add("che-1")
    with pytest.raises(SkuTaken, match="che-1 is Brie already"):
        add(" CHE-1 ")
    assert product_by_sku("Che-1").sku == "che-1"


def test_a_scanner_finds_one_product(add):
    first = add("A", barcode="4006381333931")
    with pytest.raises(BarcodeTaken):
        add("B", barcode="4006381333931")
    archive_product(product=first, **BY)
    add("B", barcode="4006381333931")
    with pytest.raises(BarcodeTaken):
        restore_product(product=first, **BY)


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({"price": ""}, NeedsPrice),
        ({"price": "cheap"}, NotAPrice),
        ({"price": "-1"}, NotAPrice),
        ({"barcode": "4006381333932"}, WrongCheckDigit),
        ({"tax_class": "None such"}, NoSuchTaxClass),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(db, typed, refusal):
    values = {"sku": "A", "name": "Brie", "price": "1", **typed}
    with pytest.raises(refusal):
        add_product(values=values, **BY)
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    ("typed", "minor"),
    [("12", 12_00), ("12.5", 12_50), ("£12.50", 12_50), ("12,50 EUR", 12_50), ("1,234.50", 1234_50),
     ("1.234,50", 1234_50), ("1 234.50", 1234_50), ("0", 0)],
)  # fmt: skip
def test_a_price_is_read_as_people_write_it(add, typed, minor):
    assert product_by_key(add("A", price=typed)).own_price == Money(minor, "GBP")


def test_twelve_digits_and_thirteen_are_one_article(add):
    assert product_by_key(add("A", barcode="036000291452")).barcode == "0036000291452"
    assert names(products_page(Filter(text="036000291452"))) == ["Brie"]


def test_a_correction_writes_what_is_given_and_keeps_the_rest(add):
    key = add("A", unit="kg")
    changed = correct_product(product=key, values={"price": "11"}, expected=1, **BY)
    assert changed == {"price": ("10.00 GBP", "11.00 GBP")}
    assert product_by_key(key).unit == "kg"
    with pytest.raises(ProductChanged):
        correct_product(product=key, values={"price": "9"}, expected=1, **BY)
    assert correct_product(product=key, values={"price": "11.00"}, expected=2, **BY) == {}


def test_what_is_archived_is_in_no_list_and_is_not_corrected(add):
    key = add("A")
    add("B", is_available="no")
    archive_product(product=key, **BY)
    counts = shelf_counts(Filter())
    assert [counts[shelf] for shelf in Shelf] == [1, 0, 1, 1]
    assert products_for_sale(None) == []
    with pytest.raises(ProductArchived):
        correct_product(product=key, values={"name": "Camembert"}, **BY)
    restore_product(product=key, **BY)
    assert [row.key for row in products_for_sale(None)] == [key]


def test_who_may_only_look_changes_nothing(add):
    key, ines = add("A"), hire(INES)
    for verb in (archive_product, restore_product):
        with pytest.raises(NotAllowed):
            verb(product=key, by=ines, at=AT)
    with pytest.raises(NotAllowed):
        add_product(values={"sku": "B", "name": "Brie", "price": "1"}, by=ines, at=AT)


def test_a_rate_of_nothing_needs_a_reason_and_a_reason_a_rate_of_nothing(add):
    with pytest.raises(ExemptNeedsReason):
        add_tax_class(name="Exempt", rate_ppm=0, **BY)
    with pytest.raises(ReasonNotExempt):
        add_tax_class(name="Standard", rate_ppm=200_000, exempt_reason="Why", **BY)
    standard = add_tax_class(name="Standard", rate_ppm=200_000, **BY)
    food = add_tax_class(name="Food", rate_ppm=0, exempt_reason="Food is zero-rated", **BY)
    first, second = product_by_key(add("A", tax_class="food")).tax, product_by_key(add("B")).tax
    assert first is not None
    assert second is not None
    assert (first.key, second.key) == (food, standard)  # the first one made is the default
    for tax in (food, standard):
        with pytest.raises(TaxClassInUse):
            delete_tax_class(tax_class=tax, **BY)


# --- levels -----------------------------------------------------------------------------------------------------------


def test_a_customer_pays_by_its_own_level_and_else_by_its_tags(add):
    key, other, number = add("A"), add("B"), sign_up()
    trade, chefs = add_level(name="Trade", **BY), add_level(name="Chefs", off_ppm=50_000, **BY)
    set_price(product=key, level=trade, price=Money(8_00, "GBP"), **BY)
    assert prices_of([key], number)[key].unit.minor == 10_00
    add_tag(number=number, name="Restaurant", **BY)
    give_level_to_tag(tag="restaurant", level=chefs, **BY)
    assert [prices_of([key, other], number)[each].unit.minor for each in (key, other)] == [9_50, 9_50]
    give_level(customer=number, level=trade, **BY)
    assert [prices_of([key, other], number)[each].unit.minor for each in (key, other)] == [8_00, 9_50]
    give_level(customer=number, level=None, **BY)
    assert prices_of([key], number)[key].unit.minor == 9_50


def test_who_was_merged_leaves_its_level_to_a_survivor_that_has_none(add):
    key, number, other = add("A"), sign_up(), sign_up(CAFE)
    trade = add_level(name="Trade", off_ppm=100_000, **BY)
    give_level(customer=other, level=trade, **BY)
    merge_customers(loser=other, survivor=number, **BY)
    assert [prices_of([key], each)[key].unit.minor for each in (number, other)] == [9_00, 9_00]


def test_a_level_says_one_thing_of_a_product_from_a_quantity_on(add):
    key, level = add("A"), add_level(name="Trade", **BY)
    with pytest.raises(PriceOrShare):
        set_price(product=key, level=level, **BY)
    with pytest.raises(PriceOrShare):
        set_price(product=key, level=level, price=Money(1, "GBP"), off_ppm=1, **BY)
    with pytest.raises(OtherCurrency):
        set_price(product=key, level=level, price=Money(1, "EUR"), **BY)
    set_price(product=key, level=level, price=Money(9_00, "GBP"), **BY)
    set_price(product=key, level=level, off_ppm=200_000, **BY)
    set_price(product=key, level=level, price=Money(0, "GBP"), from_milli=10_000, **BY)
    said = [(each.from_milli, each.price, each.off_ppm) for each in level_prices(key)]
    assert said == [(1000, None, 200_000), (10_000, Money(0, "GBP"), None)]
    remove_price(product=key, price=level_prices(key)[0].key, **BY)
    assert len(level_prices(key)) == 1


def test_prices_of_many_products_take_as_many_statements_as_of_one(add, django_assert_num_queries):
    number, level = sign_up(), add_level(name="Trade", off_ppm=1, **BY)
    give_level(customer=number, level=level, **BY)
    keys = [add(f"A{n}") for n in range(30)]
    for some in (keys[:1], keys):
        with django_assert_num_queries(6):
            assert len(prices_of(some, number)) == len(some)


def test_what_is_for_some_is_seen_by_their_tags_alone(add):
    key, number = add("A"), sign_up()
    show_product(product=key, tags=["Restaurant"], **BY)
    assert products_for_sale(None) == products_for_sale(number) == []
    add_tag(number=number, name="restaurant", **BY)
    assert [row.key for row in products_for_sale(number)] == [key]
    show_product(product=key, tags=None, **BY)
    assert [row.key for row in products_for_sale(None)] == [key]


def test_of_two_tags_that_become_one_the_products_and_levels_are_the_others(add):
    key, number, level = add("A"), sign_up(), add_level(name="Trade", off_ppm=100_000, **BY)
    show_product(product=key, tags=["Chefs", "Cooks"], **BY)
    add_tag(number=number, name="Cooks", **BY)
    give_level_to_tag(tag="Chefs", level=level, **BY)
    tags = {each.name: each.key for each in tag_labels()}
    rename_tag(key=tags["Chefs"], name="Cooks", merges=True, **BY)
    assert [row.price.unit.minor for row in products_for_sale(number)] == [9_00]


# --- search -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def shelf(add):
    for sku, name in [
        ("CHE-1", "Camembert de Normandie"), ("CHE-2", "Stilton Blue"), ("CHE-10", "Brie"),
        ("OIL-1", "Olive oil, extra"), ("10", "Rapeseed oil"), ("SAU-7", "Café sauce"), ("ÖL-1", "Öl mit Kräutern"),
    ]:  # fmt: skip
        add(sku, name)


@pytest.mark.parametrize(
    ("typed", "first", "others"),
    [
        ("che-1", "Camembert de Normandie", {"Brie"}),  # the whole SKU first, then pieces
        ("10", "Rapeseed oil", {"Brie"}),
        ("oil", "Olive oil, extra", {"Rapeseed oil"}),
        ("blue stil", "Stilton Blue", set()),
        ("cafe", "Café sauce", set()),
        ("kraut", "Öl mit Kräutern", set()),
        ("ol", "Öl mit Kräutern", {"Olive oil, extra"}),
    ],
)
def test_products_are_found_by_sku_and_by_pieces(shelf, typed, first, others):
    found = names(products_page(Filter(text=typed)))
    if typed != "ol":
        assert found[0] == first
    assert set(found) == {first, *others}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("camenbert", "Camembert de Normandie"), ("stillton", "Stilton Blue"), ("rapseed oil", "Rapeseed oil")],
)
def test_what_is_misspelt_is_found_all_the_same(shelf, typed, meant):
    page = products_page(Filter(text=typed))
    assert meant in [row.name for row in page.similar]
    assert meant in [row.name for row in products_for_sale(None, text=typed)]


def test_a_list_is_read_page_by_page_and_back(add):
    for n in range(7):
        add(f"S{n}", f"Name {n // 2}")
    first = products_page(Filter(), size=3)
    second = products_page(Filter(), after=first.after, size=3)
    third = products_page(Filter(), after=second.after, size=3)
    skus = [row.sku for page in (first, second, third) for row in page.rows]
    assert skus == sorted(skus)
    assert len(skus) == 7
    assert third.after is None
    back = products_page(Filter(), before=third.before, size=3)
    assert back.rows == second.rows
