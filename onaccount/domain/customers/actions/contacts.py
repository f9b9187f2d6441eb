"""The people who work for a company. Not logins: contacts may share any address (D-05)."""

from collections.abc import Mapping
from datetime import datetime

from onaccount.domain.customers.actions.parts import Changes, checked, from_to, part_of, touch
from onaccount.domain.customers.models import Contact
from onaccount.domain.customers.queries import locked_customer, of_family
from onaccount.domain.customers.rules.meanwhile import check_unchanged, own_changes
from onaccount.domain.customers.rules.parts import PERSON, NoContacts, NoSuchContact, check_contact, clean_contact
from onaccount.domain.customers.rules.status import Kind
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require

PREFIX = "contact_"  # of these fields in the field table


@action
def add_contact(*, number: int, values: Mapping[str, str], by: Actor, at: datetime) -> int:
    """Add somebody who works for a company, from the fields of PERSON as typed; return the contact's key."""
    require(by, Right.EDIT_CUSTOMERS)
    customer = locked_customer(number)
    if customer.kind == Kind.INDIVIDUAL.value:
        raise NoContacts
    person = checked(clean_contact(values))
    check_contact(person)
    contact = Contact.objects.create(customer=customer, **person)
    touch(customer, at=at)
    changes = named("", str(contact)) | from_to({}, person, prefix=PREFIX)
    record("contact.added", Subject("customer", str(customer.number)), by=by, at=at, changes=changes)
    return contact.pk


@action
def change_contact(
    *,
    number: int,
    contact: int,
    values: Mapping[str, str],
    by: Actor,
    at: datetime,
    seen: Mapping[str, str] | None = None,
) -> Changes:
    """Write the fields that are given; return what changed. `seen` are the fields as they were shown."""
    require(by, Right.EDIT_CUSTOMERS)
    customer = locked_customer(number)
    row = part_of(of_family(Contact.objects.all(), customer.number), contact, NoSuchContact)
    before, name = values_of(row), str(row)
    new = own_changes(checked(clean_contact(values)), seen=seen, now=before)
    check_contact(before | new)
    if not new:
        return {}
    for field, value in new.items():
        setattr(row, field, value)
    row.save(update_fields=list(new))
    touch(customer, at=at)
    changes = from_to(before, before | new, prefix=PREFIX)
    record(
        "contact.corrected",
        Subject("customer", str(customer.number)),
        by=by,
        at=at,
        changes=named(name, str(row)) | changes,
    )
    return changes


@action
def remove_contact(
    *, number: int, contact: int, by: Actor, at: datetime, seen: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Take a contact out; return its values, with which it can be added again."""
    require(by, Right.EDIT_CUSTOMERS)
    customer = locked_customer(number)
    row = part_of(of_family(Contact.objects.all(), customer.number), contact, NoSuchContact)
    gone, name = values_of(row), str(row)
    check_unchanged(seen=seen, now=gone)
    row.delete()
    touch(customer, at=at)
    changes = named(name, "") | from_to(gone, {}, prefix=PREFIX)
    record("contact.removed", Subject("customer", str(customer.number)), by=by, at=at, changes=changes)
    return gone


def values_of(contact: Contact) -> dict[str, str]:
    return {name: getattr(contact, name) for name in PERSON}


def named(old: str, new: str) -> Changes:
    """Whom the fact is about, also where the name itself stayed."""
    return {"contact": (old, new)}
