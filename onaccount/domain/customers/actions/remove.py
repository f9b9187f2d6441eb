"""Take customers out who have no history of trade."""

from collections.abc import Iterable
from datetime import datetime

from onaccount.domain.customers.actions.match_keys import remove_match_keys
from onaccount.domain.customers.models import Address, Contact, Customer, Location, NamedPerson, Tag
from onaccount.domain.customers.queries import visible
from onaccount.domain.customers.queries.removal import kept_by, tables_above
from onaccount.domain.customers.rules.status import Merged, NoSuchCustomer
from onaccount.domain.history.actions import action, erase_details, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.letters.actions import remove_letters
from onaccount.domain.people.models import Principal
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


@action
def delete_customer(*, number: int, by: Actor, at: datetime) -> None:
    """Take out a customer of whom there is nothing that has to stay (D-11), with its parts, notes and waiting letters.

    That it was here, and who deleted it, stays in history; what was known of it does not. Raises what `kept_by` finds,
    Merged for one who is read as another, NoSuchCustomer.
    """
    require(by, Right.EDIT_CUSTOMERS)
    held = Customer.objects.select_for_update().filter(number=number).first()  # nothing new may refer to it meanwhile
    if held is not None and held.merged_into_id:
        raise Merged(customer=number, survivor=held.merged_into_id)
    if held is None or not visible().filter(number=number).exists():
        raise NoSuchCustomer(customer=number)
    for reason in kept_by(held):
        raise reason
    for table, name in tables_above():
        table._base_manager.filter(**{name: number}).delete()
    remove_letters("customer", [str(number)])
    erase_details("customer", [str(number)])
    remove_customers([number])
    record("customer.removed", Subject("customer", str(number)), by=by, at=at)


def remove_customers(numbers: Iterable[int]) -> int:
    """Delete customers with their parts and logins, and tags that nobody has any more. The caller has asked whether."""
    numbers = list(numbers)
    gone = Customer.objects.filter(number__in=numbers)
    locations = Location.objects.filter(customer__in=gone)
    principals = list(locations.exclude(principal=None).values_list("principal_id", flat=True))
    principals += NamedPerson.objects.filter(location__in=locations).values_list("principal_id", flat=True)
    for part in (Address, Contact, Location):
        part.objects.filter(customer__in=gone).delete()
    remove_match_keys(numbers)
    count = gone.count()
    gone.delete()
    Principal.objects.filter(pk__in=principals).delete()
    Tag.objects.filter(customers=None, is_kept=False).delete()
    return count
