"""One person or customer, under all the numbers and keys by which the rooms below know them."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from onaccount.domain.accounts.models import CustomerAccount
from onaccount.domain.connectors.models import Link
from onaccount.domain.customers.models import Contact, Customer, Location
from onaccount.domain.customers.queries import family_numbers, survivor_of
from onaccount.domain.customers.queries.persons import principals_of
from onaccount.domain.customers.rules.status import NoSuchCustomer
from onaccount.domain.history.models import EventDetail
from onaccount.domain.people.models import Principal
from onaccount.domain.vetting.models import Application
from onaccount.domain.vetting.queries.applications import applications_of


@dataclass(frozen=True, slots=True)
class Family:
    """`numbers` begin with the survivor's; who was merged into it is the same person (D-11)."""

    numbers: list[int]
    principals: list[int]
    emails: list[str]
    applications: list[uuid.UUID]
    ledger_accounts: list[uuid.UUID]
    contacts: list[str]  # next door

    @property
    def number(self) -> int:
        return self.numbers[0]


def family_of(number: int) -> Family:
    """Whoever is meant by this number. Raises NoSuchCustomer."""
    survivor = survivor_of(number)
    if not Customer.objects.filter(number=survivor).exists():
        raise NoSuchCustomer(customer=number)
    numbers = family_numbers(survivor)
    principals = principals_of(numbers)
    emails = _emails(numbers, principals)
    links = Link.objects.filter(customer__in=numbers).values_list("contact_id", "former_id")
    return Family(
        numbers=numbers,
        principals=principals,
        emails=emails,
        applications=applications_of(numbers, emails),
        ledger_accounts=list(
            CustomerAccount.objects.filter(customer__in=numbers).values_list("ledger_account", flat=True)
        ),
        contacts=sorted({each for pair in links for each in pair if each}),
    )


def _former_emails(numbers: list[int]) -> Iterator[str]:
    """What stood there before it was corrected: somebody may have begun to sign up with it."""
    told = EventDetail.objects.filter(event__subject_kind="customer", event__subject_key__in=map(str, numbers))
    for changes in told.values_list("changes", flat=True):
        for name in ("email", "login_email"):
            yield from (str(each) for each in changes.get(name, ()) if each)


def _emails(numbers: list[int], principals: list[int]) -> list[str]:
    """Addresses that are or were this customer's: of its own, its logins and the people who work there."""
    found = {
        *Customer.objects.filter(number__in=numbers).values_list("email", flat=True),
        *Location.objects.filter(customer__in=numbers).values_list("login_email", flat=True),
        *Contact.objects.filter(customer__in=numbers).values_list("email", flat=True),
        *Principal.objects.filter(pk__in=principals).values_list("email", flat=True),
        *Application.objects.filter(customer__in=numbers).values_list("login_email", flat=True),
        *_former_emails(numbers),
    }
    return sorted({each.lower() for each in found if each})
