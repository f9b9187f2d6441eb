"""What products cost a customer: for as many products as are asked for, in six statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from onaccount.domain.catalogue.models import LevelOfCustomer, LevelOfTag, Product, ProductPrice
from onaccount.domain.catalogue.rules.prices import LevelPrice, Offer, Price, price_of
from onaccount.domain.catalogue.rules.quantities import ONE_MILLI
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import family_numbers, survivor_of
from onaccount.domain.customers.queries.batches import among
from onaccount.foundation.money import Money


@dataclass(frozen=True, slots=True)
class Levels:
    """The price levels of a customer: {level: what it takes off every product}."""

    own: Mapping[int, int]
    by_tags: Mapping[int, int]


NO_LEVELS = Levels({}, {})


def levels_of(customer: int | None) -> Levels:
    """Of a customer and of all who were merged into it. What was agreed with the survivor goes before the others'."""
    if customer is None:
        return NO_LEVELS
    family = family_numbers(survivor_of(customer))
    own: Any = LevelOfCustomer.objects.filter(customer__in=family).values_list("customer", "level", "level__off_ppm")
    agreed = {number: {level: off_ppm} for number, level, off_ppm in own}
    tags = Customer.tags.through.objects.filter(customer__in=family).values("tag")
    given: Any = LevelOfTag.objects.filter(tag__in=tags).order_by("level").values_list("level", "level__off_ppm")
    return Levels(next((agreed[number] for number in family if number in agreed), {}), dict(given))


def prices_of(
    products: Collection[int], customer: int | None = None, quantities_milli: Mapping[int, int] | None = None
) -> dict[int, Price]:
    """The price of one unit of each of these products, when so many thousandths of it are bought; one unit, unless
    said. Products that there are not are left out.
    """
    rows: Any = Product.objects.filter(pk__in=among(products)).values_list("pk", "price_minor", "currency")
    return priced({key: Money(minor, currency) for key, minor, currency in rows}, levels_of(customer), quantities_milli)


def priced(
    own_prices: Mapping[int, Money], levels: Levels, quantities_milli: Mapping[int, int] | None = None
) -> dict[int, Price]:
    """The same for products whose own prices are known; one statement, and none where a customer has no level."""
    quantities, lines = quantities_milli or {}, _lines(own_prices, levels)
    return {
        key: price_of(
            price,
            _offers(levels.own, lines[key]),
            _offers(levels.by_tags, lines[key]),
            quantities.get(key, ONE_MILLI),
        )
        for key, price in own_prices.items()
    }


Lines = dict[int, list[LevelPrice]]  # by level


def _lines(products: Collection[int], levels: Levels) -> Mapping[int, Lines]:
    found: dict[int, Lines] = defaultdict(lambda: defaultdict(list))
    asked = {*levels.own, *levels.by_tags}
    if not asked or not products:
        return found
    rows: Any = ProductPrice.objects.filter(level__in=asked, product__in=among(products)).values_list(
        "product", "level", "from_milli", "price_minor", "currency", "off_ppm"
    )
    for product, level, from_milli, minor, currency, off_ppm in rows:
        price = None if minor is None else Money(minor, currency)
        found[product][level].append(LevelPrice(from_milli, price, off_ppm or 0))
    return found


def _offers(levels: Mapping[int, int], lines: Lines) -> list[Offer]:
    return [Offer(level, lines.get(level, ()), off_ppm) for level, off_ppm in levels.items()]
