"""Take customers out who have no history of trade."""

from collections.abc import Iterable

from onaccount.domain.customers.actions.match_keys import remove_match_keys
from onaccount.domain.customers.models import Address, Contact, Customer, Location, NamedPerson, Tag
from onaccount.domain.people.models import Principal


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
