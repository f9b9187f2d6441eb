"""Write many products at once: a stage of ready rows in, statements over sets, counts out (customers/actions/sets.py).

`seq` counts the new products from 1 in the file's order; a row about one that is there has its key as `number`.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection

from onaccount.domain.catalogue.actions.categories import category_named
from onaccount.domain.catalogue.models import ProductCategory
from onaccount.domain.catalogue.queries.products import category_paths
from onaccount.domain.catalogue.rules.quantities import ONE_MILLI
from onaccount.domain.customers.actions.sets import JSON, TEXT, UUID, WHOLE, Source, TakenMeanwhile
from onaccount.domain.history.actions import detail_set, record_set
from onaccount.domain.history.rules import Actor

PLAIN = ("name", "search_name", "description", "unit", "barcode")
VALUES: dict[str, str] = {
    **dict.fromkeys(PLAIN, TEXT), "price_minor": WHOLE, "tax_class_id": WHOLE, "is_available": WHOLE, "category": TEXT,
}  # fmt: skip
STAGE: dict[str, dict[str, str]] = {
    "stage_products": {"seq": WHOLE, "row": WHOLE, "sku": TEXT, "sku_key": TEXT, **VALUES, "event": UUID},
    "stage_updates": {
        "number": WHOLE, "known_version": WHOLE, **VALUES, "event": UUID, "changes": JSON, "row": WHOLE, "before": JSON,
    },
    "stage_prices": {"seq": WHOLE, "number": WHOLE, "known": WHOLE, "level": WHOLE, "price_minor": WHOLE},
}  # fmt: skip
# What PostgreSQL compares with its own rows.
COMPARED: dict[str, tuple[Sequence[str], str]] = {
    "stage_updates": (("number", "known_version", *VALUES), "1"),
    "stage_prices": (tuple(STAGE["stage_prices"]), "number IS NOT NULL"),
}
NEW = "s.seq BETWEEN %(low)s AND %(high)s"
THERE = "s.number >= %(low)s AND s.number <= %(high)s"
CHANGED_MEANWHILE = "{count} of the products to update have been changed or archived."
TAKEN = "A SKU or a barcode of the file has been taken by another product."
PRODUCTS, PRICES = "catalogue_product", "catalogue_productprice"


@dataclass(frozen=True, slots=True)
class Batch:
    """What all rows of a set share. Its new products get the keys after `before`, in their order."""

    source: Source
    key: uuid.UUID
    before: int
    currency: str
    by: Actor
    at: datetime

    def parameters(self, low: int, high: int) -> dict[str, Any]:
        return {
            "before": self.before,
            "low": low,
            "high": high,
            "batch": self.key.hex,
            "currency": self.currency,
            "one": ONE_MILLI,
            "at": str(connection.ops.adapt_datetimefield_value(self.at)),
        }


def name_categories(batch: Batch) -> None:
    """Make the categories of a stage that are not there yet, and note their keys beside it."""
    query = (
        "SELECT category, MIN(at) FROM (SELECT category, MIN(row) AS at FROM stage_products GROUP BY category "
        "UNION ALL SELECT category, MIN(row) FROM stage_updates GROUP BY category) WHERE category <> '' "
        "GROUP BY category ORDER BY 2"
    )
    there = set(category_paths())
    keys = {path: category_named(path, by=batch.by, at=batch.at).pk for path, _ in batch.source.rows(query)}
    made = set(category_paths()) - there
    ProductCategory.objects.filter(pk__in=made).update(batch=batch.key)
    batch.source.note("stage_categories", "path text, category_id bigint", list(keys.items()))


def check_products() -> None:
    """Refuse a stage one of whose products has been changed or archived since it was made."""
    gone = _count(f"stage_updates s WHERE NOT EXISTS (SELECT 1 FROM {PRODUCTS} c WHERE {UNCHANGED})", {})
    if gone:
        raise TakenMeanwhile(what=CHANGED_MEANWHILE.format(count=gone))


UNCHANGED = "c.id = s.number AND c.version = s.known_version AND c.archived_at IS NULL"
ADDED = ("sku", "sku_key", *PLAIN, "price_minor", "tax_class_id", "is_available")


def add_products(batch: Batch, *, low: int, high: int) -> int:
    """Add the new products from `low` to `high` with their prices; return how many.

    Raises TakenMeanwhile when one of them could not be written, because another has its SKU or barcode.
    """
    values, put = batch.parameters(low, high), batch.source.put
    columns = (*ADDED, "id", "category_id", "currency", "position", "is_for_some", "version", "created_at")
    own = ", ".join(f"s.{name}" for name in ADDED)
    try:
        added = put(
            PRODUCTS,
            (*columns, "changed_at", "batch"),
            f"SELECT {own}, %(before)s + s.seq, t.category_id, %(currency)s, 0, 0, 1, %(at)s, %(at)s, %(batch)s "
            f"FROM stage_products s LEFT JOIN stage_categories t ON t.path = s.category WHERE {NEW} ORDER BY s.seq",
            values,
        )
    except IntegrityError:
        raise TakenMeanwhile(what=TAKEN) from None
    if added != high - low + 1:
        raise TakenMeanwhile(what=TAKEN)
    _add_prices(batch, "%(before)s + s.seq", NEW, values)
    query = f"SELECT s.event, CAST(%(before)s + s.seq AS text) FROM stage_products s WHERE {NEW} ORDER BY s.seq"
    record_set("product.added", "product", query, put=put, by=batch.by, at=batch.at, values=values)
    return added


def update_products(batch: Batch, *, low: int, high: int) -> int:
    """Write the new values of the products whose keys are from `low` to `high`, and keep the old ones; how many.

    Raises TakenMeanwhile when one of them has been changed since the stage was made.
    """
    values, put = batch.parameters(low, high), batch.source.put
    wanted = _count(f"stage_updates s WHERE {THERE}", values)
    if not wanted:
        return 0
    columns = ", ".join(f"{name} = s.{name}" for name in (*PLAIN, "price_minor", "tax_class_id"))
    available = "is_available = CASE WHEN s.is_available = 1 THEN TRUE ELSE FALSE END, currency = %(currency)s"
    try:
        updated = _write(
            f"UPDATE {PRODUCTS} AS c SET {columns}, {available}, version = c.version + 1, changed_at = %(at)s "
            f"FROM stage_updates s WHERE {UNCHANGED} AND {THERE}",
            values,
        )
    except IntegrityError:
        raise TakenMeanwhile(what=TAKEN) from None
    if updated != wanted:
        raise TakenMeanwhile(what=CHANGED_MEANWHILE.format(count=wanted - updated))
    _move_to_categories(batch, values)
    _write(
        f"UPDATE {PRICES} SET price_minor = s.price_minor, off_ppm = NULL, currency = %(currency)s "
        f"FROM stage_prices s WHERE {PRICES}.id = s.known AND {THERE}",
        values,
    )
    _add_prices(batch, "s.number", f"s.known IS NULL AND {THERE}", values)
    put(
        "catalogue_replacedproduct",
        ("batch", "product_id", "row", "version", "written_at", "before"),
        f"SELECT %(batch)s, s.number, s.row, s.known_version + 1, %(at)s, s.before FROM stage_updates s WHERE {THERE}",
        values,
    )
    query = f"SELECT s.event, CAST(s.number AS text) FROM stage_updates s WHERE {THERE}"
    record_set("product.corrected", "product", query, put=put, by=batch.by, at=batch.at, values=values)
    detail_set(f"SELECT s.event, s.changes FROM stage_updates s WHERE {THERE}", put=put, values=values)
    return updated


def _move_to_categories(batch: Batch, values: Mapping[str, Any]) -> None:
    """A category stands in the stage only where it changes; one statement for each that there is."""
    query = (
        "SELECT DISTINCT s.category, t.category_id FROM stage_updates s JOIN stage_categories t ON t.path = s.category "
        f"WHERE s.number BETWEEN {int(values['low'])} AND {int(values['high'])}"
    )
    for path, key in batch.source.rows(query):
        _write(
            f"UPDATE {PRODUCTS} SET category_id = %(category)s WHERE id IN "
            f"(SELECT s.number FROM stage_updates s WHERE s.category = %(path)s AND {THERE})",
            {**values, "category": key, "path": path},
        )


def _add_prices(batch: Batch, owner: str, which: str, values: Mapping[str, Any]) -> None:
    batch.source.put(
        PRICES,
        ("product_id", "level_id", "from_milli", "price_minor", "currency"),
        f"SELECT {owner}, s.level, %(one)s, s.price_minor, %(currency)s FROM stage_prices s WHERE {which}",
        values,
    )


def _write(statement: str, values: Mapping[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _count(what: str, values: Mapping[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {what}", values)
        return int(cursor.fetchone()[0])
