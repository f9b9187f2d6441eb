"""Two dealers bring the same customer: whose it is, and how long that holds (B-11). Pure.

A claim begins when a dealer hands the customer in, or is given it, and lasts as long as the business says. One whose
customer stands in Billing does not run out: the dealer has done what a claim is for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from onaccount.domain.customers.rules.status import Stage


@dataclass(frozen=True, slots=True)
class Claim:
    """A dealer's claim to a customer, in the row that is that dealer's."""

    number: int
    name: str
    partner: int
    dealer: str  # "ABC123, Northlight"
    stage: Stage
    claimed_at: datetime


def ends_at(claim: Claim, *, days: int) -> datetime | None:
    """When a claim runs out; None: not while its customer stands in Billing."""
    return None if claim.stage is Stage.BILLING else claim.claimed_at + timedelta(days=days)


def is_good(claim: Claim, *, days: int, at: datetime) -> bool:
    end = ends_at(claim, days=days)
    return end is None or at < end


def whose(claims: Sequence[Claim], *, days: int, at: datetime) -> Claim | None:
    """The claim that counts: the first of those that have not run out. None where all have."""
    good = [claim for claim in claims if is_good(claim, days=days, at=at)]
    return min(good, key=lambda claim: (claim.claimed_at, claim.number), default=None)
