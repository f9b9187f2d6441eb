"""A row's cleaned values as one text, the form in which they wait in the stage."""

from collections.abc import Mapping

from onaccount.domain.customers.rules.fields import FIELDS

KEPT = (*FIELDS, "number")
BETWEEN = "\x1f"  # in no cleaned value: the field rules take it for a blank


def packed(values: Mapping[str, str]) -> str:
    return BETWEEN.join([values.get(name, "") for name in KEPT])


def unpacked(text: str) -> dict[str, str]:
    return dict(zip(KEPT, text.split(BETWEEN), strict=True))
