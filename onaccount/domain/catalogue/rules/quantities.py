"""How much of a product: whole thousandths of its unit, so that 0.25 kg and 3 cases are exact alike."""

import re

from onaccount.foundation.refusals import Refused

ONE_MILLI = 1_000
MOST_MILLI = 10**9  # a million of a unit
WRITTEN = re.compile(r"(\d{1,9})(?:[.,](\d{1,3}))?", re.ASCII)


class NotAQuantity(Refused):
    code = "not_a_quantity"
    sentence = '"{text}" is no quantity.'
    cure = "Write digits, with at most three after the point, such as 12 or 0.25."
    field = "quantity"


def milli_of(text: str) -> int:
    """Thousandths of a quantity as typed; more than nothing and at most a million. Raises NotAQuantity."""
    found = WRITTEN.fullmatch(text.strip())
    milli = int(found[1]) * ONE_MILLI + int((found[2] or "").ljust(3, "0")) if found else 0
    if not 0 < milli <= MOST_MILLI:
        raise NotAQuantity(text=text[:40])
    return milli


def quantity(milli: int) -> str:
    """As people write it: 12000 is "12", 250 is "0.25"."""
    whole, part = divmod(milli, ONE_MILLI)
    return f"{whole}.{part:03}".rstrip("0").rstrip(".")
