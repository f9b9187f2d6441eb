"""A task is settled by somebody in one of the ways that its kind has; nothing else changes anything on our side."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from onaccount.domain.connectors.actions.links import (
    choose_contact,
    held_link,
    make_anew,
    take_off,
    try_again,
    turn,
)
from onaccount.domain.connectors.actions.raising import settle
from onaccount.domain.connectors.models import Link, Task
from onaccount.domain.connectors.rules.bodies import OURS
from onaccount.domain.connectors.rules.states import LinkState, Wish
from onaccount.domain.connectors.rules.tasks import (
    OUTCOMES,
    NoSuchOutcome,
    NoSuchTask,
    Outcome,
    TaskKind,
    TaskSettled,
)
from onaccount.domain.customers.actions import correct_customer
from onaccount.domain.customers.queries import locked_customer
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


@action
def settle_task(*, key: uuid.UUID, outcome: Outcome, by: Actor, at: datetime, contact_id: str = "") -> Task:
    """Settle a task. Raises NoSuchTask, TaskSettled, NoSuchOutcome, and what the way itself refuses."""
    require(by, Right.EDIT_CUSTOMERS)
    number = Task.objects.filter(pk=key).values_list("customer", flat=True).first()
    if number is None:
        raise NoSuchTask
    locked_customer(number)  # the customer, the link, the task: in the order of all who hold two of them
    list(Link.objects.select_for_update(no_key=True, of=("self",)).filter(customer=number))
    task = Task.objects.select_for_update(of=("self",)).get(pk=key)
    if task.settled_at is not None:
        raise TaskSettled
    if outcome not in OUTCOMES[TaskKind(task.kind)]:
        raise NoSuchOutcome
    WAYS[outcome](Settling(task, number, contact_id or task.contact_id, by, at))
    settle(task, outcome, by=by, at=at)  # the ways that concern the whole link have settled it with the others
    return task


@dataclass(frozen=True, slots=True)
class Settling:
    """A task as somebody settles it; `contact_id` the contact they named, or the one that the task is about."""

    task: Task
    number: int
    contact_id: str
    by: Actor
    at: datetime

    def held(self) -> Link:
        _, link = held_link(self.number, at=self.at, system=self.task.system_id)
        return link

    def told(self) -> dict[str, list[str]]:
        """The fields that the task is about: {field: [before, after]}, or [ours, theirs]; theirs is the last."""
        fields = self.task.values.get("fields", {})
        return {name: list(values) for name, values in fields.items() if name in OURS or name == "status"}

    def seen(self) -> dict[str, str]:
        """Theirs, as it was looked at."""
        return {name: values[-1] for name, values in self.told().items()}


def _use(said: Settling) -> None:
    choose_contact(number=said.number, contact_id=said.contact_id, by=said.by, at=said.at, system=said.task.system_id)


def _create(said: Settling) -> None:
    make_anew(number=said.number, by=said.by, at=said.at, system=said.task.system_id)


def _again(said: Settling) -> None:
    try_again(number=said.number, by=said.by, at=said.at, system=said.task.system_id)


def _unlink(said: Settling) -> None:
    take_off(number=said.number, by=said.by, at=said.at, system=said.task.system_id)


def _follow(said: Settling) -> None:
    target = str(said.task.values.get("merged_to", ""))
    choose_contact(number=said.number, contact_id=target, by=said.by, at=said.at, system=said.task.system_id)


def _restore(said: Settling) -> None:
    """Ask them to take it out of their archive at the link's next turn."""
    link = said.held()
    link.wish = Wish.RESTORE.value
    turn(link, LinkState.WANTED, at=said.at)


def _take(said: Settling) -> None:
    """Theirs becomes ours, by the same rules as everything that is typed."""
    seen = said.seen()
    correct_customer(number=said.number, values=seen, by=said.by, at=said.at)
    link = said.held()
    link.theirs, link.ours = {**link.theirs, **seen}, {**link.ours, **seen}
    turn(link, LinkState.WANTED, at=said.at)


def _keep(said: Settling) -> None:
    """Ours is written there: what they have now was looked at, so it may be written over."""
    link, seen = said.held(), said.seen()
    link.theirs, link.ours = {**link.theirs, **seen}, {**link.ours, **seen}
    turn(link, LinkState.WANTED, at=said.at)


def _leave(said: Settling) -> None:
    """Both stay as they are, and this difference is not asked about again."""
    if not (told := said.told()):
        return
    link = said.held()
    link.theirs = {**link.theirs, **said.seen()}
    link.ours = {**link.ours, **{name: values[0] for name, values in told.items() if name in OURS}}
    turn(link, LinkState.LINKED if link.linked_at else LinkState(link.state), at=None)


def _erased(said: Settling) -> None:
    """Nothing is left here to change."""


WAYS: dict[Outcome, Callable[[Settling], None]] = {
    Outcome.USE: _use,
    Outcome.CREATE: _create,
    Outcome.AGAIN: _again,
    Outcome.TAKE: _take,
    Outcome.KEEP: _keep,
    Outcome.FOLLOW: _follow,
    Outcome.RESTORE: _restore,
    Outcome.UNLINK: _unlink,
    Outcome.LEAVE: _leave,
    Outcome.ERASED: _erased,
}
