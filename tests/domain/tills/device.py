"""A till's device as its own script is: leases.js, state.js and sales.js, without a browser. Moments are ms.

tests/delivery/till/test_lease_rules.py holds the rules here against those that are shipped.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from onaccount.domain.tills.actions.sales import SaleAsked
from tests.domain.tills.counter import Counter

BACK = 2_000
ACCOUNT = "Customer account"


def ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


@dataclass(frozen=True)
class Clock:
    wall: int
    elapsed: int = 0
    is_void: bool = False


@dataclass(frozen=True)
class Kept:
    """A lease as the device has it."""

    id: UUID
    customer: int
    granted_minor: int
    spend_until: int
    spent_minor: int = 0
    recalled: bool = False
    is_returned: bool = False

    @property
    def rest_minor(self) -> int:
        return max(0, self.granted_minor - self.spent_minor)


def ticked(clock: Clock, wall: int, steady: int | None) -> Clock:
    moved = wall - clock.wall
    passed = max(0, moved) if steady is None else max(steady, moved, 0)
    return Clock(max(wall, clock.wall), clock.elapsed + passed, clock.is_void or moved < -BACK)


def is_open(lease: Kept, clock: Clock, answered_at: int) -> bool:
    is_in_time = clock.wall < lease.spend_until and clock.elapsed < lease.spend_until - answered_at
    return not clock.is_void and not lease.recalled and not lease.is_returned and is_in_time


def lease_for(leases: Sequence[Kept], customer: int, minor: int, clock: Clock, answered_at: int) -> Kept | None:
    """The first to end of those that have so much left."""
    good = (each for each in leases if each.customer == customer and is_open(each, clock, answered_at))
    enough = (each for each in good if each.rest_minor and each.rest_minor >= minor)
    return min(enough, key=lambda each: each.spend_until, default=None)


def spent(leases: Sequence[Kept], lease: UUID, minor: int) -> list[Kept]:
    return [replace(each, spent_minor=each.spent_minor + minor) if each.id == lease else each for each in leases]


def given_back(leases: Sequence[Kept], clock: Clock, answered_at: int) -> list[Kept]:
    return [each if is_open(each, clock, answered_at) else replace(each, is_returned=True) for each in leases]


def answered(leases: Sequence[Kept], said: Sequence[Any]) -> list[Kept]:
    """`said` are the server's rows."""
    known = {lease.id: lease for lease in leases}
    return [
        Kept(
            lease.pk, lease.customer_id, lease.granted_minor, ms(lease.spend_until),
            known[lease.pk].spent_minor if lease.pk in known else lease.granted_minor - lease.rest_minor,
            lease.recalled_at is not None,
            lease.pk in known and known[lease.pk].is_returned,
        )
        for lease in said
    ]  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What a contact is answered: in answer to which report, when, and all leases that are held for the till."""

    seq: int
    at: datetime
    leases: Sequence[Any]


@dataclass
class Device:
    """`sales` are on its disk: asked for and not answered, or sold without network. A crash leaves all of that."""

    counter: Counter
    wall: int
    clock: Clock
    leases: list[Kept] = field(default_factory=list)
    answered_at: int = 0
    seq: int = 0
    since_sent: int | None = None  # ms by the steady clock, since its last report; None across a crash
    sales: list[SaleAsked] = field(default_factory=list)

    def look(self, *, after: int | None) -> None:
        """At its clocks; `after` so many ms by the steady one, None across a crash."""
        self.clock = ticked(self.clock, self.wall, after)
        self.since_sent = None if after is None or self.since_sent is None else self.since_sent + after

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.wall / 1000, UTC)

    def report(self) -> bytes:
        """Its number, and what is given back, are kept before it is sent."""
        self.leases = given_back(self.leases, self.clock, self.answered_at)
        self.seq += 1
        self.since_sent = 0
        return json.dumps(
            {
                "till": self.counter.number, "pairing": self.counter.pairing, "seq": self.seq,
                "at": self.now.isoformat(), "acknowledged": self.counter.version, "waiting": len(self.sales),
                "leases": [
                    {"id": str(each.id), "spent_minor": each.spent_minor, "is_returned": each.is_returned}
                    for each in self.leases
                ],
            }
        ).encode()  # fmt: skip

    def hears(self, answer: Answer) -> bool:
        """Only the answer to its last report counts, if it was not off since."""
        if answer.seq != self.seq or self.since_sent is None:
            return False
        self.leases = answered(self.leases, answer.leases)
        self.answered_at = ms(answer.at)
        self.clock = Clock(self.wall, self.since_sent)
        return True

    def asks(self, customer: int, minor: int) -> SaleAsked:
        """A charge with network: on the disk, to be sent."""
        made = self.counter.asked((ACCOUNT, minor), customer=customer, made_at=self.now)
        self.sales.append(made)
        return made

    def sells(self, customer: int, minor: int) -> SaleAsked | None:
        """The same without, if there is a lease for it; it is sold then."""
        if lease_for(self.leases, customer, minor, self.clock, self.answered_at) is None:
            return None
        return self.finishes(self.asks(customer, minor))

    def finishes(self, asked: SaleAsked) -> SaleAsked | None:
        """Without network, what was asked for with it: on the disk in one step with what it spent."""
        lease = lease_for(self.leases, asked.customer or 0, asked.amount_minor, self.clock, self.answered_at)
        if lease is None:
            return None
        sold = replace(asked, is_offline=True, leases={0: lease.id})
        self.leases = spent(self.leases, lease.id, asked.amount_minor)
        self.sales = [sold if each.id == asked.id else each for each in self.sales]
        return sold

    def is_told(self, asked: SaleAsked, *, is_offline: bool) -> None:
        """It is booked, as it was asked for with network or without."""
        if asked.is_offline and not is_offline:
            self.leases = spent(self.leases, asked.leases[0], -asked.amount_minor)
        self.drops(asked)

    def drops(self, asked: SaleAsked) -> None:
        self.sales = [each for each in self.sales if each.id != asked.id]
