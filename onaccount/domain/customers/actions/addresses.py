"""Where a customer is: one main and one delivery address, and any number of further ones."""

from collections.abc import Mapping
from datetime import datetime

from onaccount.domain.customers.actions.amended import fall_back
from onaccount.domain.customers.actions.match_keys import rewrite_match_keys
from onaccount.domain.customers.actions.parts import Changes, checked, from_to, part_of, touch
from onaccount.domain.customers.models import Address, Customer
from onaccount.domain.customers.queries import locked_customer, of_family
from onaccount.domain.customers.rules.meanwhile import check_unchanged, own_changes
from onaccount.domain.customers.rules.parts import (
    PLACE,
    AddressThere,
    NoSuchAddress,
    Use,
    check_address,
    clean_address,
    use_of,
)
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require

PREFIX = {Use.MAIN.value: "", Use.DELIVERY.value: "delivery_", Use.FURTHER.value: ""}  # in the field table


@action
def add_address(*, number: int, use: str, values: Mapping[str, str], by: Actor, at: datetime) -> int:
    """Add an address for a use (`Use`), from the fields of PLACE as typed; return its key."""
    require(by, Right.EDIT_CUSTOMERS)
    customer = locked_customer(number)
    wanted = use_of(use)
    place = checked(clean_address(values))
    check_address(place)
    if wanted is not Use.FURTHER and customer.addresses.filter(use=wanted.value).exists():
        raise AddressThere(use=wanted.value)
    address = Address.objects.create(customer=customer, use=wanted.value, **place)
    touch(customer, at=at)
    rewrite_match_keys([customer.number])
    changes = _for_use("", use) | from_to({}, place, prefix=PREFIX[use])
    record("address.added", Subject("customer", str(customer.number)), by=by, at=at, changes=changes)
    _fall_back(address, customer, changes, by=by, at=at)
    return address.pk


@action
def change_address(
    *,
    number: int,
    address: int,
    values: Mapping[str, str],
    by: Actor,
    at: datetime,
    seen: Mapping[str, str] | None = None,
) -> Changes:
    """Write the fields that are given; return what changed. `seen` are the fields as they were shown."""
    require(by, Right.EDIT_CUSTOMERS)
    customer = locked_customer(number)
    row = part_of(of_family(Address.objects.all(), customer.number), address, NoSuchAddress)
    before = values_of(row)
    new = own_changes(checked(clean_address(values)), seen=seen, now=before)
    check_address(before | new)
    if not new:
        return {}
    for field, value in new.items():
        setattr(row, field, value)
    row.save(update_fields=list(new))
    touch(customer, at=at)
    rewrite_match_keys([row.customer_id])
    changes = from_to(before, before | new, prefix=PREFIX[row.use])
    record(
        "address.corrected",
        Subject("customer", str(customer.number)),
        by=by,
        at=at,
        changes=_for_use(row.use, row.use) | changes,
    )
    _fall_back(row, customer, changes, by=by, at=at)
    return changes


@action
def remove_address(
    *, number: int, address: int, by: Actor, at: datetime, seen: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Take an address out; return its values and its `use`, with which it can be added again."""
    require(by, Right.EDIT_CUSTOMERS)
    customer = locked_customer(number)
    row = part_of(of_family(Address.objects.all(), customer.number), address, NoSuchAddress)
    gone = values_of(row)
    check_unchanged(seen=seen, now=gone)
    row.delete()
    touch(customer, at=at)
    rewrite_match_keys([row.customer_id])
    changes = _for_use(row.use, "") | from_to(gone, {}, prefix=PREFIX[row.use])
    record("address.removed", Subject("customer", str(customer.number)), by=by, at=at, changes=changes)
    _fall_back(row, customer, changes, by=by, at=at)
    return gone | {"use": row.use}


def _fall_back(row: Address, customer: Customer, changes: Changes, *, by: Actor, at: datetime) -> None:
    """Of the main address of the customer itself: credit is checked by its post code (D-03)."""
    if row.use == Use.MAIN.value and row.customer_id == customer.number:
        fall_back(customer, changes, by=by, at=at)


def values_of(address: Address) -> dict[str, str]:
    return {name: getattr(address, name) for name in PLACE}


def _for_use(old: str, new: str) -> Changes:
    """Which address the fact is about."""
    return {"address_use": (old, new)}
