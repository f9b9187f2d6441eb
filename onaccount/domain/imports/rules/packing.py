"""A row's cleaned values as they wait in the stage: in a column each, and in one text for what reads all of them."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from onaccount.domain.catalogue.rules.products import FIELDS as OF_PRODUCTS
from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.domain.imports.rules.options import ListOf

BETWEEN = "\x1f"  # in no cleaned value: the field rules take it for a blank
NOTHING = itertools.repeat("")


@dataclass(frozen=True, slots=True)
class Packing:
    """`kept` are the values by their names, `columns` what they are called in the stage, in the same order."""

    kept: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def all_in_one(self) -> str:
        return " || char(31) || ".join(self.columns)

    def spread(self, values: Mapping[str, str]) -> Iterator[str]:
        """The values in the order of the columns."""
        return map(values.get, self.kept, NOTHING)

    def unpacked(self, text: str) -> dict[str, str]:
        return dict(zip(self.kept, text.split(BETWEEN), strict=True))


# In the stage `number` is what the row is about, so what a file says of it is called otherwise.
CUSTOMERS = Packing((*FIELDS, "number"), (*FIELDS, "said_number"))
PRODUCTS = Packing((*OF_PRODUCTS, "level_prices"), (*OF_PRODUCTS, "level_prices"))
PACKINGS = {ListOf.CUSTOMERS: CUSTOMERS, ListOf.PRODUCTS: PRODUCTS}
KEPT, COLUMNS, ALL_IN_ONE = CUSTOMERS.kept, CUSTOMERS.columns, CUSTOMERS.all_in_one
spread, unpacked = CUSTOMERS.spread, CUSTOMERS.unpacked
