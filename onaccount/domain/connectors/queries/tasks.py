"""What waits for a person about a system next door."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from onaccount.domain.connectors.models import Contact, Link, Task
from onaccount.domain.connectors.rules.next_door import XERO
from onaccount.domain.connectors.rules.tasks import NoSuchTask, Outcome, TaskKind
from onaccount.domain.customers.queries import Statement, asked_at_once, counted, statement_of

PAGE = 25
COUNT_UP_TO = 999


@dataclass(frozen=True, slots=True)
class TaskCard:
    """`values` are what the kind needs: what was and is, who it may be. `theirs` is the contact's name as last seen."""

    key: uuid.UUID
    kind: TaskKind
    system: str
    number: int
    name: str
    contact_id: str
    theirs: str
    values: dict[str, Any]
    raised_at: datetime
    settled_at: datetime | None = None
    settled_by_kind: str = ""
    settled_by_key: str = ""
    outcome: Outcome | None = None
    linked_to: str = field(default="")  # the contact that the customer is linked to now


@dataclass(frozen=True, slots=True)
class TaskPage:
    rows: list[TaskCard]
    after: uuid.UUID | None
    count: int


def open_tasks_page(*, after: uuid.UUID | None = None, is_settled: bool = False) -> TaskPage:
    """The newest first; of those that are settled, the last ones."""
    tasks = Task.objects.filter(settled_at__isnull=not is_settled)
    found = tasks if after is None else tasks.filter(pk__lt=after)
    rows = list(found.select_related("customer").order_by("-pk")[: PAGE + 1])
    cards = _cards(rows[:PAGE])
    return TaskPage(cards, cards[-1].key if len(rows) > PAGE else None, open_task_count())


@cache
def open_tasks() -> Statement:
    """How many wait, exact to 999. To be asked at once with others."""
    return counted(statement_of(Task.objects.filter(settled_at=None).values("pk")[: COUNT_UP_TO + 1]))


def open_task_count() -> int:
    return asked_at_once([open_tasks()])[0] or 0


def tasks_of(number: int) -> list[TaskCard]:
    """What waits about a customer, newest first."""
    waiting = Task.objects.filter(customer=number, settled_at=None).select_related("customer")
    return _cards(list(waiting.order_by("-pk")))


def task_card(key: uuid.UUID) -> TaskCard:
    """Raises NoSuchTask."""
    task = Task.objects.select_related("customer").filter(pk=key).first()
    if task is None:
        raise NoSuchTask
    return _cards([task])[0]


def _cards(tasks: list[Task]) -> list[TaskCard]:
    """Two statements more, whatever their number; none where there is no task."""
    if not tasks:
        return []
    names = dict(
        Contact.objects.filter(
            system__in={task.system_id for task in tasks}, contact_id__in={task.contact_id for task in tasks}
        ).values_list("contact_id", "name")
    )
    linked = dict(
        Link.objects.filter(customer__in={task.customer_id for task in tasks}, system=XERO).values_list(
            "customer", "contact_id"
        )
    )
    return [_card(task, names.get(task.contact_id, ""), linked.get(task.customer_id or 0, "")) for task in tasks]


def _card(task: Task, theirs: str, linked_to: str) -> TaskCard:
    return TaskCard(
        key=task.pk,
        kind=TaskKind(task.kind),
        system=task.system_id,
        number=task.customer_id or 0,
        name=task.customer.name if task.customer else "",
        contact_id=task.contact_id,
        theirs=theirs or str(task.values.get("theirs", "")),
        values=task.values,
        raised_at=task.raised_at,
        settled_at=task.settled_at,
        settled_by_kind=task.settled_by_kind,
        settled_by_key=task.settled_by_key,
        outcome=Outcome(task.outcome) if task.outcome else None,
        linked_to=linked_to,
    )
