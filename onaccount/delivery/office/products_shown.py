"""Products, price levels and tax classes in the words and figures in which staff read them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from onaccount.delivery.office.account_shown import in_figures
from onaccount.delivery.office.listing import number_in
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.catalogue.queries import (
    CategoryRow,
    Filter,
    LevelRow,
    PriceRow,
    ProductRow,
    Shelf,
    TaxRow,
    category_paths,
    category_tree,
    found_count,
    price_levels,
    products_page,
    shelf_counts,
    tax_classes,
)
from onaccount.domain.catalogue.rules.products import FIELDS
from onaccount.domain.catalogue.rules.quantities import ONE_MILLI, quantity
from onaccount.domain.catalogue.rules.shares import percent
from onaccount.foundation.refusals import Refused

SHELF_LABELS = {
    Shelf.ALL: gettext_lazy("All products"),
    Shelf.AVAILABLE: gettext_lazy("Available"),
    Shelf.UNAVAILABLE: gettext_lazy("Not available"),
    Shelf.ARCHIVED: gettext_lazy("Archive"),
}
LONGEST_QUERY = 100


def shown_product(row: ProductRow) -> dict[str, Any]:
    return {
        "key": row.key,
        "sku": row.sku,
        "name": row.name,
        "unit": row.unit,
        "category": row.category,
        "price": in_figures(row.own_price),
        "tax": f"{row.tax.name} ({percent(row.tax.rate_ppm)} %)" if row.tax else "",
        "barcode": row.barcode,
        "is_available": row.is_available,
        "is_archived": row.archived_at is not None,
        "is_for_some": row.is_for_some,
        "version": row.version,
    }


def shown_price(row: PriceRow) -> dict[str, Any]:
    asks = _("%(share)s %% off") % {"share": percent(row.off_ppm)} if row.off_ppm is not None else in_figures(row.price)
    count = "" if row.from_milli == ONE_MILLI else quantity(row.from_milli)
    return {"key": row.key, "level": row.level, "level_name": row.level_name, "from": count, "asks": asks}


def shown_level(row: LevelRow) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": row.name,
        "off": f"{percent(row.off_ppm)} %" if row.off_ppm else "",
        "prices": row.prices,
        "customers": row.customers,
        "tags": row.tags,
    }


def shown_tax(row: TaxRow) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": row.name,
        "rate": f"{percent(row.rate_ppm)} %",
        "reason": row.exempt_reason,
        "is_default": row.is_default,
        "count": row.count,
    }


def shown_category(row: CategoryRow) -> dict[str, Any]:
    return {"key": row.key, "name": row.name, "path": "- " * row.depth, "count": row.count,
            "is_first": row.is_first, "is_last": row.is_last}  # fmt: skip


# --- the list ---------------------------------------------------------------------------------------------------------


def read_filter(query: Mapping[str, str]) -> Filter:
    """What an address asks for. What it cannot mean is left out: an old link shows more, not an error."""
    asked = query.get("shelf", "")
    shelf = Shelf(asked) if asked in {shelf.value for shelf in Shelf} else Shelf.ALL
    text = query.get("q", "").replace("\x00", "")[:LONGEST_QUERY]
    return Filter(text=text, shelf=shelf, category=number_in(query.get("category")))


def address_of(wanted: Filter, **more: Any) -> str:
    category = "" if wanted.category is None else wanted.category
    asked = {"shelf": wanted.shelf.value, "category": category, "q": wanted.text, **more}
    return urlencode({name: value for name, value in asked.items() if value not in ("", None)})


def product_list(wanted: Filter, query: Mapping[str, str]) -> dict[str, Any]:
    page = products_page(wanted, after=number_in(query.get("after")), before=number_in(query.get("before")))
    counts, count = shelf_counts(wanted), found_count(wanted)
    return {
        "page": {
            "rows": [shown_product(row) for row in page.rows],
            "next": address_of(wanted, after=page.after) if page.after else None,
            "previous": address_of(wanted, before=page.before) if page.before else None,
            "count_text": ngettext("%(n)d product", "%(n)d products", count) % {"n": count},
        },
        "similar": [shown_product(row) for row in page.similar],
        "tabs": [
            {
                "key": shelf.value,
                "label": SHELF_LABELS[shelf],
                "count_text": counts[shelf],
                "href": f"?{address_of(Filter(shelf=shelf, category=wanted.category))}",
                "current": shelf is wanted.shelf,
            }
            for shelf in Shelf
        ],
        "query": wanted.text,
        "shelf": wanted.shelf.value,
        "category": "" if wanted.category is None else str(wanted.category),
        "categories": category_choices(),
        "is_empty": not counts[Shelf.ALL] and not counts[Shelf.ARCHIVED] and wanted.category is None,
    }


def category_choices() -> list[tuple[str, str]]:
    paths = category_paths()
    return [(str(row.key), paths[row.key]) for row in category_tree()]


# --- forms ------------------------------------------------------------------------------------------------------------


class RefusedForm(forms.Form):
    """A form that shows what an action refused, beside the field that it is about."""

    def refuse(self, refusal: Refused) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, in_words(refusal).text)


def line(name: str, **more: Any) -> forms.CharField:
    field = FIELDS[name]
    return forms.CharField(label=field.label, max_length=field.max_length, help_text=field.help, **more)


class ProductForm(RefusedForm):
    """The fields as they are typed; the rules are the action's."""

    sku = line("sku", required=False)
    name = line("name", required=False)
    price = line("price", required=False, widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}))
    unit = line("unit", required=False)
    category = line("category", required=False, widget=forms.TextInput({"list": "categories"}))
    tax_class = forms.ChoiceField(label=gettext_lazy("Tax class"), required=False)
    barcode = line("barcode", required=False, widget=forms.TextInput({"autocomplete": "off"}))
    description = line("description", required=False, widget=forms.Textarea({"rows": 3}))
    is_available = forms.BooleanField(
        label=gettext_lazy("Available"), required=False, help_text=gettext_lazy("Not ticked: nobody can order it.")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["tax_class"]
        rows = tax_classes()
        default = next((row.name for row in rows if row.is_default), _("none yet"))
        blank = _("As the default: %(name)s") % {"name": default}
        choice.choices = [("", blank), *((row.name, f"{row.name}, {percent(row.rate_ppm)} %") for row in rows)]

    def values(self) -> dict[str, str]:
        typed = {name: value for name, value in self.cleaned_data.items() if name in FIELDS}
        return {**typed, "is_available": "yes" if self.cleaned_data["is_available"] else "no"}


def form_of(row: ProductRow) -> ProductForm:
    return ProductForm(
        initial={
            "sku": row.sku,
            "name": row.name,
            "price": str(row.own_price),
            "unit": row.unit,
            "category": row.category,
            "tax_class": row.tax_class,
            "barcode": row.barcode,
            "description": row.description,
            "is_available": row.is_available,
            "version": row.version,
        }
    )


class PriceForm(RefusedForm):
    """What a level asks: an amount, or a share off."""

    level = forms.TypedChoiceField(label=gettext_lazy("Price level"), coerce=int)
    price = forms.CharField(
        label=gettext_lazy("Price"), required=False, widget=forms.TextInput({"inputmode": "decimal"})
    )
    off = forms.CharField(
        label=gettext_lazy("Or % off"), required=False, widget=forms.TextInput({"inputmode": "decimal"})
    )
    quantity = forms.CharField(
        label=gettext_lazy("From a quantity of"), required=False, widget=forms.TextInput({"inputmode": "decimal"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "price-%s"  # the fields of the product stand on the same page
        choice: Any = self.fields["level"]
        choice.choices = [(row.key, row.name) for row in price_levels()]


class NameForm(RefusedForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)


class CategoryForm(NameForm):
    parent = forms.TypedChoiceField(label=gettext_lazy("Stands in"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["parent"]
        choice.choices = [("", _("Nothing, at the top")), *category_choices()]


class LevelForm(NameForm):
    off = forms.CharField(
        label=gettext_lazy("% off every product"),
        required=False,
        help_text=gettext_lazy("Of products for which the level has no price of its own. Blank is none."),
        widget=forms.TextInput({"inputmode": "decimal"}),
    )


class GiveForm(RefusedForm):
    """To all with a tag, or to one customer."""

    tag = forms.CharField(label=gettext_lazy("Tag"), required=False, max_length=60)
    customer = forms.CharField(
        label=gettext_lazy("Or customer number"), required=False, widget=forms.TextInput({"inputmode": "numeric"})
    )


class TaxForm(NameForm):
    rate = forms.CharField(
        label=gettext_lazy("Rate, %"), required=False, widget=forms.TextInput({"inputmode": "decimal"})
    )
    exempt_reason = forms.CharField(
        label=gettext_lazy("Why no tax is paid"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Only where the rate is 0. It is printed."),
    )
    is_default = forms.BooleanField(
        label=gettext_lazy("The default"), required=False, help_text=gettext_lazy("Of products that name none.")
    )


class LevelOfCustomerForm(forms.Form):
    """Blank is none: the customer pays what its tags give, or the product's own price."""

    level = forms.ChoiceField(label=gettext_lazy("Price level"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["level"]
        choice.choices = [("", _("None")), *((str(row.key), row.name) for row in price_levels())]
