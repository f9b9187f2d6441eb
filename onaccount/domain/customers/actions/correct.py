"""Correct a customer's details."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from onaccount.domain.customers.actions.add import OWN, PLACE, tags_named
from onaccount.domain.customers.actions.amended import fall_back
from onaccount.domain.customers.actions.login import set_login_email
from onaccount.domain.customers.actions.match_keys import comes_from, rewrite_match_keys
from onaccount.domain.customers.models import Address, Customer
from onaccount.domain.customers.queries import customer_card, customer_digest, locked_customer, owner_of_external_id
from onaccount.domain.customers.rules.fields import FIELDS, clean_row
from onaccount.domain.customers.rules.meanwhile import own_changes
from onaccount.domain.customers.rules.status import ExternalIdTaken
from onaccount.domain.customers.rules.versions import OtherVersion
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.foundation.text import fold

Changes = dict[str, tuple[str, str]]


@action
def correct_customer(
    *,
    number: int,
    values: Mapping[str, str],
    by: Actor,
    at: datetime,
    expected: str = "",
    seen: Mapping[str, str] | None = None,
) -> Changes:
    """Write the fields that are given, as typed; return what changed as {field: (from, to)}.

    A field left out keeps its value; a blank one is emptied. `login_email` is the first location's login.

    With `seen`, the fields as they were shown to the writer, only what the writer touched is written; what somebody
    else touched meanwhile as well, and differently, is for a person to settle: ChangedMeanwhile.

    Where a field is amended by which credit is checked, Billing goes back to Referred in the same transaction (D-03).

    With `expected`, a digest that `customer_digest` gave (what the API's If-Match names), nothing is written over what
    was changed since: OtherVersion.
    """
    require(by, Right.EDIT_CUSTOMERS)
    customer = locked_customer(number)
    number = customer.number
    if expected and customer_digest(number) != expected:
        raise OtherVersion(customer=number)
    if seen is not None:
        values = own_changes(_cleaned(values), seen=seen, now=customer_card(number).fields)
    kept = {name: getattr(customer, name) for name in OWN}
    cleaned = clean_row({**kept, **values})
    for _, refusal in cleaned.refusals:
        raise refusal
    changes = _correct_own(customer, {k: v for k, v in cleaned.values.items() if k in OWN})
    for use, prefix in ((Address.MAIN, ""), (Address.DELIVERY, "delivery_")):
        place = {name: cleaned.values.get(prefix + name, "") for name in PLACE if prefix + name in values}
        changes |= {prefix + name: change for name, change in _correct_address(customer, use, place).items()}
    if "tags" in values:
        changes |= _correct_tags(customer, cleaned.values.get("tags", ""))
    if "login_email" in values:
        moved = set_login_email(customer, login_email=values["login_email"], by=by, at=at)
        changes |= {"login_email": moved} if moved else {}
    if changes:
        _touch(customer, at=at)
        if comes_from(changes):
            rewrite_match_keys([number])
        record("customer.corrected", Subject("customer", str(number)), by=by, at=at, changes=changes)
        fall_back(customer, changes, by=by, at=at)
    return changes


def _cleaned(values: Mapping[str, str]) -> dict[str, str]:
    """What each field comes to, so that it can be compared with what stands there."""
    rules = {name: FIELDS["email" if name == "login_email" else name] for name in values}
    return {name: str(rules[name].clean(text)) for name, text in values.items()}


def _correct_own(customer: Customer, own: Mapping[str, str]) -> Changes:
    changes = {k: (getattr(customer, k), v) for k, v in own.items() if getattr(customer, k) != v}
    for name, (_, new) in changes.items():
        setattr(customer, name, new)
    customer.search_name = fold(customer.name)
    return changes


def _touch(customer: Customer, *, at: datetime) -> None:
    customer.changed_at = at
    try:
        with transaction.atomic():
            customer.save(update_fields=[*OWN, "search_name", "changed_at"])
    except IntegrityError:
        owner = owner_of_external_id(customer.external_id)
        if owner is None:
            raise
        raise ExternalIdTaken(external_id=customer.external_id, owner=owner) from None


def _correct_address(customer: Customer, use: str, place: Mapping[str, str]) -> Changes:
    if not place:
        return {}
    address = customer.addresses.filter(use=use).first() or Address(customer=customer, use=use)
    changes = {k: (getattr(address, k), v) for k, v in place.items() if getattr(address, k) != v}
    for name, (_, new) in changes.items():
        setattr(address, name, new)
    if changes and any(getattr(address, name) for name in PLACE):
        address.save()
    elif changes and address.pk:
        address.delete()
    return changes


def _correct_tags(customer: Customer, names: str) -> Changes:
    old = _tags_of(customer)
    customer.tags.set(tags_named(names.split(";")))
    new = _tags_of(customer)
    return {"tags": (old, new)} if old != new else {}


def _tags_of(customer: Customer) -> str:
    return "; ".join(sorted(customer.tags.values_list("name", flat=True)))
