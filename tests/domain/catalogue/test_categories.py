"""Categories stand in one another, in an order that people choose."""

from typing import Any

import pytest

from onaccount.domain.catalogue.actions import (
    add_category,
    archive_product,
    delete_category,
    move_category,
    rename_category,
)
from onaccount.domain.catalogue.queries import Filter, category_tree, product_by_key, products_page
from onaccount.domain.catalogue.rules.refused import CategoryInItself, CategoryInUse, EntryNameless, EntryTaken, TooDeep
from tests.stage import AT, COMMAND

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": COMMAND, "at": AT}


def tree() -> list[str]:
    return [f"{'-' * row.depth}{row.name}" for row in category_tree()]


def test_categories_are_moved_beside_and_into_one_another():
    cheese, oil, blue = (add_category(name=name, **BY) for name in ("Cheese", "Oil", "Blue"))
    assert tree() == ["Cheese", "Oil", "Blue"]
    move_category(category=blue, parent=cheese, **BY)
    assert tree() == ["Cheese", "-Blue", "Oil"]
    move_category(category=oil, parent=None, place=0, **BY)
    assert tree() == ["Oil", "Cheese", "-Blue"]
    rename_category(category=blue, name="Blue mould", **BY)
    assert tree() == ["Oil", "Cheese", "-Blue mould"]


def test_a_category_stands_neither_in_itself_nor_too_deep():
    first = parent = add_category(name="1", **BY)
    for name in "234":
        parent = add_category(name=name, parent=parent, **BY)
    with pytest.raises(TooDeep):
        add_category(name="5", parent=parent, **BY)
    with pytest.raises(CategoryInItself):
        move_category(category=first, parent=parent, **BY)
    with pytest.raises(TooDeep):
        move_category(category=first, parent=add_category(name="above", **BY), **BY)


def test_a_name_is_had_once_beside_one_another_whatever_the_case():
    cheese, oil = add_category(name="Cheese", **BY), add_category(name="Oil", **BY)
    with pytest.raises(EntryTaken):
        add_category(name="cheese", **BY)
    with pytest.raises(EntryTaken):
        rename_category(category=oil, name="CHEESE", **BY)
    with pytest.raises(EntryNameless):
        add_category(name=" ", **BY)
    add_category(name="Cheese", parent=cheese, **BY)


def test_a_category_with_products_stays_and_an_empty_one_goes(add):
    key = add("A", category="Cheese / Blue")
    category = product_by_key(key).category_key
    assert category is not None
    with pytest.raises(CategoryInUse):
        delete_category(category=category, **BY)
    archive_product(product=key, **BY)
    delete_category(category=category, **BY)
    assert tree() == ["Cheese"]


def test_a_list_of_a_category_holds_what_stands_below_it(add):
    keys = [add("A", category="Cheese"), add("B", category="cheese > Blue"), add("C")]
    top = product_by_key(keys[0]).category_key
    assert [row.key for row in products_page(Filter(category=top)).rows] == keys[:2]
    assert [row.key for row in products_page(Filter(category=0)).rows] == keys[2:]
