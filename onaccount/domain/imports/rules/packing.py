"""A row's cleaned values as they wait in the stage: in a column each, and in one text for what reads all of them."""

import itertools
from collections.abc import Iterator, Mapping

from onaccount.domain.customers.rules.fields import FIELDS

KEPT = (*FIELDS, "number")
COLUMNS = (*FIELDS, "said_number")  # for there `number` is the customer whom the row is about
BETWEEN = "\x1f"  # in no cleaned value: the field rules take it for a blank
ALL_IN_ONE = " || char(31) || ".join(COLUMNS)
NOTHING = itertools.repeat("")


def spread(values: Mapping[str, str]) -> Iterator[str]:
    """The values in the order of the columns."""
    return map(values.get, KEPT, NOTHING)


def unpacked(text: str) -> dict[str, str]:
    return dict(zip(KEPT, text.split(BETWEEN), strict=True))
