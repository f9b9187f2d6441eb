"""Shares of a whole, of a price or of a tax: counted in parts of a million, so that 9.975 % is as exact as 20 %."""

import re
from decimal import ROUND_HALF_UP, Decimal

from onaccount.foundation.money import Money
from onaccount.foundation.refusals import Refused

WHOLE_PPM = 1_000_000
WRITTEN = re.compile(r"(\d{1,3})(?:[.,](\d{1,4}))?\s*%?", re.ASCII)


class NotAPercentage(Refused):
    code = "not_a_percentage"
    sentence = '"{text}" is no percentage from 0 to {most}.'
    cure = "Write digits, with a point where there are parts of a per cent, such as 17.5."


def ppm_of(text: str, *, most: int = 100) -> int:
    """Parts of a million of a percentage as typed: "17.5" and "17,5 %" are 175,000. Raises NotAPercentage."""
    found = WRITTEN.fullmatch(text.strip())
    ppm = int(found[1]) * 10_000 + int((found[2] or "").ljust(4, "0")) if found else -1
    if not 0 <= ppm <= most * 10_000:
        raise NotAPercentage(text=text[:40], most=most)
    return ppm


def percent(ppm: int) -> str:
    """As people write it, without zeros that say nothing: 175,000 is "17.5"."""
    whole, part = divmod(ppm, 10_000)
    return f"{whole}.{part:04}".rstrip("0").rstrip(".")


def less(price: Money, off_ppm: int) -> Money:
    """A price with a share taken off, to the nearest smallest unit; half a unit is the seller's."""
    exact = Decimal(price.minor) * (WHOLE_PPM - off_ppm) / WHOLE_PPM
    return Money(int(exact.quantize(Decimal(1), ROUND_HALF_UP)), price.currency)
