"""A row's cleaned values as one text, the form in which they wait in the stage."""

import itertools
from collections.abc import Mapping

from onaccount.domain.customers.rules.fields import FIELDS

KEPT = (*FIELDS, "number")
NOTHING = itertools.repeat("")
BETWEEN = "\x1f"  # in no cleaned value: the field rules take it for a blank


def packed(values: Mapping[str, str]) -> str:
    return BETWEEN.join(map(values.get, KEPT, NOTHING))


def unpacked(text: str) -> dict[str, str]:
    return dict(zip(KEPT, text.split(BETWEEN), strict=True))
