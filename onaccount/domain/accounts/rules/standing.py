"""How a customer's account stands at one moment, and what follows for what is left. Pure: values in, values out."""

from dataclasses import dataclass
from enum import Enum

from onaccount.domain.customers.rules.status import Stage, Status


class Door(Enum):
    """Where somebody trades. Self-service is the customer alone; at the other doors one of us is present (D-09)."""

    TILL = "till"
    OFFICE = "office"
    APP = "app"


STAFFED = frozenset({Door.TILL, Door.OFFICE})
MAY_TRADE: dict[Door, frozenset[Status]] = {
    Door.TILL: frozenset({Status.ACTIVE, Status.ADMIN}),
    Door.OFFICE: frozenset({Status.ACTIVE, Status.ADMIN}),
    Door.APP: frozenset({Status.ACTIVE}),
}
ON_CREDIT = frozenset({Stage.NONE, Stage.PASSED, Stage.BILLING})  # all others trade prepaid (D-01)


class Exposure(Enum):
    """What counts as used beside what is owed. Which of them do is the business's choice."""

    HOLDS = "holds"
    LEASES = "leases"


class OverLimitPolicy(Enum):
    """What becomes of who would go over the limit, where no right of the counter decides."""

    NO = "no"
    REFER = "refer"


@dataclass(frozen=True, slots=True)
class Standing:
    """All that a verdict asks, of the whole family, in minor units of `currency`. `limit` is None where there is none.

    `owed` is the balance: above nothing the family owes, below nothing we keep money of theirs. `day_left` is what the
    person who acts may still spend today, None where nobody set a limit for them.
    """

    status: Status
    stage: Stage
    door: Door
    currency: str
    is_allowed: bool = True
    is_suspended: bool = False
    limit: int | None = 0
    rise: int = 0
    owed: int = 0
    holds: int = 0
    leases: int = 0
    day_left: int | None = None
    counts: frozenset[Exposure] = frozenset(Exposure)

    @property
    def is_prepaid(self) -> bool:
        """Whether the credit that the account has may not be used."""
        return self.stage not in ON_CREDIT

    @property
    def limit_now(self) -> int | None:
        """The limit with the rise that runs; nothing where the stage allows no credit; None is unlimited."""
        if self.is_prepaid:
            return 0
        return None if self.limit is None else self.limit + self.rise

    @property
    def reserved(self) -> int:
        holds = self.holds if Exposure.HOLDS in self.counts else 0
        leases = self.leases if Exposure.LEASES in self.counts else 0
        return holds + leases

    @property
    def available(self) -> int | None:
        """What is left to spend (D-18); below nothing where a limit was lowered below what is owed. None: no end."""
        limit = self.limit_now
        return None if limit is None else limit - self.owed - self.reserved

    @property
    def withdrawable(self) -> int:
        """What may be paid out: the customer's own money, without what is reserved; never credit (D-07).

        All that is reserved counts, whatever the exposure formula says: money that is promised is not paid out.
        """
        return max(0, -self.owed - self.holds - self.leases)
