"""The last move of a customer's status."""

from dataclasses import dataclass
from datetime import datetime

from onaccount.domain.customers.rules.status import STATUS_EVENTS, STATUS_MOVES, Status
from onaccount.domain.history.queries import latest_fact
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.vetting.rules.applications import TAKEN_BACK, UNDO_WITHIN


@dataclass(frozen=True, slots=True)
class LastMove:
    """The last move of a customer's status."""

    came_from: Status
    to: Status
    by_kind: str
    by_key: str
    at: datetime
    is_undo: bool

    @property
    def is_activation(self) -> bool:
        return (self.came_from, self.to) == (Status.NEW, Status.ACTIVE)

    @property
    def can_go_back(self) -> bool:
        return not self.is_undo and (self.is_activation or self.came_from in STATUS_MOVES[self.to])

    def is_recent(self, at: datetime) -> bool:
        return at <= self.at + UNDO_WITHIN


def last_move(number: int) -> LastMove | None:
    fact = latest_fact(Subject("customer", str(number)), STATUS_EVENTS.values())
    if fact is None:
        return None
    came_from, to = fact.changes["status"]
    return LastMove(Status(came_from), Status(to), fact.actor_kind, fact.actor_key, fact.at, fact.why == TAKEN_BACK)


def can_undo(number: int, *, by: Actor, at: datetime) -> bool:
    """Whether an undo is worth offering to this person now."""
    move = last_move(number)
    return move is not None and move.by_key == by.key and move.is_recent(at) and move.can_go_back
