"""What the writers of a customer's parts have in common."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.fields import Cleaned
from onaccount.domain.customers.rules.parts import NoSuchPart

M = TypeVar("M", bound=Model)
Changes = dict[str, tuple[str, str]]


def part_of(parts: QuerySet[M], key: object, absent: type[NoSuchPart]) -> M:
    """The part with this key among those of a customer, whose row the caller holds."""
    part = parts.filter(pk=key).first()
    if part is None:
        raise absent
    return part


def checked(cleaned: Cleaned) -> dict[str, str]:
    """The values, or the first refusal, which says in its values which `field` it is about."""
    for field, refusal in cleaned.refusals:
        refusal.values["field"] = field
        raise refusal
    return cleaned.values


def touch(customer: Customer, *, at: datetime) -> None:
    """Its parts are the customer's own: an import that looked at it before knows by this that it is not the same."""
    customer.changed_at = at
    customer.save(update_fields=["changed_at"])


def from_to(old: Mapping[str, str], new: Mapping[str, str], *, prefix: str = "") -> Changes:
    """What changed, under the names of the field table."""
    names = dict.fromkeys([*old, *new])
    pairs = {prefix + name: (old.get(name, ""), new.get(name, "")) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
