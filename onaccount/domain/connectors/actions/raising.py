"""Tasks as they come and go: each stands once, however often its reason is met."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from onaccount.domain.connectors.models import Link, Task
from onaccount.domain.connectors.rules.tasks import Outcome, TaskKind
from onaccount.domain.history.actions import record
from onaccount.domain.history.rules import SYSTEM, Actor, Subject


def raise_task(
    link: Link, kind: TaskKind, contact_id: str, values: Mapping[str, Any], *, at: datetime, by: Actor = SYSTEM
) -> None:
    """Have somebody look. One that stands already is told the newest values. The caller is in a transaction."""
    same = {"system_id": link.system_id, "kind": kind.value, "customer_id": link.customer_id, "contact_id": contact_id}
    if Task.objects.filter(**same, settled_at=None).update(values=dict(values)):
        return
    task = Task(**same, values=dict(values), raised_at=at)
    Task.objects.bulk_create([task], ignore_conflicts=True)  # another process may have met the same
    if Task.objects.filter(pk=task.pk).exists():
        changes = {"kind": ("", kind.value), "customer": ("", str(link.customer_id))}
        record("task.raised", Subject("task", str(task.pk)), by=by, at=at, changes=changes)


def settle_tasks(link: Link, kinds: Collection[TaskKind], outcome: Outcome, *, by: Actor, at: datetime) -> None:
    """What stood about a link is settled by what was done to it. The caller holds the link."""
    standing = Task.objects.filter(
        system=link.system_id, customer=link.customer_id, settled_at=None, kind__in=[kind.value for kind in kinds]
    )
    for task in standing:
        settle(task, outcome, by=by, at=at)


def settle(task: Task, outcome: Outcome, *, by: Actor, at: datetime) -> bool:
    """Close a task, once: of two people the second finds it closed."""
    done = Task.objects.filter(pk=task.pk, settled_at=None).update(
        settled_at=at, settled_by_kind=by.kind, settled_by_key=by.key, outcome=outcome.value
    )
    if done:
        changes = {"kind": (task.kind, ""), "outcome": ("", outcome.value)}
        record("task.settled", Subject("task", str(task.pk)), by=by, at=at, changes=changes)
    return bool(done)
