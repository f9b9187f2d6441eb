"""A list of products goes the way of a list of customers: rehearsed, looked at, written, taken back."""

import pytest

from onaccount.domain.catalogue.actions import (
    add_category,
    add_level,
    add_product,
    add_tax_class,
    archive_product,
    correct_product,
    sets,
)
from onaccount.domain.catalogue.models import Product, ProductCategory, ProductPrice
from onaccount.domain.catalogue.queries import category_paths, product_by_sku
from onaccount.domain.imports.actions import (
    Typed,
    leave_out_row,
    mend_row,
    rehearse_import,
    start_import,
    take_back_unfinished,
    undo_import,
)
from onaccount.domain.imports.actions import (
    apply as writing_of_all,
)
from onaccount.domain.imports.actions.intakes.products import write as writing
from onaccount.domain.imports.queries import first_differences, first_problems, import_card, kept_rows
from onaccount.domain.imports.rules.options import ListOf, Options
from onaccount.domain.imports.rules.states import ChangedSinceRehearsal, ImportState
from onaccount.domain.people.rules.principals import NotAllowed
from onaccount.foundation import slices as slicing
from tests.domain.imports.importing import AT, BY, apply, as_csv, figures, rehearse, take_in
from tests.stage import INES, hire

pytestmark = pytest.mark.django_db(transaction=True)
PRODUCTS = {"of": "products"}
HEADER = ["SKU", "Name", "Price", "Category", "Tax class", "Barcode"]
BRIE = ["CHE-1", "Brie", "12.50", "Cheese / Soft", "", ""]
RYE = ["BRE-1", "Rye loaf", "4,20", "Bread", "", ""]


def problems(card) -> dict[int, str]:
    return {each.row: str(each) for each in first_problems(card.key)}


def test_products_come_in_with_their_categories():
    card = rehearse(as_csv(HEADER, BRIE, RYE), **PRODUCTS)
    assert figures(card) == {"create": 2}
    assert not Product.objects.exists(), "a rehearsal writes nothing"
    assert "2 categories would be made: Cheese / Soft, Bread." in [str(each) for each in card.remarks]
    apply(card.key)
    brie, rye = product_by_sku("che-1"), product_by_sku("BRE-1")
    assert (brie.name, brie.own_price.minor, brie.category) == ("Brie", 1250, "Cheese / Soft")
    assert (rye.own_price.minor, rye.category, rye.version) == (420, "Bread", 1)


def test_the_same_list_twice_changes_nothing():
    take_in(as_csv(HEADER, BRIE, RYE), **PRODUCTS)
    assert figures(rehearse(as_csv(HEADER, BRIE, RYE), **PRODUCTS)) == {"unchanged": 2}


def test_a_list_corrects_what_it_says_otherwise_and_a_blank_cell_erases_nothing():
    take_in(as_csv(HEADER, BRIE, RYE), **PRODUCTS)
    card = rehearse(as_csv(HEADER, ["che-1", "", "13.00", "Cheese", "", ""], RYE), **PRODUCTS)
    assert figures(card) == {"update": 1, "unchanged": 1}
    (line,) = first_differences(card.key)
    assert {name: tuple(pair) for name, pair in line.changes.items()} == {
        "price": ("12.50 GBP", "13.00 GBP"),
        "category": ("Cheese / Soft", "Cheese"),
    }
    apply(card.key)
    brie = product_by_sku("CHE-1")
    assert (brie.name, brie.own_price.minor, brie.category, brie.version) == ("Brie", 1300, "Cheese", 2)


def test_an_undo_takes_new_products_away_and_gives_the_others_their_old_values():
    add_category(name="Bread", by=BY, at=AT)
    take_in(as_csv(HEADER, BRIE), **PRODUCTS)
    card = take_in(as_csv(HEADER, ["CHE-1", "Brie de Meaux", "14.00", "Cheese / Hard", "", ""], RYE), **PRODUCTS)
    undo_import(key=card.key, by=BY, at=AT)
    done = import_card(card.key)
    assert (done.state, done.removed, done.restored) == (ImportState.UNDONE, 1, 1)
    brie = product_by_sku("CHE-1")
    assert (brie.name, brie.own_price.minor, brie.category) == ("Brie", 1250, "Cheese / Soft")
    assert [product.sku for product in Product.objects.all()] == ["CHE-1"]
    assert sorted(category_paths().values()) == ["Bread", "Cheese", "Cheese / Soft"], "what the list made is gone"
    assert figures(rehearse(as_csv(HEADER, RYE), **PRODUCTS)) == {"create": 1}, "the SKU is free again"


def test_an_undo_keeps_what_somebody_changed_since():
    card = take_in(as_csv(HEADER, BRIE, RYE), **PRODUCTS)
    changed = product_by_sku("CHE-1")
    correct_product(product=changed.key, values={"price": "15.00"}, by=BY, at=AT)
    undo_import(key=card.key, by=BY, at=AT)
    assert [product.sku for product in Product.objects.all()] == ["CHE-1"]
    (kept,) = kept_rows(card.key)
    assert (kept.customer, kept.row) == (changed.key, 2)


def test_rows_that_cannot_be_taken_in_say_why_and_what_to_do():
    add_tax_class(name="Standard", rate_ppm=200_000, by=BY, at=AT)
    add_product(values={"sku": "OLD-1", "name": "Old", "price": "1", "barcode": "5901234123457"}, by=BY, at=AT)
    archived = add_product(values={"sku": "GONE-1", "name": "Gone", "price": "1"}, by=BY, at=AT)
    archive_product(product=archived, by=BY, at=AT)
    rows = [
        ["", "No SKU", "1", "", "", ""],
        ["A-1", "", "1", "", "", ""],
        ["A-2", "No price", "", "", "", ""],
        ["A-3", "Bad price", "ten", "", "", ""],
        ["A-4", "Too fine", "1.2345", "", "", ""],
        ["A-5", "Foreign", "USD 5.00", "", "", ""],
        ["A-6", "Taxed", "1.00", "", "Luxury", ""],
        ["A-7", "Scanned", "1.00", "", "", "5901234123457"],
        ["GONE-1", "Gone", "1.00", "", "", ""],
        ["A-8", "Good", "1.00", "", "20 %", ""],
        ["A-9", "Good too", "1.00", "", "standard", ""],
    ]
    card = rehearse(as_csv(HEADER, *rows), **PRODUCTS)
    assert figures(card) == {"create": 2, "reject": 9}
    said = problems(card)
    assert said[2] == "A product needs a SKU. Give it a short name of its own, such as CHE-001."
    assert said[4].startswith("A product needs a price.")
    assert said[6].startswith('"1.2345" has more digits after the point than GBP has.')
    assert said[7].startswith('"USD 5.00" is in USD, and prices here are in GBP.')
    assert said[8].startswith('There is no tax class "Luxury", and none at that rate. Make it first')
    assert said[9].startswith("The barcode 5901234123457 is that of OLD-1 already.")
    assert said[10].startswith("GONE-1 is in the archive.")


def test_a_row_is_mended_in_place_and_another_left_out():
    card = rehearse(as_csv(HEADER, ["A-1", "Brie", "ten", "", "", ""], RYE), **PRODUCTS)
    mend_row(key=card.key, row=2, cells={2: Typed(seen="ten", text="10")}, by=BY, at=AT)
    leave_out_row(key=card.key, row=3, by=BY, at=AT)
    rehearse_import(key=card.key, by=BY, at=AT)
    card = import_card(card.key)
    assert figures(card) == {"create": 1, "reject": 1}
    assert card.figures
    assert card.figures.left_out == 1
    apply(card.key)
    assert product_by_sku("A-1").own_price.minor == 1000


def test_rows_of_one_sku_are_one_product():
    rows = as_csv(HEADER, ["A-1", "Brie", "10", "", "", ""], ["a-1 ", "Brie!", "", "Cheese", "", ""])
    card = rehearse(rows, **PRODUCTS)
    assert figures(card) == {"create": 1, "repeated": 1}
    apply(card.key)
    brie = product_by_sku("A-1")
    assert (brie.name, brie.category) == ("Brie", "Cheese")


def test_what_is_folded_into_a_row_that_is_rejected_is_rejected():
    card = rehearse(as_csv(HEADER, ["A-1", "Brie", "", "", "", ""], ["A-1", "Brie", "", "", "", ""]), **PRODUCTS)
    assert figures(card) == {"reject": 2}


@pytest.mark.parametrize(
    ("price", "other", "minor"),
    [
        ("1.234,50", "3,10", 123450),
        ("1,234.50", "3.10", 123450),
        ("1.234", "3,10", 123400),
        ("1,234", "3.10", 123400),
        ("£ 7.00", "3.10", 700),
        ("7.5000", "3.10", 750),
        ("0", "3.10", 0),
    ],
)
def test_prices_are_read_as_most_of_their_column_is_written(price, other, minor):
    take_in(as_csv(HEADER, ["A-1", "Brie", price, "", "", ""], ["A-2", "Rye", other, "", "", ""]), **PRODUCTS)
    assert product_by_sku("A-1").own_price.minor == minor
    assert product_by_sku("A-2").own_price.minor == 310


def test_columns_of_price_levels_are_found_by_the_names_of_the_levels():
    trade = add_level(name="Trade", by=BY, at=AT)
    header = ["SKU", "Name", "Price", "Trade price"]
    take_in(as_csv(header, ["A-1", "Brie", "10", "8.50"], ["A-2", "Rye", "4", ""]), **PRODUCTS)
    (price,) = ProductPrice.objects.all()
    assert (price.product.sku, price.level_id, price.price_minor, price.currency) == ("A-1", trade, 850, "GBP")
    card = take_in(as_csv(header, ["A-1", "", "", "8.00"], ["A-2", "", "", "3"]), **PRODUCTS)
    assert figures(card) == {"update": 2}
    assert set(ProductPrice.objects.values_list("product__sku", "price_minor")) == {("A-1", 800), ("A-2", 300)}
    undo_import(key=card.key, by=BY, at=AT)
    assert set(ProductPrice.objects.values_list("product__sku", "price_minor")) == {("A-1", 850)}


def test_what_changed_after_the_rehearsal_is_not_written_over():
    take_in(as_csv(HEADER, BRIE), **PRODUCTS)
    card = rehearse(as_csv(HEADER, ["CHE-1", "Brie", "14.00", "", "", ""], RYE), **PRODUCTS)
    correct_product(product=product_by_sku("CHE-1").key, values={"price": "15.00"}, by=BY, at=AT)
    with pytest.raises(ChangedSinceRehearsal):
        apply(card.key)
    assert [product.sku for product in Product.objects.all()] == ["CHE-1"]
    assert product_by_sku("CHE-1").own_price.minor == 1500
    assert not ProductCategory.objects.filter(name="Bread").exists()


def test_a_sku_taken_meanwhile_stops_the_writing():
    card = rehearse(as_csv(HEADER, BRIE, RYE), **PRODUCTS)
    add_product(values={"sku": "bre-1", "name": "Another", "price": "1"}, by=BY, at=AT)
    with pytest.raises(ChangedSinceRehearsal):
        apply(card.key)
    assert [product.sku for product in Product.objects.all()] == ["bre-1"]


def test_who_may_not_keep_the_catalogue_brings_no_products():
    ines = hire(INES)
    with pytest.raises(NotAllowed):
        start_import(
            name="list.csv", chunks=[b"SKU\nA"], options=Options(of=ListOf.PRODUCTS), by=ines, at=AT, here=True
        )


# --- real files ---


def test_northwinds_products_come_in_and_those_it_has_discontinued_are_not_for_sale(data):
    card = take_in(data / "northwind" / "products.csv", **PRODUCTS)
    assert figures(card) == {"create": 77}
    chai = product_by_sku("1")
    assert (chai.name, chai.own_price.minor, chai.unit) == ("Chai", 1800, "10 boxes x 20 bags")
    assert Product.objects.filter(is_available=False).count() == 8
    assert card.mapping["categoryID"] is None, "a number is no name of a category"


def test_bagistos_products_are_the_same_from_csv_and_from_a_workbook(data):
    card = take_in(data / "bagisto" / "products.csv", partial=True, **PRODUCTS)
    assert figures(rehearse(data / "bagisto" / "products.xlsx", **PRODUCTS)).keys() <= {"unchanged", "reject"}
    assert product_by_sku("SP-001").category == "Men / Winter Wear"
    undo_import(key=card.key, by=BY, at=AT)
    assert not Product.objects.exists()
    assert not ProductCategory.objects.exists()


def test_superstores_orders_name_each_product_once_and_say_that_they_lack_its_price(data):
    """A list of orders: its sales are of several units and after discounts, so nothing in it is a price."""
    card = rehearse(data / "superstore" / "superstore.csv", **PRODUCTS)
    assert figures(card) == {"reject": 9994}
    assert problems(card)[2].startswith("A product needs a price.")
    mapping = {"Sales": "price", "Product ID": "sku", "Row ID": None}
    card = take_in(data / "superstore" / "superstore.csv", partial=True, mapping=mapping, **PRODUCTS)
    assert product_by_sku("FUR-BO-10001798").category == "Furniture / Bookcases"
    assert card.figures
    assert card.figures.create == Product.objects.count() > 1000
    assert card.figures.repeated > 1000
    assert ProductCategory.objects.filter(parent=None).count() == 3


# --- large lists, and a process that is killed ---


def many(price: str = "1.00", count: int = 60) -> bytes:
    return as_csv(HEADER, *([f"SKU-{n}", f"Product {n}", price, f"Shelf {n % 7}", "", ""] for n in range(count)))


@pytest.fixture
def in_slices(monkeypatch):
    """As a list of 20,000 is written on SQLite."""
    monkeypatch.setattr(writing, "AT_ONCE", 10)
    monkeypatch.setattr(writing, "FIRST_SLICE", 7)
    monkeypatch.setattr(slicing, "LEAST", 7)
    monkeypatch.setattr(slicing, "PAUSE", 0)


def test_a_long_list_is_written_in_slices_and_taken_back_in_slices(in_slices):
    card = take_in(many(), **PRODUCTS)
    assert Product.objects.count() == 60
    again = take_in(many("2.00"), **PRODUCTS)
    assert set(Product.objects.values_list("price_minor", flat=True)) == {200}
    undo_import(key=again.key, by=BY, at=AT)
    assert set(Product.objects.values_list("price_minor", flat=True)) == {100}
    last = take_in(many(count=90), **PRODUCTS)
    undo_import(key=last.key, by=BY, at=AT)
    assert Product.objects.count() == 60
    assert import_card(card.key).state is ImportState.APPLIED


IN_SLICES = pytest.mark.sqlite  # PostgreSQL writes all of it in one transaction: an addition and an update


@pytest.mark.parametrize("slices", [1, pytest.param(4, marks=IN_SLICES), pytest.param(5, marks=IN_SLICES)])
def test_a_writing_that_is_cut_off_is_taken_back_when_work_begins_again(in_slices, monkeypatch, slices):
    take_in(many(count=30), **PRODUCTS)
    card = rehearse(many("3.00"), **PRODUCTS)
    done = iter(range(slices))

    def cut_off(verb):
        def write(*given, **more):
            if next(done, None) is None:
                raise Killed
            return verb(*given, **more)

        return write

    with monkeypatch.context() as cut:
        for verb in ("add_products", "update_products"):
            cut.setattr(sets, verb, cut_off(getattr(sets, verb)))
        cut.setattr(writing_of_all, "_give_up", lambda *_, **__: None)  # a process that is killed says nothing
        with pytest.raises(Killed):
            apply(card.key)
    assert import_card(card.key).state is ImportState.APPLYING
    take_back_unfinished(by=BY, at=AT)
    assert import_card(card.key).state is ImportState.FAILED
    assert set(Product.objects.values_list("price_minor", flat=True)) == {100}
    assert Product.objects.count() == 30
    assert figures(rehearse(many("3.00"), **PRODUCTS)) == {"create": 30, "update": 30}


class Killed(BaseException):
    """kill -9, as far as a test in the same process can say so."""
