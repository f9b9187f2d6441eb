"""Who of the staff works on a customer's application: assigned, claimed, let go (S3-13)."""

from collections.abc import Iterable
from datetime import datetime

from onaccount.domain.customers.queries import locked_customer
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.people.queries.staff import locked_staff
from onaccount.domain.people.rules import Kind
from onaccount.domain.vetting.actions.approve import Bulk
from onaccount.domain.vetting.models import Assignment
from onaccount.domain.vetting.rules.queue import NotAStaff, Taken
from onaccount.foundation.refusals import Refused


@action
def assign(*, number: int, to: int | None, by: Actor, at: datetime) -> None:
    """Give an application to a member of staff, to another, or to nobody. Raises NoSuchStaff."""
    require(by, Right.APPROVE_CUSTOMERS)
    customer = locked_customer(number)
    found = Assignment.objects.select_related("principal").filter(customer=customer).first()
    was = found.principal if found else None
    if (was.pk if was else None) == to:
        return
    new = locked_staff(to) if to is not None else None
    if new is None:
        Assignment.objects.filter(customer=customer).delete()
    else:
        Assignment.objects.update_or_create(customer=customer, defaults={"principal": new, "at": at})
    changes = {"assignee": (was.name if was else "", new.name if new else "")}
    record("customer.assigned", Subject("customer", str(customer.number)), by=by, at=at, changes=changes)


@action
def claim(*, number: int, by: Actor, at: datetime) -> None:
    """Take an application that nobody works on. Of two at a time the second is told who was first: Taken."""
    require(by, Right.APPROVE_CUSTOMERS)
    if by.kind != Kind.STAFF.value:
        raise NotAStaff
    customer = locked_customer(number)
    found = Assignment.objects.select_related("principal").filter(customer=customer).first()
    if found is not None and str(found.principal_id) != by.key:
        raise Taken(name=found.principal.name, customer=customer.number)
    assign(number=number, to=int(by.key), by=by, at=at)


def assign_many(*, numbers: Iterable[int], to: int | None, by: Actor, at: datetime) -> Bulk:
    """Give many to one, each in a transaction of its own: one that cannot does not hold up the others."""
    require(by, Right.APPROVE_CUSTOMERS)
    bulk = Bulk([], [])
    for number in numbers:
        try:
            assign(number=number, to=to, by=by, at=at)
            bulk.done.append(number)
        except Refused as refusal:
            bulk.refused.append((number, refusal))
    return bulk
