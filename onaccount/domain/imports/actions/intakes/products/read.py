"""Read a list of products: rows of one SKU are one product, and are folded into the first of them."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from onaccount.domain.catalogue.rules.products import FIELDS, sku_key
from onaccount.domain.customers.rules.fields import Cleaned
from onaccount.domain.imports.actions.read import Reader
from onaccount.domain.imports.actions.stage import Stage
from onaccount.domain.imports.rules.corrections import NONE, Corrections
from onaccount.domain.imports.rules.mapping import Mapping as Columns
from onaccount.domain.imports.rules.packing import PRODUCTS
from onaccount.domain.imports.rules.products.rows import Prices, clean_product_row
from onaccount.domain.imports.rules.said import Said, pack
from onaccount.domain.imports.rules.states import Outcome
from onaccount.domain.imports.rules.table import Record
from onaccount.foundation.text import shorten

SKU = "sku"  # what a row is known by
REPEATED = "The same product as in row {first}; what is new in it is added there."
DIFFERENT = "Not taken from it, for row {first} says otherwise: {fields}."
GROUPS = """
    SELECT row, key, vals FROM whole WHERE outcome = 'create' AND key IN (
        SELECT key FROM records WHERE outcome = 'create' GROUP BY key HAVING COUNT(*) > 1)
    ORDER BY key, row
"""
Folded = tuple[Any, ...]  # row, into_row, values in the order of the stage's columns, said


class ProductsReader(Reader):
    packing = PRODUCTS

    def __init__(self, mapping: Columns, prices: Prices, corrections: Corrections = NONE) -> None:
        super().__init__(mapping, corrections)
        self.prices = prices

    def cleaned(self, records: Sequence[Record]) -> Sequence[Cleaned]:
        return [clean_product_row(record, self.mapping, self.prices) for record in records]

    def stage_whole(self, records: Sequence[Record], stage: Stage) -> set[int]:
        pairs = list(zip(records, self.cleaned(records), strict=True))
        stage.add("records", [self.judged(record, each) for record, each in pairs])
        warnings = [
            (record.row, record.line, pack([Said.of_remark(name, remark)]))
            for record, each in pairs
            for name, remark in each.warnings
        ]
        stage.add("warnings", warnings)
        return {record.row for record, each in pairs if each.refusals or each.warnings}

    def judged(self, record: Record, cleaned: Cleaned) -> tuple[Any, ...]:
        if cleaned.refusals:
            said = [Said.of_refusal(name, refusal) for name, refusal in cleaned.refusals]
            return self.rejected(record, said, cleaned.values)
        about = record.row, record.line, Outcome.CREATE.value, 0, None, None, SKU, sku_key(cleaned.values["sku"])
        return *about, *PRODUCTS.spread(cleaned.values), "", ""


def fold_products(stage: Stage) -> None:
    """Fold the rows of one SKU into the first. What comes of it is put aside until all groups are read."""
    stage.db.execute("CREATE INDEX records_by_key ON records (key)")
    names = PRODUCTS.columns
    stage.db.execute(
        f"CREATE TEMPORARY TABLE folded (row INTEGER PRIMARY KEY, into_row INTEGER, {', '.join(names)}, said TEXT)"
    )
    records = itertools.chain.from_iterable(stage.each(GROUPS))
    for _, group in itertools.groupby(records, key=lambda record: record[1]):
        stage.add("folded", list(folded_group((row, PRODUCTS.unpacked(vals)) for row, _, vals in group)))
    stage.db.execute(f"""
        UPDATE records SET {", ".join(f"{name} = f.{name}" for name in names)}
        FROM folded f WHERE f.row = records.row AND f.into_row IS NULL""")
    stage.db.execute("""
        UPDATE records SET outcome = 'repeated', into_row = f.into_row, said = f.said
        FROM folded f WHERE f.row = records.row AND f.into_row IS NOT NULL""")


def folded_group(rows: Iterator[tuple[int, Mapping[str, str]]]) -> Iterator[Folded]:
    first, values = next(rows)
    values = dict(values)
    for row, others in rows:
        lost = [name for name, text in others.items() if text and values[name] and text != values[name] and name != SKU]
        values |= {name: text for name, text in others.items() if text and not values[name]}
        yield row, first, *[None] * len(values), pack([*said_of(first, lost)])
    yield first, None, *PRODUCTS.spread(values), ""


def said_of(first: int, lost: Sequence[str]) -> Iterator[Said]:
    yield Said("", REPEATED, "", {"first": first})
    if lost:
        labels = [FIELDS[name].label if name in FIELDS else "price at a level" for name in lost]
        yield Said("", DIFFERENT, "", {"first": first, "fields": shorten(", ".join(labels))})


def reject_repeated_of_rejected(stage: Stage) -> None:
    """What is folded into a row that cannot be taken in is not taken in either."""
    stage.db.execute("""
        UPDATE records SET outcome = 'reject', said = (SELECT f.said FROM records f WHERE f.row = records.into_row)
        WHERE outcome = 'repeated' AND into_row IN (SELECT row FROM records WHERE outcome = 'reject')""")
    stage.db.execute("""
        INSERT INTO left_out SELECT row FROM records WHERE outcome = 'reject'
        AND into_row IN (SELECT row FROM left_out)""")
