"""Products as a till keeps them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from onaccount.domain.catalogue.models import Product
from onaccount.domain.catalogue.queries import prices_of
from onaccount.domain.catalogue.queries.products import SHELVES, ProductRow, Shelf, rows_of
from onaccount.domain.tills.models import SaleLine
from onaccount.domain.tills.rules.prices import Ware
from onaccount.domain.tills.rules.sales import LineAsked


def wares_of(lines: Sequence[LineAsked], customer: int | None) -> dict[int, Ware]:
    """What each product of a sale costs this customer when so many are bought, and its tax; nobody: what all pay."""
    quantities: dict[int, int] = {}
    for line in lines:
        if line.product is not None:
            quantities[line.product] = quantities.get(line.product, 0) + line.quantity_milli
    if not quantities:
        return {}
    taxes = {row.key: row.tax.rate_ppm if row.tax else 0 for row in rows_of(Product.objects.filter(pk__in=quantities))}
    prices = prices_of(list(quantities), customer, quantities)
    return {key: Ware(price.unit.minor, taxes.get(key, 0)) for key, price in prices.items()}


def is_changed_offline(lines: Sequence[LineAsked], customer: int | None, made_at: datetime) -> bool:
    """Whether somebody changed a price without network: it is below nothing, or none that the till may have had. A till
    alone knows what everybody pays, or what it was told of the customer; what was priced anew since is believed.
    """
    if any(line.unit_minor < 0 for line in lines):
        return True
    keys = [line.product for line in lines if line.product is not None]
    if not keys:
        return False
    quantities: Counter[int] = Counter()
    for line in lines:
        if line.product is not None:
            quantities[line.product] += line.quantity_milli
    known = [prices_of(keys), prices_of(keys, customer), prices_of(keys, customer, quantities)]
    changed = dict(Product.objects.filter(pk__in=keys).values_list("pk", "changed_at"))
    return any(
        line.unit_minor not in {prices[line.product].unit.minor for prices in known if line.product in prices}
        and (line.product not in changed or changed[line.product] <= made_at)
        for line in lines
        if line.product is not None
    )


@dataclass(frozen=True, slots=True)
class Wares:
    """A page: `after` is the product to go on from, None at the end. `gone` are no longer for sale."""

    rows: Sequence[ProductRow]
    gone: Sequence[int]
    after: int | None


def products_sold(first: int, last: int) -> set[int]:
    """Which products with keys between these stand on a receipt. Reads every line once: for an undo, not for a page."""
    lines = SaleLine.objects.filter(product__range=(first, last)).order_by()
    return {product for product in lines.values_list("product", flat=True).distinct() if product is not None}


def wares_page(*, after: int, since: datetime | None, limit: int) -> Wares:
    """What is for sale, or what of all products changed since a moment; in the order of their keys."""
    found = Product.objects.filter(pk__gt=after)
    found = found.filter(SHELVES[Shelf.AVAILABLE]) if since is None else found.filter(changed_at__gte=since)
    keys = list(found.order_by("pk").values_list("pk", flat=True)[: limit + 1])
    page = keys[:limit]
    rows = rows_of(Product.objects.filter(SHELVES[Shelf.AVAILABLE], pk__in=page).order_by("pk")) if page else []
    shown = {row.key for row in rows}
    return Wares(rows, [key for key in page if key not in shown], page[-1] if len(keys) > limit else None)
