"""The parts of a customer as plain values, for machines: a stretch of a list in two statements, however deep."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from onaccount.domain.customers.models import Address, Contact, Location, Note, Tag
from onaccount.domain.customers.queries.family import of_family, survivor
from onaccount.domain.customers.rules.parts import (
    PERSON,
    PLACE,
    NoSuchAddress,
    NoSuchContact,
    NoSuchLocation,
    NoSuchNote,
    NoSuchPart,
)
from onaccount.domain.customers.rules.status import NoSuchCustomer

UNUSABLE = Q(principal__password__startswith="!")  # noqa: S106 - how Django writes that there is none
HAS_PASSWORD = ExpressionWrapper(Q(principal__isnull=False) & ~UNUSABLE, output_field=BooleanField())


@dataclass(frozen=True, slots=True)
class PartRecord:
    """A part of a customer: its columns by their names."""

    key: Any
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Parts:
    """A stretch of a list, and the key to go on from; None at the end."""

    items: list[PartRecord]
    after: Any


def contact_records(number: int, *, after: int | None, limit: int) -> Parts:
    """In the order in which they were added. Raises NoSuchCustomer, as the others do."""
    return _stretch(_contacts(number), PERSON, after, limit)


def contact_record(number: int, key: int) -> PartRecord:
    return _one(_contacts(number), PERSON, key, NoSuchContact)


def address_records(number: int, *, after: int | None, limit: int) -> Parts:
    return _stretch(_addresses(number), ("use", *PLACE), after, limit)


def address_record(number: int, key: int) -> PartRecord:
    return _one(_addresses(number), ("use", *PLACE), key, NoSuchAddress)


def location_records(number: int, *, after: int | None, limit: int) -> Parts:
    return _stretch(_locations(number), LOCATION, after, limit)


def location_record(number: int, key: int) -> PartRecord:
    return _one(_locations(number), LOCATION, key, NoSuchLocation)


def note_records(number: int, *, after: uuid.UUID | None, limit: int) -> Parts:
    """Newest first: their ids rise with time."""
    notes = _notes(number).order_by("-pk")
    found = notes if after is None else notes.filter(pk__lt=after)
    return _cut(_values(found[: limit + 1], NOTE), limit)


def note_record(number: int, key: uuid.UUID) -> PartRecord:
    return _one(_notes(number), NOTE, key, NoSuchNote)


def tags_of(number: int) -> list[str]:
    return sorted(Tag.objects.filter(customers=_there(number)).values_list("name", flat=True))


LOCATION = ("name", "login_email", "has_password", "created_at")
NOTE = ("text", "by_kind", "by_key", "at")


def _contacts(number: int) -> QuerySet[Any]:
    return of_family(Contact.objects.all(), _there(number))


def _addresses(number: int) -> QuerySet[Any]:
    return of_family(Address.objects.all(), _there(number))


def _locations(number: int) -> QuerySet[Any]:
    return of_family(Location.objects.all(), _there(number)).annotate(has_password=HAS_PASSWORD)


def _notes(number: int) -> QuerySet[Any]:
    return of_family(Note.objects.all(), _there(number))


def _there(number: int) -> int:
    """The number under which a customer is read."""
    found = survivor(number).values_list("number", flat=True).first()
    if found is None:
        raise NoSuchCustomer(customer=number)
    return found


def _stretch(rows: QuerySet[Any], columns: tuple[str, ...], after: int | None, limit: int) -> Parts:
    found = rows.order_by("pk") if after is None else rows.order_by("pk").filter(pk__gt=after)
    return _cut(_values(found[: limit + 1], columns), limit)


def _cut(records: list[PartRecord], limit: int) -> Parts:
    return Parts(records[:limit], records[limit - 1].key if len(records) > limit else None)


def _one(rows: QuerySet[Any], columns: tuple[str, ...], key: object, absent: type[NoSuchPart]) -> PartRecord:
    """The part, or the same answer for one of another customer as for one that is not there."""
    for record in _values(rows.filter(pk=key), columns):
        return record
    raise absent


def _values(rows: Iterable[Any], columns: tuple[str, ...]) -> list[PartRecord]:
    assert isinstance(rows, QuerySet)
    return [
        PartRecord(key, dict(zip(columns, values, strict=True))) for key, *values in rows.values_list("pk", *columns)
    ]
