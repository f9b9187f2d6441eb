"""What happened, and what is still to follow from it."""

import uuid
from typing import Any

from django.db import models
from uuid_utils.compat import uuid7


def event_id() -> uuid.UUID:
    """A UUIDv7: rises with time, so the newest events stand together, and needs no counter that everybody waits for."""
    return uuid7()


class Event(models.Model):
    """A fact: who did what to what, and when. Never changed; what can be erased stands in `EventDetail`."""

    id = models.UUIDField(primary_key=True, default=event_id, editable=False)
    name = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=20)
    actor_key = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=20)
    subject_key = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_key", "-at", "-id"], name="events_of_a_subject")]

    def __str__(self) -> str:
        return f"{self.name} on {self.subject_kind} {self.subject_key}"


class EventDetail(models.Model):
    """The values of an event, apart from it, so that a person's data can be erased and the fact stays.

    `changes` is {field: [from, to]}; `why` is what a person gave as the reason.
    """

    event = models.OneToOneField(Event, on_delete=models.CASCADE, primary_key=True, related_name="detail")
    changes: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "history_details"

    def __str__(self) -> str:
        return f"details of {self.event_id}"


class Pending(models.Model):
    """An event whose consequences have not been handed out yet. Written with the event, in the same transaction.

    It also waits here for its position in the feed, which it gets at once, however late its consequences are due.
    """

    event = models.OneToOneField(Event, on_delete=models.CASCADE, primary_key=True, related_name="+")
    due_at = models.DateTimeField(db_index=True)
    is_published = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [models.Index(fields=["event"], name="pending_unpublished", condition=models.Q(is_published=False))]

    def __str__(self) -> str:
        return f"pending {self.event_id}"


class FeedEntry(models.Model):
    """An event's place in the public feed, given after its commit: whoever has read up to 7 has read all up to 7."""

    position = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "history_feed"

    def __str__(self) -> str:
        return f"{self.position}: {self.event_id}"


class FeedHead(models.Model):
    """The one row that whoever gives positions holds meanwhile, and the last position that was given."""

    last = models.BigIntegerField(default=0)

    class Meta:
        db_table = "history_feed_head"

    def __str__(self) -> str:
        return str(self.last)


class Delivery(models.Model):
    """One consequence of one event, still to be done. Gone when done; kept with the error and a later time when not."""

    id = models.UUIDField(primary_key=True, default=event_id, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    handler = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    parked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="one_delivery_per_event_and_handler")]
        indexes = [
            models.Index(fields=["due_at"], name="deliveries_due", condition=models.Q(parked_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.handler} for {self.event_id}"
