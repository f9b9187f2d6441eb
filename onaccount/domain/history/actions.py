"""Write down what happened, and hand out what follows from it."""

import json
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    Expression,
    F,
    Field,
    IntegerField,
    Model,
    Q,
    UUIDField,
)

from onaccount.domain.history.models import Delivery, Event, EventDetail, FeedHead, Pending, event_id
from onaccount.domain.history.queries import planned_once
from onaccount.domain.history.rules import Actor, Subject, retry_after
from onaccount.foundation.refusals import Refused

P = ParamSpec("P")
R = TypeVar("R")

LEASE = timedelta(minutes=5)  # longer than any SMTP conversation; a killed worker's deliveries are free again after it
GIVE_UP_AFTER = 40  # attempts, about a week with the waits of retry_after()


DEPTH: ContextVar[int] = ContextVar("how many actions this one is part of", default=0)


def action(verb: Callable[P, R]) -> Callable[P, R]:
    """Mark one use case: all of it is one transaction, and a refusal takes all of it back.

    What must be kept of the refusal itself (its `trace`) is written after that, in a short transaction of its own.
    """

    @wraps(verb)
    def done(*args: P.args, **kwargs: P.kwargs) -> R:
        depth = DEPTH.set(DEPTH.get() + 1)
        try:
            with transaction.atomic():
                return verb(*args, **kwargs)
        except Refused as refusal:
            if refusal.trace and DEPTH.get() == 1:
                with transaction.atomic():
                    refusal.trace()
                    refusal.trace = None
            raise
        finally:
            DEPTH.reset(depth)

    return done


def record(
    name: str,
    subject: Subject,
    *,
    by: Actor,
    at: datetime,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    why: str = "",
    due_at: datetime | None = None,
) -> Event:
    """Keep a fact together with the change it speaks of. What follows from it is done after `due_at` (at once if none).

    The caller is inside a transaction: the fact and its consequences exist exactly if the change does.
    """
    event = Event(
        name=name,
        actor_kind=by.kind,
        actor_key=by.key,
        subject_kind=subject.kind,
        subject_key=subject.key,
        at=at,
    )
    insert_row(event)
    if changes or why:
        EventDetail.objects.create(event=event, changes={k: list(v) for k, v in (changes or {}).items()}, why=why)
    insert_row(Pending(event_id=event.pk, due_at=due_at or at))
    return event


def insert_row(*rows: Model) -> None:
    """Write new rows of one table as Django would, by one statement. A charge writes four, and Django's compiler would
    take longer than the database does."""
    kind = type(rows[0])
    head, marks, columns = INSERTS.get((kind, connection.vendor)) or _insert_statement(kind)
    given = [(getattr(row, name), prepare) for row in rows for name, prepare in columns]
    values = [prepare(value) if prepare else value for value, prepare in given]
    with planned_once() as cursor:
        cursor.execute(f"{head} VALUES {', '.join([marks] * len(rows))}", values)
    for row in rows:
        row._state.adding = False


Columns = list[tuple[str, Callable[[Any], Any] | None]]  # attributes, and what makes the engine's value of each
INSERTS: dict[tuple[type[Model], str], tuple[str, str, Columns]] = {}


def _insert_statement(kind: type[Model]) -> tuple[str, str, Columns]:
    fields = kind._meta.concrete_fields
    names = [str(each.column) for each in fields]
    made = (
        f"INSERT INTO {kind._meta.db_table} ({', '.join(names)})",
        f"({', '.join(['%s'] * len(names))})",
        [(each.attname, _prepare(each)) for each in fields],
    )
    INSERTS[kind, connection.vendor] = made
    return made


def _prepare(field: Any) -> Callable[[Any], Any] | None:
    """What makes the engine's value; None where it takes Python's as it is."""
    while field.is_relation:
        field = field.target_field
    makers = PREPARED[connection.vendor]
    if type(field) in makers:
        return makers[type(field)]
    return partial(field.get_db_prep_save, connection=connection)


def _sqlite_moment(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


# As Django's fields make them; it asks which engine it is and what the settings say for each value anew.
AS_THEY_ARE = dict.fromkeys((CharField, IntegerField, BigIntegerField, BooleanField))
PREPARED: "dict[str, dict[type[Field[Any, Any]], Callable[[Any], Any] | None]]" = {
    "sqlite": AS_THEY_ARE
    | {
        UUIDField: lambda value: None if value is None else value.hex,
        DateTimeField: _sqlite_moment,
        DateField: lambda value: None if value is None else value.isoformat(),
    },
    "postgresql": AS_THEY_ARE | dict.fromkeys((UUIDField, DateTimeField, DateField)),
}


def hand_out(*, handlers: Mapping[str, Iterable[str]], at: datetime, limit: int = 100) -> int:
    """Turn pending events into one delivery per handler, each event once however many workers look.

    They are published first: what is handed out is gone from where the feed finds its news.
    """
    while publish_pending():
        pass
    due = Pending.objects.filter(due_at__lte=at, is_published=True).order_by("due_at").select_related("event")[:limit]
    return sum(_hand_out_one(pending, handlers.get(pending.event.name, ())) for pending in due)


@transaction.atomic
def _hand_out_one(pending: Pending, handlers: Iterable[str]) -> int:
    claimed, _ = Pending.objects.filter(pk=pending.pk).delete()
    if claimed:
        Delivery.objects.bulk_create(
            [Delivery(event=pending.event, handler=handler, due_at=pending.due_at) for handler in handlers]
        )
    return claimed


def publish_pending(*, limit: int = 1000) -> int:
    """Give the events that were committed meanwhile their positions in the feed. Answers how many.

    Ids are taken before commit, so a slow transaction shows an older event after a newer one, and a reader who asks
    for what is newer than the last it saw would never see it. Positions are given after commit, by whoever holds the
    head, and become visible in their order: a position that a reader sees has nothing unseen before it.
    """
    if not Pending.objects.filter(is_published=False).exists():
        return 0
    return _publish(limit)


@transaction.atomic
def _publish(limit: int) -> int:
    FeedHead.objects.get_or_create(pk=1)
    head = FeedHead.objects.select_for_update().get(pk=1)  # what is read from here on sees all the last holder gave
    with connection.cursor() as cursor:
        # Ids rise with time, so that what followed from an event stands after it.
        cursor.execute(
            "INSERT INTO history_feed (position, event_id) "
            "SELECT %s + row_number() OVER (ORDER BY event_id), event_id FROM "
            "(SELECT event_id FROM history_pending WHERE NOT is_published ORDER BY event_id LIMIT %s) AS news",
            [head.last, limit],
        )
        published: int = cursor.rowcount
        cursor.execute(
            "UPDATE history_pending SET is_published = %s "
            "WHERE event_id IN (SELECT event_id FROM history_feed WHERE position > %s)",
            [True, head.last],
        )
    head.last += published
    head.save(update_fields=["last"])
    return published


@dataclass(frozen=True, slots=True)
class Work:
    """A delivery that was claimed: what to do, to which subject, for the how-manieth time."""

    key: uuid.UUID
    handler: str
    subject_key: str
    attempts: int


def claim_delivery(*, at: datetime) -> Work | None:
    """Take the next delivery that is due. The conditional UPDATE decides between workers that saw the same row."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=at)
    due = Delivery.objects.filter(free, due_at__lte=at, parked_at__isnull=True)
    for delivery in due.order_by("due_at").select_related("event")[:20]:
        if due.filter(pk=delivery.pk).update(leased_until=at + LEASE, attempts=F("attempts") + 1):
            return Work(delivery.pk, delivery.handler, delivery.event.subject_key, delivery.attempts + 1)
    return None


def finish_delivery(work: Work) -> None:
    Delivery.objects.filter(pk=work.key).delete()


def postpone_delivery(work: Work, *, error: str, at: datetime) -> None:
    """Try again later, the later the more often it failed; park it when patience is at an end, never lose it.

    A worker whose lease ran out says nothing any more: somebody else may be at it.
    """
    Delivery.objects.filter(pk=work.key, attempts=work.attempts).update(
        leased_until=None,
        due_at=at + retry_after(work.attempts),
        last_error=error[:500],
        parked_at=at if work.attempts >= GIVE_UP_AFTER else None,
    )


Put = Callable[[str, Sequence[str], str, Mapping[str, Any]], int]  # into a table, these columns, a query, its values


def record_set(
    name: str, kind: str, query: str, *, put: Put, by: Actor, at: datetime, values: Mapping[str, Any]
) -> int:
    """Keep one fact for each row of a set, in the transaction that writes the set. Returns how many.

    `query` SELECTs the fact's id and the subject's key, and `put` adds the rows of a query to a table. What follows
    from the set is the matter of the one event that is recorded for all of it, so nothing is pending here.
    """
    when = str(connection.ops.adapt_datetimefield_value(at))
    who = {"name": name, "actor_kind": by.kind, "actor_key": by.key, "kind": kind, "recorded_at": when}
    keys, _, rest = query.partition(" FROM ")
    return put(
        "history_event",
        ("id", "subject_key", "name", "actor_kind", "actor_key", "subject_kind", "at"),
        f"{keys}, %(name)s, %(actor_kind)s, %(actor_key)s, %(kind)s, %(recorded_at)s FROM {rest}",
        {**values, **who},
    )


def detail_set(query: str, *, put: Put, values: Mapping[str, Any]) -> int:
    """Keep the values of facts of a set: `query` SELECTs the fact's id and its changes as JSON."""
    keys, _, rest = query.partition(" FROM ")
    return put("history_details", ("event_id", "changes", "why"), f"{keys}, '' FROM {rest}", values)


def record_many(
    name: str, kind: str, about: Sequence[tuple[str, Mapping[str, tuple[Any, Any]] | None]], *, by: Actor, at: datetime
) -> None:
    """Keep one fact for each of these subjects, with what changed, as `record_set` does for rows that stand in a table.

    `about` lists each subject's key and its changes as {field: (from, to)}, None where there is nothing to tell.
    """
    when = connection.ops.adapt_datetimefield_value(at)
    facts = [(event_id().hex, key, changes) for key, changes in about]
    details = [(event, json.dumps(changes, ensure_ascii=False)) for event, _, changes in facts if changes]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO history_event (id, name, actor_kind, actor_key, subject_kind, subject_key, at) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [(event, name, by.kind, by.key, kind, key, when) for event, key, _ in facts],
        )
        cursor.executemany("INSERT INTO history_details (event_id, changes, why) VALUES (%s, %s, '')", details)


def erase_details(kind: str, keys: Collection[str] | Expression) -> None:
    """Forget the values of what happened to these; that it happened stays."""
    EventDetail.objects.filter(event__subject_kind=kind, event__subject_key__in=keys).delete()


def erase_told(kind: str, keys: Collection[str] | Expression) -> int:
    """Forget the values of what happened to these, and what a mail server or a handler said of it. How many rows."""
    about = {"event__subject_kind": kind, "event__subject_key__in": keys}
    said = Delivery.objects.filter(**about).exclude(last_error="").update(last_error="")
    return said + EventDetail.objects.filter(**about).delete()[0]


def erase_named(*, events: Collection[uuid.UUID] = (), deliveries: Collection[uuid.UUID] = ()) -> int:
    """Forget the values of these events, and what was said of these deliveries. How many rows."""
    said = Delivery.objects.filter(pk__in=deliveries).exclude(last_error="").update(last_error="")
    return said + EventDetail.objects.filter(pk__in=events).delete()[0]


def erase_reasons(kind: str, keys: Collection[str] | Expression) -> int:
    """Forget only what people gave as the reason; the values are figures that the books need. How many rows."""
    told = EventDetail.objects.filter(event__subject_kind=kind, event__subject_key__in=keys)
    return told.exclude(why="").update(why="")


def take_back_set(name: str, kind: str, keys: Iterable[str]) -> None:
    """Forget the facts of a set that was never shown to anybody, because its import was cut off half-way."""
    Event.objects.filter(name=name, subject_kind=kind, subject_key__in=list(keys)).delete()
