"""Writes of the catalogue: each one use case of whoever keeps it."""

from onaccount.domain.catalogue.actions.categories import add_category, delete_category, move_category, rename_category
from onaccount.domain.catalogue.actions.demo import remove_demo_catalogue
from onaccount.domain.catalogue.actions.levels import (
    add_level,
    correct_level,
    delete_level,
    give_level,
    give_level_to_tag,
    remove_price,
    set_price,
)
from onaccount.domain.catalogue.actions.products import (
    add_product,
    archive_product,
    correct_product,
    restore_product,
    show_product,
)
from onaccount.domain.catalogue.actions.taxes import add_tax_class, correct_tax_class, delete_tax_class

__all__ = [
    "add_category",
    "add_level",
    "add_product",
    "add_tax_class",
    "archive_product",
    "correct_level",
    "correct_product",
    "correct_tax_class",
    "delete_category",
    "delete_level",
    "delete_tax_class",
    "give_level",
    "give_level_to_tag",
    "move_category",
    "remove_demo_catalogue",
    "remove_price",
    "rename_category",
    "restore_product",
    "set_price",
    "show_product",
]
