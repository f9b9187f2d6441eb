"""Reads of what happened."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Expression, Q, QuerySet
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
    key: uuid.UUID | None = None
    about: str = ""  # the subject's key, where several were asked for


def facts_of(
    *subjects: Subject, limit: int = 50, before: Fact | None = None, names: Collection[str] = ()
) -> list[Fact]:
    """What happened to something, or to several of a kind, newest first.

    `before` goes on from a fact of an earlier answer. `names` are those of the events that are wanted, or with a star
    at the end the beginnings of their names ("note.*"); all of them where none is given.
    """
    events = _about(subjects)
    if before is not None:
        events = events.filter(Q(at__lt=before.at) | Q(at=before.at, pk__lt=before.key))
    if names:
        events = events.filter(reduce(or_, (_named(name) for name in names)))
    return _facts(events, limit)


def fact_of(key: uuid.UUID, *subjects: Subject) -> Fact | None:
    """One of the things that happened to these, to go on from."""
    return next(iter(_facts(_about(subjects).filter(pk=key), 1)), None)


def _about(subjects: Sequence[Subject]) -> QuerySet[Event]:
    """The events of subjects of one kind."""
    (kind,) = {subject.kind for subject in subjects}
    keys = [subject.key for subject in subjects]
    events = Event.objects.filter(subject_kind=kind)
    return events.filter(subject_key=keys[0]) if len(keys) == 1 else events.filter(subject_key__in=keys)


def _named(name: str) -> Q:
    return Q(name__startswith=name[:-1]) if name.endswith("*") else Q(name=name)


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
    columns = ("name", "actor_kind", "actor_key", "at", "detail__changes", "detail__why", "pk", "subject_key")
    return [
        Fact(
            name, kind, who, at, {field: tuple(pair) for field, pair in (changes or {}).items()}, why or "", key, about
        )
        for name, kind, who, at, changes, why, key, about in events.order_by("-at", "-id").values_list(*columns)[:limit]
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
