"""Take back what an import wrote: its new products go, the others get their old values, unless something is newer."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from onaccount.domain.catalogue.actions.products import search_name
from onaccount.domain.catalogue.models import Product, ProductCategory, ProductPrice, ReplacedProduct, TaxClass
from onaccount.domain.catalogue.queries.known import KnownProduct
from onaccount.domain.catalogue.queries.products import category_paths
from onaccount.domain.catalogue.rules.products import WITHIN
from onaccount.domain.catalogue.rules.quantities import ONE_MILLI
from onaccount.domain.customers.queries.batches import BY, among
from onaccount.domain.history.actions import erase_details, record_many
from onaccount.domain.history.queries import latest_facts
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.queries import names_of

CHANGED = "Changed by {who} on {when}, after the import."
CHANGED_SOMEHOW = "It is no longer as the import left it."
SOLD = "It has been sold, so it stays."
BARCODE_GIVEN = "The barcode that it had before belongs to another product now."
WRITTEN = {"product.added", "product.corrected"}
OWN = (
    "name", "description", "unit", "price_minor", "currency", "category_id", "tax_class_id", "barcode", "is_available",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """A product that is left as it is, and why: a sentence for `str.format`."""

    product: int
    row: int | None
    why: str
    values: Mapping[str, Any]


@dataclass(slots=True)
class TakenBack:
    """What came of a slice: how many were removed or restored, those left as they are, the last key looked at."""

    done: int = 0
    kept: list[Kept] = field(default_factory=list)
    last: int | None = None


def before_image(known: KnownProduct, levels: Collection[int]) -> dict[str, Any]:
    """What an update is about to write over: the product's own values, and what those levels said of it."""
    own = (
        known.name, known.description, known.unit, known.price_minor, known.currency, known.category, known.tax_class,
        known.barcode, known.is_available,
    )  # fmt: skip
    prices = {level: known.prices.get(level) for level in levels}
    return {
        "own": dict(zip(OWN, own, strict=True)),
        "prices": [
            [level, price.price_minor, price.currency, price.off_ppm] if price else [level]
            for level, price in prices.items()
        ],
    }


def remove_added(key: uuid.UUID, *, low: int, high: int, sold: Collection[int], by: Actor, at: datetime) -> TakenBack:
    """Remove the products of a batch between two keys, but for those that were sold or changed since."""
    made = Product.objects.filter(batch=key, pk__range=(low, high)).order_by("pk").select_for_update(no_key=True)
    stand = dict(made.values_list("pk", "version"))
    newer = _newer_facts(stand, since=None)
    kept = []
    for product, version in stand.items():
        if product in sold:
            kept.append(Kept(product, None, SOLD, {}))
        elif product in newer or version != 1:
            kept.append(Kept(product, None, *newer.get(product, (CHANGED_SOMEHOW, {}))))
    gone = set(stand) - {each.product for each in kept}
    ProductPrice.objects.filter(product__in=gone).delete()
    Product.objects.filter(pk__in=gone).delete()
    erase_details("product", [str(product) for product in gone])
    record_many("product.removed", "product", [(str(product), None) for product in sorted(gone)], by=by, at=at)
    return TakenBack(len(gone), kept, high)


def restore_updated(key: uuid.UUID, *, after: int, most: int, by: Actor, at: datetime) -> TakenBack:
    """Give the next `most` updated products their old values, unless they were changed since."""
    images = list(ReplacedProduct.objects.filter(batch=key, product__gt=after).order_by("product")[:most])
    if not images:
        return TakenBack()
    products = Product.objects.select_for_update(no_key=True).in_bulk([image.product_id for image in images])
    newer = _newer_facts([image.product_id for image in images], since=images[0].written_at)
    slice_ = TakenBack(last=images[-1].product_id)
    facts: list[tuple[str, None]] = []
    for image in images:
        product = products[image.product_id]
        if product.version != image.version or product.pk in newer:
            why = newer.get(product.pk, (CHANGED_SOMEHOW, {}))
            slice_.kept.append(Kept(product.pk, image.row, *why))
        elif not _restored(product, image.before, at):
            slice_.kept.append(Kept(product.pk, image.row, BARCODE_GIVEN, {}))
        else:
            slice_.done += 1
            facts.append((str(product.pk), None))
    ReplacedProduct.objects.filter(pk__in=[image.pk for image in images]).delete()
    record_many("product.put_back", "product", facts, by=by, at=at)
    return slice_


def _restored(product: Product, before: Mapping[str, Any], at: datetime) -> bool:
    for name, value in before["own"].items():
        setattr(product, name, value)
    if not ProductCategory.objects.filter(pk=product.category_id or 0).exists():
        product.category_id = None  # it was taken away meanwhile
    if not TaxClass.objects.filter(pk=product.tax_class_id or 0).exists():
        product.tax_class_id = None
    product.search_name = search_name(product.name, product.sku)
    product.version, product.changed_at = F("version") + 1, at
    try:
        with transaction.atomic():
            product.save()
    except IntegrityError:
        return False
    for level, *said in before["prices"]:
        here = ProductPrice.objects.filter(product=product, level=level, from_milli=ONE_MILLI)
        if said:
            here.update(price_minor=said[0], currency=said[1], off_ppm=said[2])
        else:
            here.delete()
    return True


def forget_categories(key: uuid.UUID) -> None:
    """Take away the categories that a batch made and nothing stands in, from the deepest up."""
    paths = category_paths()
    made = list(ProductCategory.objects.filter(batch=key))
    for category in sorted(made, key=lambda each: -paths[each.pk].count(WITHIN)):
        if not category.products.exists() and not category.children.exists():
            category.delete()


def written_of(key: uuid.UUID) -> bool:
    """Whether anything of a batch stands."""
    return any(table.objects.filter(batch=key).exists() for table in (Product, ReplacedProduct, ProductCategory))


def _newer_facts(products: Collection[int], *, since: datetime | None) -> dict[int, tuple[str, dict[str, str]]]:
    """Who did something with these products after the import, and when."""
    facts = latest_facts("product", among([str(product) for product in products]), but=WRITTEN)
    facts = {key: fact for key, fact in facts.items() if since is None or fact.at > since}
    names = names_of(fact.actor_key for fact in facts.values())
    return {
        int(key): (
            CHANGED,
            {
                "who": BY.get(fact.actor_kind) or names.get(fact.actor_key, fact.actor_key),
                "when": timezone.localtime(fact.at).date().isoformat(),
            },
        )
        for key, fact in facts.items()
    }
