"""Categories, price levels and tax classes, with how much stands in each."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from onaccount.domain.catalogue.models import (
    LevelOfCustomer,
    LevelOfTag,
    PriceLevel,
    ProductCategory,
    ProductPrice,
    TaxClass,
)
from onaccount.domain.catalogue.rules.refused import NoSuchEntry
from onaccount.domain.customers.queries import survivor_of
from onaccount.foundation.money import Money

MOST_SHOWN = 500


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A category in the tree, `depth` 0 at the top; `count` products stand in it itself."""

    key: int
    name: str
    depth: int
    parent: int | None
    count: int
    is_first: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A price level; so many prices of its own, given to so many customers and tags."""

    key: int
    name: str
    off_ppm: int
    prices: int
    customers: int
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaxRow:
    key: int
    name: str
    rate_ppm: int
    exempt_reason: str
    is_default: bool
    count: int


@dataclass(frozen=True, slots=True)
class PriceRow:
    """What a level says of a product from a quantity on: an amount, or a share off."""

    key: int
    level: int
    level_name: str
    from_milli: int
    price: Money | None
    off_ppm: int | None


def category_tree() -> list[CategoryRow]:
    """From top to bottom, each category followed by those in it."""
    counted = ProductCategory.objects.annotate(n=Count("products", filter=Q(products__archived_at=None)))
    children: dict[int | None, list[Any]] = {}
    for each in counted.order_by("position", "pk"):
        children.setdefault(each.parent_id, []).append(each)
    rows: list[CategoryRow] = []

    def walk(parent: int | None, depth: int) -> None:
        beside = children.get(parent, [])
        for each in beside:
            ends = each is beside[0], each is beside[-1]
            rows.append(CategoryRow(each.pk, each.name, depth, parent, each.n, *ends))
            walk(each.pk, depth + 1)

    walk(None, 0)
    return rows


def price_levels() -> list[LevelRow]:
    """In their order; four statements."""
    tags: dict[int, list[str]] = {}
    for level, name in LevelOfTag.objects.order_by("tag__name").values_list("level", "tag__name"):
        tags.setdefault(level, []).append(name)
    prices = _counts(ProductPrice.objects.values_list("level").annotate(n=Count("pk")))
    customers = _counts(LevelOfCustomer.objects.values_list("level").annotate(n=Count("pk")))
    return [
        LevelRow(
            each.pk, each.name, each.off_ppm, prices.get(each.pk, 0), customers.get(each.pk, 0),
            tuple(tags.get(each.pk, ())),
        )
        for each in PriceLevel.objects.order_by("position", "pk")[:MOST_SHOWN]
    ]  # fmt: skip


def _counts(rows: Any) -> dict[int, int]:
    return dict(rows)


def price_level(key: int) -> LevelRow:
    found = next((each for each in price_levels() if each.key == key), None)
    if found is None:
        raise NoSuchEntry
    return found


def own_level_of(customer: int) -> LevelRow | None:
    """The level that was agreed with a customer itself."""
    key = LevelOfCustomer.objects.filter(customer=survivor_of(customer)).values_list("level", flat=True).first()
    return None if key is None else price_level(key)


def own_level_name(number: int) -> str:
    """The name of the level agreed with a customer that nobody was merged into another; "" where there is none."""
    return LevelOfCustomer.objects.filter(customer=number).values_list("level__name", flat=True).first() or ""


def tax_classes() -> list[TaxRow]:
    counted = TaxClass.objects.annotate(n=Count("products", filter=Q(products__archived_at=None)))
    return [
        TaxRow(each.pk, each.name, each.rate_ppm, each.exempt_reason, each.is_default, each.n)
        for each in counted.order_by("-is_default", "name")[:MOST_SHOWN]
    ]


def level_prices(product: int) -> list[PriceRow]:
    """What levels say of a product, level by level, the smallest quantity first."""
    rows = ProductPrice.objects.filter(product=product).select_related("level")
    return [
        PriceRow(
            each.pk,
            each.level_id,
            each.level.name,
            each.from_milli,
            None if each.price_minor is None else Money(each.price_minor, each.currency),
            each.off_ppm,
        )
        for each in rows.order_by("level__position", "level_id", "from_milli")
    ]
