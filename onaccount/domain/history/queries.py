"""Reads of what happened."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from onaccount.domain.history.models import Delivery, Event, Pending
from onaccount.domain.history.rules import Subject


@dataclass(frozen=True, slots=True)
class Fact:
    """An event as it is read: `changes` is {field: (from, to)}; `actor_key` is resolved to a name by the reader."""

    name: str
    actor_kind: str
    actor_key: str
    at: datetime
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    why: str = ""


def facts_of(subject: Subject, *, limit: int = 50) -> list[Fact]:
    """What happened to something, newest first."""
    events = Event.objects.filter(subject_kind=subject.kind, subject_key=subject.key)
    return [_fact(event) for event in events.select_related("detail").order_by("-at", "-id")[:limit]]


def latest_fact(subject: Subject, names: Collection[str]) -> Fact | None:
    """The last time that one of these happened to something."""
    events = Event.objects.filter(subject_kind=subject.kind, subject_key=subject.key, name__in=names)
    event = events.select_related("detail").order_by("-at", "-id").first()
    return _fact(event) if event else None


def _fact(event: Event) -> Fact:
    detail = getattr(event, "detail", None)
    return Fact(
        name=event.name,
        actor_kind=event.actor_kind,
        actor_key=event.actor_key,
        at=event.at,
        changes={k: (v[0], v[1]) for k, v in detail.changes.items()} if detail else {},
        why=detail.why if detail else "",
    )


@dataclass(frozen=True, slots=True)
class Backlog:
    """What still has to leave the house: counts, and the age of the oldest in seconds."""

    pending: int
    deliveries: int
    parked: int
    oldest_seconds: float


def backlog() -> Backlog:
    now = timezone.now()
    first = Pending.objects.filter(due_at__lte=now).order_by("due_at").values_list("due_at", flat=True).first()
    return Backlog(
        pending=Pending.objects.count(),
        deliveries=Delivery.objects.filter(parked_at__isnull=True).count(),
        parked=Delivery.objects.filter(parked_at__isnull=False).count(),
        oldest_seconds=(now - first).total_seconds() if first else 0.0,
    )


def subjects_of(*, by_kind: str, event: str) -> list[str]:
    """The keys of everything to which such an actor did this."""
    return list(Event.objects.filter(actor_kind=by_kind, name=event).values_list("subject_key", flat=True).distinct())
