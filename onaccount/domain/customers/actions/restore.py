"""Take back what an import wrote: its new customers go, the others get their old values, unless something is newer.

All of it works on slices, each in the caller's transaction, and may be cut off between any two of them.
"""

import json
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from onaccount.domain.customers.actions.amended import checked_of, fall_back_of_set
from onaccount.domain.customers.actions.known import OWN, PERSON, PLACE, Known, Person, Place
from onaccount.domain.customers.actions.match_keys import remove_match_keys, rewrite_match_keys
from onaccount.domain.customers.models import Address, Contact, Customer, Location, Replaced, Tag
from onaccount.domain.customers.queries.batches import Newer, among, given_since, goes_along, last_changes
from onaccount.domain.history.actions import erase_details, record_many
from onaccount.domain.history.rules import Actor
from onaccount.foundation.text import fold

Changes = Mapping[str, Sequence[str]]
EXTERNAL_ID_GIVEN = "External id {external_id}, which it had before, belongs to No. {owner} now."
LET_IN = "It logs in by now with {email}, which the import gave it."


@dataclass(frozen=True, slots=True)
class Kept:
    """A customer that is left as it is, and why: a sentence for `str.format`. `row` is that of the file, if known."""

    number: int
    row: int | None
    why: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Image:
    """A line of `Replaced`, without what Django adds to it: there may be a hundred thousand."""

    key: int
    number: int
    row: int | None
    known_at: datetime
    written_at: datetime
    before: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """A customer as it is now; `own` in the order of OWN."""

    changed_at: datetime
    created_at: datetime
    batch: uuid.UUID | None
    own: Sequence[str]


IMAGE = ("pk", "customer_id", "row", "known_at", "written_at", "before")
STANDING = ("number", "changed_at", "created_at", "batch", *OWN)


@dataclass(slots=True)
class TakenBack:
    """What came of a slice: customers removed or restored, those left as they are, and the last number looked at."""

    done: int = 0
    kept: list[Kept] = field(default_factory=list)
    last: int | None = None


def before_image(
    known: Known,
    changes: Changes,
    places: Iterable[tuple[int | None, str, Place]],
    contacts: Iterable[tuple[int | None, Person]],
    tags: Sequence[str],
) -> dict[str, Any]:
    """What an update is about to write over. `changes` holds the old values of the customer's own fields."""
    persons = dict(known.contacts)
    places, contacts = list(places), list(contacts)
    return {
        "changes": changes,
        "addresses": [[key, *known.places[use][1]] for key, use, _ in places if key is not None],
        "contacts": [[key, *persons[key]] for key, _ in contacts if key is not None],
        "new_addresses": [[use, *place] for key, use, place in places if key is None],
        "new_contacts": [list(person) for key, person in contacts if key is None],
        "new_tags": list(tags),
    }


# --- customers that the import made ---


def remove_added(key: uuid.UUID, *, status: str, low: int, high: int, by: Actor, at: datetime) -> TakenBack:
    """Remove the customers of a batch between two numbers, but for those that somebody has done anything with since.

    They have no history of trade (D-11). That they were here and went stays in history; its values do not.
    """
    made = Customer.objects.filter(batch=key, number__range=(low, high)).order_by("number")
    stand = list(made.select_for_update().values_list("number", "changed_at", "created_at", "status"))
    numbers = [number for number, *_ in stand]
    left = dict(Replaced.objects.filter(batch=key, customer__in=among(numbers)).values_list("customer", "written_at"))
    changed = {
        number
        for number, changed_at, created_at, now in stand
        if changed_at != left.get(number, created_at) or now != status
    }
    reasons = last_changes(changed) | given_since([number for number in numbers if number not in changed])
    gone = [number for number in numbers if number not in reasons]
    _remove(gone, by=by, at=at)
    return TakenBack(len(gone), [_kept(number, None, reasons[number]) for number in numbers if number in reasons], high)


def _kept(number: int, row: int | None, newer: Newer) -> Kept:
    return Kept(number, row, newer.sentence, newer.values)


def _remove(numbers: Sequence[int], *, by: Actor, at: datetime) -> None:
    keys = [str(number) for number in numbers]
    through = Customer.tags.through.objects.filter(customer__in=among(numbers))
    tags = set(through.values_list("tag_id", flat=True))
    for part in (Address, Contact, Location, Replaced):
        part.objects.filter(customer__in=among(numbers)).delete()
    through.delete()
    remove_match_keys(numbers)
    for relation in Customer._meta.related_objects:
        if goes_along(relation.related_model):
            rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": among(numbers)})
            rows.delete()
    _delete("customers_customer", "number", numbers)  # not by Django, which would look through each table for each row
    _forget_tags(tags)
    erase_details("customer", among(keys))
    record_many("customer.removed", "customer", [(key, None) for key in keys], by=by, at=at)


def _forget_tags(keys: Collection[int]) -> None:
    if keys:
        Tag.objects.filter(pk__in=keys, customers=None, is_kept=False).delete()


# --- customers that were there before ---


def restore_updated(key: uuid.UUID, *, after: int, most: int, by: Actor, at: datetime) -> TakenBack:
    """Give up to `most` updated customers of a batch, those numbered above `after`, their old values back.

    Who has been changed since is left as it is. Either way the old values are forgotten.
    """
    kept = Replaced.objects.filter(batch=key, customer__gt=after).order_by("customer")
    images = [Image(*values) for values in kept.values_list(*IMAGE)[:most]]
    if not images:
        return TakenBack()
    numbers = [image.number for image in images]
    stand = Customer.objects.select_for_update().filter(number__in=among(numbers)).values_list(*STANDING)
    customers = {row[0]: Standing(row[1], row[2], row[3], row[4:]) for row in stand}
    reasons = _newer(images, customers)
    back = [image for image in images if image.number not in reasons and image.row is not None]
    _write_back(back, customers, by=by, at=at)
    _hand_on(key, back, customers, at=at)
    Replaced.objects.filter(pk__in=among([image.key for image in images])).delete()
    stays = [_kept(image.number, image.row, reasons[image.number]) for image in images if image.number in reasons]
    return TakenBack(len(back), stays, numbers[-1])


def _newer(images: Sequence[Image], customers: Mapping[int, Standing]) -> dict[int, Newer]:
    """Why some of the customers cannot get their old values back."""
    about = {image.number: image for image in images if image.row is not None}
    changed = {number for number, image in about.items() if customers[number].changed_at != image.written_at}
    found = last_changes(changed)
    logins = {number: login for number, image in about.items() if (login := _new_login(image))}
    of_these = Location.objects.filter(customer__in=among(logins))
    entered = of_these.filter(Q(principal__isnull=False) | Q(people__isnull=False))  # a login that somebody uses
    for number in entered.values_list("customer_id", flat=True):
        found.setdefault(number, Newer(LET_IN, {"email": logins[number]}))
    ids = {
        old: number for number, image in about.items() if (old := image.before["changes"].get("external_id", [""])[0])
    }
    taken = Customer.objects.filter(external_id__in=among(ids)).exclude(external_id="")
    for external_id, owner in taken.values_list("external_id", "number"):
        if owner != ids[external_id]:
            values = {"external_id": external_id, "owner": owner}
            found.setdefault(ids[external_id], Newer(EXTERNAL_ID_GIVEN, values))
    return found


def _new_login(image: Image) -> str:
    return str(image.before["changes"].get("login_email", ["", ""])[1])


def _write_back(images: Sequence[Image], customers: Mapping[int, Standing], *, by: Actor, at: datetime) -> None:
    checked = checked_of([image.number for image in images])
    own = []
    for image in images:
        changes = image.before["changes"]
        stand = zip(OWN, customers[image.number].own, strict=True)
        values = [changes[name][0] if name in changes else now for name, now in stand]
        own.append([image.number, *values, fold(values[OWN.index("name")])])
    _overwrite("customers_customer", "number", (*OWN, "search_name"), own, at=at)
    for table, name, columns in (
        ("customers_address", "addresses", PLACE),
        ("customers_contact", "contacts", PERSON),
    ):
        _overwrite(table, "id", columns, [row for image in images for row in image.before[name]])
    _delete("customers_address", "id", _added(images, "new_addresses", Address, ("use", *PLACE)))
    _delete("customers_contact", "id", _added(images, "new_contacts", Contact, PERSON))
    _remove_tags(images)
    logins = {image.number: _new_login(image) for image in images if _new_login(image)}
    places = Location.objects.filter(customer__in=among(logins)).values_list("pk", "customer_id", "login_email")
    rewrite_match_keys([image.number for image in images])
    _delete("customers_location", "id", [pk for pk, number, login in places if logins[number] == login])
    facts = [
        (str(image.number), {name: (new, old) for name, (old, new) in image.before["changes"].items()})
        for image in images
    ]
    record_many("customer.corrected", "customer", facts, by=by, at=at)
    fall_back_of_set(checked, by=by, at=at)


def _added(images: Sequence[Image], name: str, table: type[Address | Contact], columns: Sequence[str]) -> list[int]:
    """The keys of the parts that the import added: of several alike the newest, for the others were there before."""
    wanted = Counter((image.number, *row) for image in images for row in image.before[name])
    found = []
    parts = table.objects.filter(customer__in=among({number for number, *_ in wanted})).order_by("-pk")
    for key, *part in parts.values_list("pk", "customer_id", *columns):
        if wanted[tuple(part)] > 0:
            wanted[tuple(part)] -= 1
            found.append(key)
    return found


def _remove_tags(images: Sequence[Image]) -> None:
    wanted = {(image.number, tag.casefold()) for image in images for tag in image.before["new_tags"]}
    through = Customer.tags.through.objects.filter(customer__in=among({number for number, _ in wanted}))
    found = [
        (key, tag)
        for key, number, tag, name in through.values_list("pk", "customer_id", "tag_id", "tag__name")
        if (number, name.casefold()) in wanted
    ]
    _delete("customers_customer_tags", "id", [key for key, _ in found])
    _forget_tags({tag for _, tag in found})


def _hand_on(key: uuid.UUID, images: Sequence[Image], customers: Mapping[int, Standing], *, at: datetime) -> None:
    """Say of the import that wrote before this one that its values stand again, so that it too can be taken back."""
    numbers = [image.number for image in images]
    same = Replaced.objects.filter(batch=key, customer=OuterRef("customer"), known_at=OuterRef("written_at"))
    earlier = Replaced.objects.filter(customer__in=among(numbers)).exclude(batch=key)
    earlier.filter(Exists(same)).update(written_at=at)
    made = [
        Replaced(batch=customer.batch, customer_id=image.number, known_at=image.known_at, written_at=at)
        for image in images
        if (customer := customers[image.number]).batch and customer.created_at == image.known_at
    ]
    Replaced.objects.bulk_create(made, ignore_conflicts=True)


# --- sets of rows, sent as one value ---


def _overwrite(
    table: str, key: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, at: datetime | None = None
) -> None:
    """Write rows of (key, *columns) over those that stand there."""
    if not rows:
        return
    each = "json_each(%(rows)s)" if connection.vendor == "sqlite" else "jsonb_array_elements(%(rows)s::jsonb)"
    new = ", ".join(f"{name} = r.value ->> {index}" for index, name in enumerate(columns, start=1))
    changed = ", changed_at = %(at)s" if at else ""
    when = str(connection.ops.adapt_datetimefield_value(at)) if at else ""
    statement = (
        f"UPDATE {table} SET {new}{changed} FROM {each} AS r WHERE {table}.{key} = CAST(r.value ->> 0 AS bigint)"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"rows": json.dumps(rows), "at": when})


def _delete(table: str, key: str, keys: Collection[int]) -> None:
    if not keys:
        return
    on_sqlite = connection.vendor == "sqlite"
    which = "IN (SELECT value FROM json_each(%s))" if on_sqlite else "= ANY(%s)"
    with connection.cursor() as cursor:
        given = json.dumps(list(keys)) if on_sqlite else list(keys)
        cursor.execute(f"DELETE FROM {table} WHERE {key} {which}", [given])
