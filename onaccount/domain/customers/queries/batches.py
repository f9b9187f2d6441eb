"""What an import made of its customers, and what has become of them since."""

import json
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from onaccount.domain.customers.models import Address, Contact, Customer, Location, MatchKey, Replaced
from onaccount.domain.history.queries import latest_facts
from onaccount.domain.letters.queries import subjects_with_letters
from onaccount.domain.people.queries import names_of

T = TypeVar("T", int, str)

PARTS = (Address, Contact, Location, Replaced, MatchKey, Customer.tags.through)  # what belongs to the customer itself
WRITTEN = {"customer.added", "customer.corrected"}  # who corrects a customer leaves that in its changed_at
CHANGED = "Changed by {who} on {when}, after the import."
MOVED = "Made {status} by {who} on {when}, after the import."
DONE = "Something was done with it by {who} on {when}, after the import."
WRITTEN_TO = "A letter has been written to it."
IN_USE = "It is in use: something else refers to it."
LETS_IN = "It can log in by now."
CHANGED_SOMEHOW = "It is no longer as the import left it."
STATUSES = {
    "customer.activated": "Active",
    "customer.made_admin": "Admin",
    "customer.made_inactive": "Inactive",
    "customer.activation_undone": "New",
}
BY = {"command": "the command line", "system": "OnAccount", "demo": "the demo"}


@dataclass(frozen=True, slots=True)
class Newer:
    """What stands in the way of taking a customer back: a sentence for `str.format`, and its values."""

    sentence: str
    values: Mapping[str, Any]


def among(values: Collection[T]) -> RawSQL | list[T]:
    """Thousands of numbers or texts for one `IN`.

    On SQLite they are one parameter, because as many parameters cost more than what is asked. PostgreSQL is given them
    one by one: it plans by how many there are, and does not know how many come out of one parameter.
    """
    given = list(values)
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(given)]) if connection.vendor == "sqlite" else given


def last_changes(numbers: Collection[int]) -> dict[int, Newer]:
    """Who changed these customers last, and when."""
    facts = latest_facts("customer", among([str(number) for number in numbers]))
    names = names_of(fact.actor_key for fact in facts.values())
    found = dict.fromkeys(numbers, Newer(CHANGED_SOMEHOW, {}))
    for key, fact in facts.items():
        sentence = MOVED if fact.name in STATUSES else CHANGED if fact.name in WRITTEN else DONE
        who = BY.get(fact.actor_kind) or names.get(fact.actor_key, fact.actor_key)
        when = timezone.localtime(fact.at).date().isoformat()
        values = {"who": who, "when": when, "status": STATUSES.get(fact.name, "")}
        found[int(key)] = Newer(sentence, values)
    return found


def given_since(numbers: Collection[int]) -> dict[int, Newer]:
    """What these customers, unchanged themselves, have been given since: a letter, a login, an order, any fact."""
    keys = among([str(number) for number in numbers])
    found = last_changes([int(key) for key in latest_facts("customer", keys, but=WRITTEN)])
    for key in subjects_with_letters("customer", keys):
        found.setdefault(int(key), Newer(WRITTEN_TO, {}))
    places = Location.objects.filter(customer__in=among(numbers))
    entered = places.filter(Q(principal__isnull=False) | Q(people__isnull=False))
    for number in entered.values_list("customer_id", flat=True):
        found.setdefault(number, Newer(LETS_IN, {}))
    for relation in Customer._meta.related_objects:
        if relation.related_model not in PARTS and not goes_along(relation.related_model):
            rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": among(numbers)})
            for number in rows.values_list(relation.field.attname, flat=True):
                found.setdefault(number, Newer(IN_USE, {}))
    return found


def goes_along(table: Any) -> bool:
    """Whether rows of this table, of a room above, go with their customer and are no use of it."""
    return bool(getattr(table, "goes_with_customer", False))


def lists_of(numbers: Collection[int]) -> set[uuid.UUID]:
    """The imports that made any of these customers, or corrected one and could still be taken back."""
    made = Customer.objects.filter(number__in=numbers, batch__isnull=False).values_list("batch", flat=True)
    corrected = Replaced.objects.filter(customer__in=numbers).values_list("batch", flat=True)
    return {key for key in (*made, *corrected) if key is not None}


@dataclass(frozen=True, slots=True)
class Standing:
    """How many customers a batch made and corrected, and how many of them have been changed since."""

    made: int
    made_changed: int
    corrected: int
    corrected_changed: int


def standing_of(key: uuid.UUID, first: int | None, last: int | None) -> Standing:
    """What has become of a batch, told by when its customers changed last: quick, and not the whole truth."""
    made = Customer.objects.filter(batch=key, number__range=(first, last)) if first else Customer.objects.none()
    handed_on = Replaced.objects.filter(batch=key, row=None, customer__changed_at=F("written_at"))
    corrected = Replaced.objects.filter(batch=key, row__isnull=False)
    return Standing(
        made=made.count(),
        made_changed=made.exclude(changed_at=F("created_at")).count() - handed_on.count(),
        corrected=corrected.count(),
        corrected_changed=corrected.exclude(customer__changed_at=F("written_at")).count(),
    )
