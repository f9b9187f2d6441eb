"""Products as an import compares its rows with them."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F

from onaccount.domain.catalogue.models import PriceLevel, Product, ProductPrice, ReplacedProduct, TaxClass
from onaccount.domain.catalogue.queries.products import category_paths
from onaccount.domain.catalogue.rules.quantities import ONE_MILLI
from onaccount.domain.customers.queries.batches import Standing, among


@dataclass(slots=True)
class KnownPrice:
    """What a level says of a product from one unit on: an amount, or a share off."""

    key: int
    price_minor: int | None
    currency: str
    off_ppm: int | None


@dataclass(slots=True)
class KnownProduct:
    is_archived: bool
    version: int
    key: int
    sku: str
    name: str
    description: str
    unit: str
    price_minor: int
    currency: str
    category: int | None
    tax_class: int | None
    barcode: str
    is_available: bool
    prices: dict[int, KnownPrice] = field(default_factory=dict)


def known_products(sku_keys: Collection[str], *, with_prices: bool) -> dict[str, KnownProduct]:
    """By the folded SKU; also those in the archive."""
    columns = (
        "sku_key", "pk", "sku", "name", "description", "unit", "price_minor", "currency", "category_id",
        "tax_class_id", "barcode", "is_available", "archived_at", "version",
    )  # fmt: skip
    found: dict[str, KnownProduct] = {}
    rows: Any = Product.objects.filter(sku_key__in=among(sku_keys)).values_list(*columns)
    for key, *values in rows:
        *own, archived_at, version = values
        found[key] = KnownProduct(archived_at is not None, version, *own)
    if with_prices:
        _add_prices(found)
    return found


def _add_prices(found: dict[str, KnownProduct]) -> None:
    by_key = {product.key: product for product in found.values()}
    prices = ProductPrice.objects.filter(product__in=among(list(by_key)), from_milli=ONE_MILLI)
    rows = prices.values_list("pk", "product_id", "level_id", "price_minor", "currency", "off_ppm")
    for key, product, level, minor, currency, off_ppm in rows:
        by_key[product].prices[level] = KnownPrice(key, minor, currency, off_ppm)


def holders_of_barcodes(barcodes: Collection[str]) -> dict[str, tuple[int, str]]:
    """The key and SKU of the product that a scanner finds by each."""
    held = Product.objects.filter(barcode__in=among(barcodes), archived_at=None)
    return {barcode: (key, sku) for barcode, key, sku in held.values_list("barcode", "pk", "sku")}


def tax_rates() -> list[tuple[int, str, int]]:
    """Key, name and rate of every tax class."""
    return list(TaxClass.objects.values_list("pk", "name", "rate_ppm"))


def level_names() -> dict[int, str]:
    return dict(PriceLevel.objects.order_by("position", "pk").values_list("pk", "name"))


def category_keys() -> dict[str, int]:
    """By the path in small letters; as `category_named` finds them."""
    return {path.casefold(): key for key, path in category_paths().items()}


def products_standing(batch: uuid.UUID) -> Standing:
    """What has become of a list's products, told by their versions: quick, and not the whole truth."""
    made, corrected = Product.objects.filter(batch=batch), ReplacedProduct.objects.filter(batch=batch)
    return Standing(
        made=made.count(),
        made_changed=made.exclude(version=1).count(),
        corrected=corrected.count(),
        corrected_changed=corrected.exclude(product__version=F("version")).count(),
    )


def sku_names(keys: Collection[int]) -> dict[int, str]:
    """SKU and name of these products."""
    rows = Product.objects.filter(pk__in=keys).values_list("pk", "sku", "name")
    return {key: f"{sku}, {name}" for key, sku, name in rows}
