"""What somebody writes down about a customer: dated, signed, never rewritten.

Notes say what people would not put in a field, so their words stand in the note alone: history keeps that one was
written or removed, by whom and when, and what is removed is gone (D-20).
"""

import uuid
from datetime import datetime

from onaccount.domain.customers.actions.parts import part_of
from onaccount.domain.customers.models import Note
from onaccount.domain.customers.queries import locked_customer, of_family
from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.domain.customers.rules.parts import NeedsText, NoSuchNote
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


@action
def add_note(*, number: int, text: str, by: Actor, at: datetime) -> uuid.UUID:
    """Write a note on a customer and return its key."""
    require(by, Right.EDIT_CUSTOMERS)
    customer = locked_customer(number)
    words = str(FIELDS["notes"].clean(text))
    if not words:
        raise NeedsText(field="text")
    note = Note.objects.create(customer=customer, text=words, by_kind=by.kind, by_key=by.key, at=at)
    record("note.added", Subject("customer", str(customer.number)), by=by, at=at, changes={"note": ("", str(note.pk))})
    return note.pk


@action
def remove_note(*, number: int, note: uuid.UUID, by: Actor, at: datetime) -> None:
    """Take a note away for good: by whoever wrote it, or by whoever may correct customers."""
    require(by, Right.SEE_CUSTOMERS)
    customer = locked_customer(number)
    row = part_of(of_family(Note.objects.all(), customer.number), note, NoSuchNote)
    if (row.by_kind, row.by_key) != (by.kind, by.key):
        require(by, Right.EDIT_CUSTOMERS)
    row.delete()
    record("note.removed", Subject("customer", str(customer.number)), by=by, at=at, changes={"note": (str(note), "")})
