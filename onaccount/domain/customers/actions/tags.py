"""Words of the business's own on a customer. Case tells none apart: the first spelling stays."""

from datetime import datetime

from onaccount.domain.customers.actions.add import tags_named
from onaccount.domain.customers.actions.parts import Changes, touch
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import locked_customer
from onaccount.domain.customers.rules.parts import NoSuchTag, tags_with
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


@action
def add_tag(*, number: int, name: str, by: Actor, at: datetime) -> Changes:
    """Put a tag on a customer, or several with ; between them; return what changed. One that is there is fine."""
    require(by, Right.EDIT_CUSTOMERS)
    customer = locked_customer(number)
    old = names_of_tags(customer)
    wanted = tags_with(old, name)
    added = [tag for tag in wanted if tag not in old]
    if not added:
        return {}
    customer.tags.add(*tags_named(added))
    return _tell("tag.added", customer, old, by=by, at=at)


@action
def remove_tag(*, number: int, name: str, by: Actor, at: datetime) -> Changes:
    """Take a tag off a customer, whatever the case it is written in; return what changed."""
    require(by, Right.EDIT_CUSTOMERS)
    customer = locked_customer(number)
    there = list(customer.tags.all())
    gone = [tag for tag in there if tag.name.casefold() == name.strip().casefold()]
    if not gone:
        raise NoSuchTag
    customer.tags.remove(*gone)
    return _tell("tag.removed", customer, sorted(tag.name for tag in there), by=by, at=at)


def _tell(event: str, customer: Customer, old: list[str], *, by: Actor, at: datetime) -> Changes:
    touch(customer, at=at)
    changes = {"tags": ("; ".join(old), "; ".join(names_of_tags(customer)))}
    record(event, Subject("customer", str(customer.number)), by=by, at=at, changes=changes)
    return changes


def names_of_tags(customer: Customer) -> list[str]:
    return sorted(customer.tags.values_list("name", flat=True))
