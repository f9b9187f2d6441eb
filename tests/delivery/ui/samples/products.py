"""The catalogue, in the office."""

from typing import Any

from django import forms

from onaccount.delivery.office.products_shown import CategoryForm, GiveForm, LevelForm, PriceForm, ProductForm, TaxForm
from tests.delivery.ui.samples.frame import NOW, refused, tab
from tests.delivery.ui.samples.people import FACTS, LONG


class LevelSample(forms.Form):
    level = forms.ChoiceField(label="Price level", choices=[("", "None"), ("1", "Restaurants")], required=False)


ROW = {
    "key": 1, "sku": "PAN-20", "name": "Steel frying pan, 20 cm", "unit": "each", "category": "Kitchen / Pans",
    "price": "£24.50", "tax": "Standard (20 %)", "barcode": "4006381333931", "is_available": True, "is_archived": False,
    "is_for_some": False, "version": 1,
}  # fmt: skip
OTHER = ROW | {"key": 2, "name": LONG, "category": "", "unit": "", "is_available": False, "is_for_some": True}
LIST: dict[str, Any] = {
    "page": {"rows": [ROW, OTHER], "next": "after=2", "previous": None, "count_text": "120 products"},
    "similar": [], "tabs": [tab("", "All products", "120", current=True), tab("archived", "Archive", "3")],
    "query": "", "shelf": "", "category": "", "categories": [("1", "Kitchen"), ("2", "Kitchen / Pans")],
    "is_empty": False,
}  # fmt: skip
NOTHING: dict[str, Any] = {"rows": [], "next": None, "previous": None, "count_text": "0 products"}
PRICES = [
    {"key": 1, "level": 1, "level_name": "Restaurants", "from": "", "asks": "£21.00"},
    {"key": 2, "level": 1, "level_name": LONG, "from": "10", "asks": "15 % off"},
]
LEVEL = {"key": 1, "name": "Restaurants", "off": "5 %", "prices": 12, "customers": 1, "tags": ("Chefs", "Hotels")}
TAX = {"key": 1, "name": "Food", "rate": "0 %", "reason": "Food is zero-rated", "is_default": True, "count": 14}
CATEGORY = {"key": 1, "name": "Kitchen", "path": "", "count": 11, "is_first": True, "is_last": False}


def unasked(form: type[forms.Form], **choices: list[tuple[Any, str]]) -> type[forms.Form]:
    """The form without the questions that it asks of the database."""

    def start(self: Any, *args: Any, **kwargs: Any) -> None:
        forms.Form.__init__(self, *args, **kwargs)
        for name, each in choices.items():
            self.fields[name].choices = each

    return type(f"Sample{form.__name__}", (form,), {"__init__": start})


Product = unasked(ProductForm, tax_class=[("", "As the default: Standard"), ("Food", "Food, 0 %")])
Price = unasked(PriceForm, level=[(1, "Restaurants")])
Category = unasked(CategoryForm, parent=[("", "Nothing, at the top"), (1, "Kitchen")])


def one() -> dict[str, Any]:
    return {
        "product": ROW, "form": Product(initial={"name": "Pan"}), "categories": ["Kitchen"], "prices": PRICES,
        "price_form": Price(auto_id="price-%s"), "tags": "Chefs; Hotels", "may_keep": True, "facts": FACTS,
    }  # fmt: skip


PAGES: list[tuple[str, str, dict[str, Any]]] = [
    ("products", "office/products.html", LIST),
    ("products-similar", "office/products.html", LIST | {"page": NOTHING, "similar": [ROW], "query": "steal pann"}),
    ("products-not-found", "office/products.html", LIST | {"page": NOTHING, "query": "qq"}),
    ("products-none", "office/products.html", LIST | {"page": NOTHING, "is_empty": True}),
    ("product", "office/product.html", one()),
    ("product-archived", "office/product.html", one() | {"product": ROW | {"is_archived": True}, "prices": []}),
    ("product-looked-at", "office/product.html", one() | {"may_keep": False, "product": OTHER, "facts": []}),
    (
        "product-new",
        "office/product_new.html",
        {"form": refused(Product({"sku": "A"}), "A product needs a name."), "categories": []},
    ),
    (
        "categories",
        "office/categories.html",
        {"form": Category(), "rows": [CATEGORY, CATEGORY | {"key": 2, "path": "- ", "name": LONG, "is_last": True}]},
    ),
    ("categories-none", "office/categories.html", {"form": Category(), "rows": []}),
    ("category", "office/category.html", {"category": CATEGORY, "form": Category(initial={"name": "Kitchen"})}),
    ("price-levels", "office/price_levels.html", {"form": LevelForm(), "rows": [LEVEL]}),
    ("price-levels-none", "office/price_levels.html", {"form": LevelForm(), "rows": []}),
    (
        "price-level",
        "office/price_level.html",
        {"level": LEVEL, "form": LevelForm(), "give": refused(GiveForm({}), "There is none of this name any more.")},
    ),
    ("customer-card", "office/customer_card.html", {"customer": {"number": 7, "name": LONG}, "made_at": NOW}),
    ("customer-card-none", "office/customer_card.html", {"customer": {"number": 7, "name": LONG}, "made_at": None}),
    ("customer-level", "office/customer_level.html", {"customer": {"number": 7, "name": LONG}, "form": LevelSample()}),
    ("tax-classes", "office/tax_classes.html", {"form": TaxForm(), "rows": [TAX]}),
    ("tax-classes-none", "office/tax_classes.html", {"form": TaxForm(), "rows": []}),
    ("tax-class", "office/tax_class.html", {"tax": TAX, "form": TaxForm()}),
]
