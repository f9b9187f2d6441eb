"""The claims of two dealers to one customer, in the words in which staff read them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from onaccount.delivery.office.candidates_shown import address_of_pair
from onaccount.delivery.office.stages import WORDS
from onaccount.domain.vetting.queries.clash import ClaimRow


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """`compare` leads to both side by side; blank for the one that is looked at."""

    number: int
    name: str
    dealer: str
    stage: str
    claimed_at: datetime
    ends_at: datetime | None
    is_good: bool
    counts: bool
    is_here: bool
    compare: str

    @classmethod
    def of(cls, row: ClaimRow, *, here: int) -> Self:
        claim = row.claim
        return cls(
            number=claim.number,
            name=claim.name,
            dealer=claim.dealer,
            stage=str(WORDS[claim.stage]),
            claimed_at=claim.claimed_at,
            ends_at=row.ends_at,
            is_good=row.is_good,
            counts=row.counts,
            is_here=claim.number == here,
            compare="" if claim.number == here else address_of_pair(claim.number, here),
        )
