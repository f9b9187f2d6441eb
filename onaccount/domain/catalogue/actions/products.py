"""A product is added, corrected, archived and brought back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from onaccount.domain.business.queries import current_business
from onaccount.domain.catalogue.actions.categories import category_named
from onaccount.domain.catalogue.actions.taxes import tax_class_named
from onaccount.domain.catalogue.models import Product, ShownTo
from onaccount.domain.catalogue.queries.products import category_paths, locked_product, tags_shown
from onaccount.domain.catalogue.rules.products import FIELDS, clean_product, sku_key
from onaccount.domain.catalogue.rules.refused import BarcodeTaken, ProductArchived, ProductChanged, SkuTaken
from onaccount.domain.customers.actions.add import tags_named
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.foundation.money import money_of, plain
from onaccount.foundation.text import fold

Changes = dict[str, tuple[str, str]]
COLUMNS = (
    "sku", "sku_key", "name", "search_name", "description", "unit", "price_minor", "currency", "category", "tax_class",
    "barcode", "is_available", "version", "changed_at",
)  # fmt: skip


@action
def add_product(*, values: Mapping[str, str], by: Actor, at: datetime) -> int:
    """Put a product into the catalogue, with its fields as typed (rules/products.py); its key."""
    require(by, Right.KEEP_CATALOGUE)
    cleaned = cleaned_or_refused(values, is_whole=True)
    product = Product(created_at=at, changed_at=at)
    changes = _write(product, cleaned, by=by, at=at)
    _save(product)
    record("product.added", about(product.pk), by=by, at=at, changes=changes)
    return product.pk


@action
def correct_product(
    *, product: int, values: Mapping[str, str], by: Actor, at: datetime, expected: int | None = None
) -> Changes:
    """Write the fields that are given, as typed; return what changed as {field: (from, to)}.

    A field left out keeps its value; a blank one is emptied. `expected` is the version that was shown.
    """
    require(by, Right.KEEP_CATALOGUE)
    found = locked_product(product)
    check_version(found, expected)
    check_standing(found)
    changes = _write(found, cleaned_or_refused(values, is_whole=False), by=by, at=at)
    if changes:
        found.changed_at, found.version = at, found.version + 1
        _save(found)
        record("product.corrected", about(product), by=by, at=at, changes=changes)
    return changes


@action
def archive_product(*, product: int, by: Actor, at: datetime, expected: int | None = None) -> None:
    """Take a product out of every list; what was sold of it is still read. One that is archived stays so."""
    require(by, Right.KEEP_CATALOGUE)
    found = locked_product(product)
    check_version(found, expected)
    if found.archived_at is None:
        _move(found, archived_at=at, at=at)
        record("product.archived", about(product), by=by, at=at)


@action
def restore_product(*, product: int, by: Actor, at: datetime, expected: int | None = None) -> None:
    """Bring a product back from the archive, unless another has its barcode meanwhile."""
    require(by, Right.KEEP_CATALOGUE)
    found = locked_product(product)
    check_version(found, expected)
    if found.archived_at is not None:
        _move(found, archived_at=None, at=at)
        record("product.restored", about(product), by=by, at=at)


@action
def show_product(*, product: int, tags: Sequence[str] | None, by: Actor, at: datetime) -> None:
    """Show a product to customers with one of these tags only (none: to nobody), or, with None, to everybody."""
    require(by, Right.KEEP_CATALOGUE)
    found = locked_product(product)
    check_standing(found)
    before = _shown(found)
    ShownTo.objects.filter(product=found).delete()
    ShownTo.objects.bulk_create([ShownTo(product=found, tag=tag) for tag in tags_named(list(tags or ()))])
    found.is_for_some, found.version, found.changed_at = tags is not None, found.version + 1, at
    found.save(update_fields=["is_for_some", "version", "changed_at"])
    changes = {"shown_to": (before, _shown(found))}
    record("product.shown", about(product), by=by, at=at, changes=changes)


def about(key: int) -> Subject:
    return Subject("product", str(key))


def check_version(product: Product, expected: int | None) -> None:
    if expected is not None and expected != product.version:
        raise ProductChanged(sku=product.sku)


def check_standing(product: Product) -> None:
    if product.archived_at is not None:
        raise ProductArchived(sku=product.sku)


def cleaned_or_refused(values: Mapping[str, str], *, is_whole: bool) -> dict[str, str]:
    """Raises the first refusal of a field."""
    cleaned = clean_product(values, is_whole=is_whole)
    for _, refusal in cleaned.refusals:
        raise refusal
    return cleaned.values


def _shown(product: Product) -> str:
    return "; ".join(tags_shown(product.pk)) if product.is_for_some else "everybody"


def _move(product: Product, *, archived_at: datetime | None, at: datetime) -> None:
    product.archived_at, product.changed_at, product.version = archived_at, at, product.version + 1
    _save(product, "archived_at", "changed_at", "version")


# --- fields -----------------------------------------------------------------------------------------------------------


def _write(product: Product, values: Mapping[str, str], *, by: Actor, at: datetime) -> Changes:
    """Set the fields that are given; what changed."""
    before = _fields(product)
    for name, value in values.items():
        WRITERS.get(name, _write_plain)(product, name, value, by, at)
    product.sku_key = sku_key(product.sku)
    product.search_name = search_name(product.name, product.sku)
    after = _fields(product)
    return {name: (before[name], after[name]) for name in FIELDS if before[name] != after[name]}


def search_name(name: str, sku: str) -> str:
    """What pieces are found in. Lists go by it, so the name stands first."""
    return f"{fold(name)} {sku_key(sku)}".strip()


def _write_plain(product: Product, name: str, value: str, *_: Any) -> None:
    setattr(product, name, value)


def _write_price(product: Product, _name: str, value: str, *_: Any) -> None:
    price = money_of(value, current_business().currency)
    product.price_minor, product.currency = price.minor, price.currency


def _write_category(product: Product, _name: str, value: str, by: Actor, at: datetime) -> None:
    product.category = category_named(value, by=by, at=at) if value else None


def _write_tax_class(product: Product, _name: str, value: str, *_: Any) -> None:
    product.tax_class = tax_class_named(value) if value else None


def _write_available(product: Product, _name: str, value: str, *_: Any) -> None:
    product.is_available = value != "no"


WRITERS = {
    "price": _write_price,
    "category": _write_category,
    "tax_class": _write_tax_class,
    "is_available": _write_available,
}


def _fields(product: Product) -> dict[str, str]:
    """As they are typed; of a product that is being made, all blank."""
    is_made = product._state.adding and not product.sku
    return {
        "sku": product.sku,
        "name": product.name,
        "description": product.description,
        "unit": product.unit,
        "price": f"{plain(product.price_minor, product.currency)} {product.currency}" if product.currency else "",
        "category": category_paths().get(product.category_id, "") if product.category_id else "",
        "tax_class": product.tax_class.name if product.tax_class else "",
        "barcode": product.barcode,
        "is_available": "" if is_made else "yes" if product.is_available else "no",
    }


def _save(product: Product, *columns: str) -> None:
    try:
        with transaction.atomic():
            product.save(update_fields=(columns or COLUMNS) if product.pk else None)
    except IntegrityError:
        others = Product.objects.exclude(pk=product.pk)
        if other := others.filter(sku_key=product.sku_key).first():
            raise SkuTaken(sku=other.sku, name=other.name) from None
        if other := others.filter(barcode=product.barcode, archived_at=None).exclude(barcode="").first():
            raise BarcodeTaken(barcode=product.barcode, sku=other.sku) from None
        raise
