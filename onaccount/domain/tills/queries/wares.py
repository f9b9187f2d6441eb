"""Products as a till keeps them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from onaccount.domain.catalogue.models import Product
from onaccount.domain.catalogue.queries.products import SHELVES, ProductRow, Shelf, rows_of


@dataclass(frozen=True, slots=True)
class Wares:
    """A page: `after` is the product to go on from, None at the end. `gone` are no longer for sale."""

    rows: Sequence[ProductRow]
    gone: Sequence[int]
    after: int | None


def wares_page(*, after: int, since: datetime | None, limit: int) -> Wares:
    """What is for sale, or what of all products changed since a moment; in the order of their keys."""
    found = Product.objects.filter(pk__gt=after)
    found = found.filter(SHELVES[Shelf.AVAILABLE]) if since is None else found.filter(changed_at__gte=since)
    keys = list(found.order_by("pk").values_list("pk", flat=True)[: limit + 1])
    page = keys[:limit]
    rows = rows_of(Product.objects.filter(SHELVES[Shelf.AVAILABLE], pk__in=page).order_by("pk")) if page else []
    shown = {row.key for row in rows}
    return Wares(rows, [key for key in page if key not in shown], page[-1] if len(keys) > limit else None)
