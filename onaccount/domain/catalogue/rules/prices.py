"""What a customer pays for one unit of a product.

What was agreed with the customer goes before what its tags give: the level of its own, where that says anything of the
product, decides alone. Of several levels by tags the cheapest for this product and quantity is taken: nobody pays more
for being more. Where none says anything, the product's own price holds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onaccount.domain.catalogue.rules.quantities import ONE_MILLI
from onaccount.domain.catalogue.rules.shares import less
from onaccount.foundation.money import Money


@dataclass(frozen=True, slots=True)
class LevelPrice:
    """What a level says of a product from a quantity on: a price of its own, or so much off the product's."""

    from_milli: int = ONE_MILLI
    price: Money | None = None
    off_ppm: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """A level, with what it says of one product; `off_ppm` is taken off each product that it does not name."""

    level: int
    lines: Sequence[LevelPrice] = ()
    off_ppm: int = 0


@dataclass(frozen=True, slots=True)
class Price:
    """Of one unit, and the level that it is by; None where it is the product's own."""

    unit: Money
    level: int | None = None


def price_of(product: Money, own: Sequence[Offer], by_tags: Sequence[Offer], quantity_milli: int = ONE_MILLI) -> Price:
    """The price of one unit when so many thousandths are bought; `product` is the product's own price."""
    for offers in (own, by_tags):
        prices = [price for offer in offers if (price := _offered(product, offer, quantity_milli)) is not None]
        if prices:
            return min(prices, key=lambda price: price.unit.minor)
    return Price(product)


def _offered(product: Money, offer: Offer, quantity_milli: int) -> Price | None:
    line = _line_at(_usable(offer.lines, product.currency), quantity_milli)
    if line is not None:
        return Price(less(product, line.off_ppm) if line.price is None else line.price, offer.level)
    return Price(less(product, offer.off_ppm), offer.level) if offer.off_ppm else None


def _usable(lines: Iterable[LevelPrice], currency: str) -> Iterable[LevelPrice]:
    """A price in another currency than the product's was set before the business changed its own: it says nothing."""
    return (line for line in lines if line.price is None or line.price.currency == currency)


def _line_at(lines: Iterable[LevelPrice], quantity_milli: int) -> LevelPrice | None:
    """The one that begins nearest below: 10 at a time are paid as "from 10", whatever "from 5" says."""
    reached = [line for line in lines if line.from_milli <= quantity_milli]
    return max(reached, key=lambda line: line.from_milli, default=None)
