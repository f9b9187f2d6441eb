"""Reads of what happened."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Expression, QuerySet
from django.utils import timezone

from onaccount.domain.history.models import Delivery, Event, FeedEntry, FeedHead, Pending
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
    return _facts(Event.objects.filter(subject_kind=subject.kind, subject_key=subject.key), limit)


def latest_fact(subject: Subject, names: Collection[str]) -> Fact | None:
    """The last time that one of these happened to something."""
    events = Event.objects.filter(subject_kind=subject.kind, subject_key=subject.key, name__in=names)
    return next(iter(_facts(events, 1)), None)


def latest_facts(kind: str, keys: Collection[str] | Expression, *, but: Collection[str] = ()) -> dict[str, Fact]:
    """The last thing that happened to each of these, leaving events of some names out; without its values."""
    events = Event.objects.filter(subject_kind=kind, subject_key__in=keys).exclude(name__in=but).order_by("at", "id")
    rows = events.values_list("subject_key", "name", "actor_kind", "actor_key", "at")
    return {key: Fact(name, actor_kind, actor_key, at) for key, name, actor_kind, actor_key, at in rows}


def _facts(events: QuerySet[Event], limit: int) -> list[Fact]:
    columns = ("name", "actor_kind", "actor_key", "at", "detail__changes", "detail__why")
    return [
        Fact(name, kind, key, at, {field: (old, new) for field, (old, new) in (changes or {}).items()}, why or "")
        for name, kind, key, at, changes, why in events.order_by("-at", "-id").values_list(*columns)[:limit]
    ]


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as the feed tells it. `changes` is {field: [from, to]}; None where nothing was kept or it was erased."""

    position: int
    id: uuid.UUID
    name: str
    subject: Subject
    actor_kind: str
    actor_key: str
    at: datetime
    changes: dict[str, list[Any]] | None
    why: str


def feed_after(position: int, *, limit: int) -> list[Entry]:
    """What was published after a position, in the order of positions, which leave no gap."""
    entries = FeedEntry.objects.filter(position__gt=position).order_by("position")
    columns = ("name", "subject_kind", "subject_key", "actor_kind", "actor_key", "at")
    rows = entries.values_list(
        "position",
        "event_id",
        *(f"event__{column}" for column in columns),
        "event__detail__changes",
        "event__detail__why",
    )
    return [
        Entry(at, key, name, Subject(kind, subject), actor_kind, actor, when, changes or None, why or "")
        for at, key, name, kind, subject, actor_kind, actor, when, changes, why in rows[:limit]
    ]


def end_of_feed() -> int:
    """The last position that was given; 0 where nothing was published yet."""
    return FeedHead.objects.values_list("last", flat=True).first() or 0


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
