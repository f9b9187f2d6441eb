"""What a till says that it sold without network, held against what it was allowed by then. Nothing of it is refused,
for the goods are gone: what does not fit is an exception for a person. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

LENIENT = timedelta(minutes=10)  # a till's clock is corrected by its last contact, and no better than that
FREE = "free"
CHARGES = "pay_with_account"


class Misfit(Enum):
    """Why somebody has to look at a sale that is booked."""

    RIGHT = "offline_right"  # whoever sold might not charge accounts without a manager's code
    PRICE = "offline_price"  # changed by hand, which needs one
    TIME = "offline_time"  # not in the shift that it names
    VERSION = "offline_version"  # of a menu that the till did not use then
    METHOD = "offline_method"  # a way to pay that was not in it
    LEASE = "offline_lease_over"  # charged when the lease was over
    SHIFT = "offline_shift"  # in a shift that nobody opened
    CUSTOMER = "offline_customer"  # to somebody who was removed


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How things stood when something was sold. `made_at` is by our clock, as far as the till's is known."""

    made_at: datetime
    received_at: datetime
    began_at: datetime
    ended_at: datetime | None
    rights: Sequence[Mapping[str, Any]]  # [{"at", "rights": {name: need}}], as the till was told them
    charges: bool
    is_price_changed: bool = False
    replaced_at: datetime | None = None  # when the till used another version than the one that is named
    lease_until: datetime | None = None


def misfits(of: Circumstances) -> list[Misfit]:
    found = {
        Misfit.RIGHT: of.charges and right_at(of.rights, CHARGES, of.made_at) != FREE,
        Misfit.PRICE: of.is_price_changed,
        Misfit.TIME: not of.began_at - LENIENT <= of.made_at <= (of.ended_at or of.received_at) + LENIENT,
        Misfit.VERSION: of.replaced_at is not None and of.made_at > of.replaced_at + LENIENT,
        Misfit.LEASE: of.lease_until is not None and of.made_at > of.lease_until + LENIENT,
    }
    return [misfit for misfit, is_so in found.items() if is_so]


def right_at(kept: Sequence[Mapping[str, Any]], right: str, at: datetime) -> str:
    """What somebody had of a right by what their till was told, the best of what was so within the leniency; free where
    nothing was kept.
    """
    if not kept:
        return FREE
    told = [datetime.fromisoformat(each["at"]) for each in kept]
    until = [*told[1:], None]
    near = [
        str(each["rights"].get(right, "none"))
        for each, began, ended in zip(kept, told, until, strict=True)
        if began <= at + LENIENT and (ended is None or ended > at - LENIENT)
    ] or [str(kept[0]["rights"].get(right, "none"))]
    return FREE if FREE in near else near[-1]
