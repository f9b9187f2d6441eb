"""Products as doors read them: lists, one of them, and what a customer may buy at which price."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from onaccount.domain.catalogue.models import Product, ProductCategory, ShownTo, TaxClass
from onaccount.domain.catalogue.queries.prices import NO_LEVELS, levels_of, priced
from onaccount.domain.catalogue.queries.search import FEW, products_found, similar_products
from onaccount.domain.catalogue.rules.prices import Price
from onaccount.domain.catalogue.rules.products import WITHIN, sku_key
from onaccount.domain.catalogue.rules.refused import NoSuchProduct
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import family_numbers, survivor_of
from onaccount.foundation.money import Money
from onaccount.foundation.text import tidy

PAGE_SIZE = 50


class Shelf(Enum):
    """Which products a list holds, and its name for addresses."""

    ALL = ""
    AVAILABLE = "available"
    UNAVAILABLE = "unavailable"
    ARCHIVED = "archived"


SHELVES = {
    Shelf.ALL: Q(archived_at=None),
    Shelf.AVAILABLE: Q(archived_at=None, is_available=True),
    Shelf.UNAVAILABLE: Q(archived_at=None, is_available=False),
    Shelf.ARCHIVED: Q(archived_at__isnull=False),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to: `category` holds the categories in it as well; 0 is those that stand in none."""

    text: str = ""
    shelf: Shelf = Shelf.ALL
    category: int | None = None


@dataclass(frozen=True, slots=True)
class Tax:
    """How a product is taxed: by its own class, or the default one."""

    key: int
    name: str
    rate_ppm: int
    exempt_reason: str = ""


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product as lists, tills and orders read it. `price` is that of one unit for whom it was asked."""

    key: int
    sku: str
    name: str
    description: str
    unit: str
    category: str  # with those it stands in
    category_key: int | None
    barcode: str
    own_price: Money
    price: Price
    tax: Tax | None
    tax_class: str  # its own, blank where it goes by the default
    is_available: bool
    is_for_some: bool
    position: int
    archived_at: datetime | None
    version: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list: `after` is the product to go on from, None at the end."""

    rows: Sequence[ProductRow]
    after: int | None = None
    before: int | None = None
    similar: Sequence[ProductRow] = ()  # where few were found: what is like what was typed, most similar first


def products_page(
    wanted: Filter, *, after: int | None = None, before: int | None = None, size: int = PAGE_SIZE
) -> Page:
    """One page of products by name, from a keyset; what was found by its whole SKU or barcode stands first."""
    found, text = _list(wanted), tidy(wanted.text)
    if text:
        found = products_found(found, text)
        rows = rows_of(found[: size + 1])
        similar = similar_products(_list(wanted), text, but_not={row.key for row in rows}) if len(rows) < FEW else []
        return Page(rows[:size], similar=in_order(similar))
    if before is not None:
        rows = rows_of(_beside(found, before, "lt").order_by("-search_name", "-pk")[: size + 1])
        shown = rows[:size][::-1]
        if shown:
            return Page(shown, shown[-1].key, shown[0].key if len(rows) > size else None)
    rows = rows_of((found if after is None else _beside(found, after, "gt")).order_by("search_name", "pk")[: size + 1])
    shown = rows[:size]
    return Page(shown, shown[-1].key if len(rows) > size else None, shown[0].key if shown and after else None)


def _beside(found: QuerySet[Product], key: int, way: str) -> QuerySet[Product]:
    """Those after a product, or before it, in the order of names."""
    name = Product.objects.filter(pk=key).values_list("search_name", flat=True).first() or ""
    return found.filter(Q(**{f"search_name__{way}": name}) | Q(search_name=name, **{f"pk__{way}": key}))


def _list(wanted: Filter) -> QuerySet[Product]:
    found = Product.objects.filter(SHELVES[wanted.shelf])
    if wanted.category is None:
        return found
    return found.filter(category__in=branch_of(wanted.category)) if wanted.category else found.filter(category=None)


def branch_of(category: int) -> list[int]:
    """A category and all that stand in it."""
    found, below = [], [category]
    children: dict[int | None, list[int]] = {}
    for key, parent in ProductCategory.objects.values_list("pk", "parent"):
        children.setdefault(parent, []).append(key)
    while below:
        found += below
        below = [child for key in below for child in children.get(key, ())]
    return found


def shelf_counts(wanted: Filter) -> dict[Shelf, int]:
    """How many products stand on each shelf, of a category where one is chosen."""
    return {shelf: _list(Filter(shelf=shelf, category=wanted.category)).count() for shelf in Shelf}


def found_count(wanted: Filter) -> int:
    text = tidy(wanted.text)
    return (products_found(_list(wanted), text) if text else _list(wanted)).count()


def product_by_key(key: int) -> ProductRow:
    """Raises NoSuchProduct."""
    return _only(rows_of(Product.objects.filter(pk=key)), str(key))


def product_by_sku(sku: str) -> ProductRow:
    """By its SKU, whatever the case. Raises NoSuchProduct."""
    return _only(rows_of(Product.objects.filter(sku_key=sku_key(sku))), sku)


def _only(rows: Sequence[ProductRow], named: str) -> ProductRow:
    if not rows:
        raise NoSuchProduct(product=named)
    return rows[0]


def in_order(keys: Sequence[int]) -> list[ProductRow]:
    """The products of these keys, in their order."""
    found = {row.key: row for row in rows_of(Product.objects.filter(pk__in=keys))} if keys else {}
    return [found[key] for key in keys if key in found]


# --- what a customer may buy ------------------------------------------------------------------------------------------


def for_sale(customer: int | None) -> QuerySet[Product]:
    """What is available and shown to a customer; to nobody in particular, what everybody sees."""
    found = Product.objects.filter(SHELVES[Shelf.AVAILABLE])
    if customer is None:
        return found.filter(is_for_some=False)
    family = family_numbers(survivor_of(customer))
    tags = Customer.tags.through.objects.filter(customer__in=family).values("tag")
    return found.filter(Q(is_for_some=False) | Exists(ShownTo.objects.filter(product=OuterRef("pk"), tag__in=tags)))


def products_for_sale(
    customer: int | None, *, text: str = "", category: int | None = None, limit: int = PAGE_SIZE
) -> list[ProductRow]:
    """What a customer may buy, at its prices: by a text, or in the order of the catalogue. A fixed number of
    statements, however many products.
    """
    found = for_sale(customer)
    if category is not None:
        found = found.filter(category__in=branch_of(category))
    if not tidy(text):
        return rows_of(found.order_by("category__position", "position", "search_name", "pk")[:limit], customer)
    rows = rows_of(products_found(found, tidy(text))[:limit], customer)
    if len(rows) >= FEW:
        return rows
    similar = similar_products(found, tidy(text), but_not={row.key for row in rows})
    by_key = {row.key: row for row in rows_of(found.filter(pk__in=similar), customer)}
    return [*rows, *(by_key[key] for key in similar)]


def products_on_sale(quantities_milli: Mapping[int, int], customer: int) -> dict[int, ProductRow]:
    """Of these products those that a customer may buy now, at its prices for so many thousandths of each."""
    found = for_sale(customer).filter(pk__in=quantities_milli)
    return {row.key: row for row in rows_of(found, customer, quantities_milli)}


def products_priced(keys: Collection[int], customer: int | None = None) -> dict[int, ProductRow]:
    """These products with what they cost a customer, also those that are no longer for sale."""
    return {row.key: row for row in rows_of(Product.objects.filter(pk__in=keys), customer)}


# --- rows -------------------------------------------------------------------------------------------------------------

COLUMNS = (
    "pk", "sku", "name", "description", "unit", "category", "barcode", "price_minor", "currency", "tax_class",
    "is_available", "is_for_some", "position", "archived_at", "version", "changed_at",
)  # fmt: skip


def rows_of(
    found: QuerySet[Product], customer: int | None = None, quantities_milli: Mapping[int, int] | None = None
) -> list[ProductRow]:
    """These products in their order, with paths, taxes and prices: six statements at most, or three for nobody."""
    rows: Any = list(found.values_list(*COLUMNS))
    paths = category_paths() if any(row[5] for row in rows) else {}
    taxes = {tax.pk: tax for tax in TaxClass.objects.all()} if rows else {}
    default = next((tax for tax in taxes.values() if tax.is_default), None)
    own = {row[0]: Money(row[7], row[8]) for row in rows}
    prices = priced(own, levels_of(customer) if rows else NO_LEVELS, quantities_milli)
    return [_row(row, paths, taxes, default, own, prices) for row in rows]


def _row(
    row: Sequence[Any],
    paths: dict[int, str],
    taxes: dict[int, TaxClass],
    default: TaxClass | None,
    own: dict[int, Money],
    prices: dict[int, Price],
) -> ProductRow:
    key, sku, name, description, unit, category, barcode, _, _, tax_class, *rest = row
    tax = taxes.get(tax_class, default)
    return ProductRow(
        key,
        sku,
        name,
        description,
        unit,
        paths.get(category, ""),
        category,
        barcode,
        own[key],
        prices[key],
        Tax(tax.pk, tax.name, tax.rate_ppm, tax.exempt_reason) if tax else None,
        taxes[tax_class].name if tax_class else "",
        *rest,
    )


def category_paths() -> dict[int, str]:
    """Each category with those that it stands in, from the top: "Cheese / Blue"."""
    rows: Any = ProductCategory.objects.values_list("pk", "name", "parent")
    named = {key: (name, parent) for key, name, parent in rows}
    return {key: WITHIN.join(_names(key, named)) for key in named}


def _names(key: int, named: dict[int, tuple[str, int | None]]) -> Iterable[str]:
    name, parent = named[key]
    return [*(_names(parent, named) if parent else ()), name]


def locked_product(key: int) -> Product:
    """Held until the transaction ends. Raises NoSuchProduct."""
    product = Product.objects.select_for_update(no_key=True).filter(pk=key).first()
    if product is None:
        raise NoSuchProduct(product=key)
    return product


def tags_shown(key: int) -> list[str]:
    """The tags whose customers see a product."""
    return list(ShownTo.objects.filter(product=key).order_by(F("tag__name")).values_list("tag__name", flat=True))
