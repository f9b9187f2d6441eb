"""A letter and what became of it."""

import uuid
from typing import Any

from django.db import models
from uuid_utils.compat import uuid7

from onaccount.domain.letters.rules import LONGEST_SUBJECT, LetterState


def letter_id() -> uuid.UUID:
    return uuid7()


class Letter(models.Model):
    """One letter to one address. `key` makes it the only one of its reason; secrets are never in `text` or `values`."""

    id = models.UUIDField(primary_key=True, default=letter_id, editable=False)
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=30)
    to = models.CharField(max_length=320)
    subject_kind = models.CharField(max_length=20)  # what it is about, for example ("customer", "17")
    subject_key = models.CharField(max_length=60)
    recipient = models.CharField(max_length=60, blank=True)  # the key of whom it lets in, for the writer of its text
    state = models.CharField(
        max_length=8, choices=[(s.value, s.value) for s in LetterState], default=LetterState.QUEUED.value
    )
    subject = models.CharField(max_length=200, blank=True)  # as sent
    text = models.TextField(blank=True)  # as sent, with each secret replaced by a word
    values: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    server_words = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    send_after = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_key", "-queued_at"], name="letters_about"),
            models.Index(fields=["state", "send_after"], name="letters_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to}"


class LetterText(models.Model):
    """A business's own words for a kind of letter, in place of ours. Names in braces stand for values."""

    kind = models.CharField(max_length=30, primary_key=True)
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    text = models.TextField()
    by_kind = models.CharField(max_length=20)  # who wrote it
    by_key = models.CharField(max_length=60)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"text of {self.kind}"
