"""A customer as the systems next door know one: its fields, where it is, and who works there."""

from onaccount.domain.connectors.rules.bodies import OURS, PLACE
from onaccount.domain.customers.models import Address, Contact, Customer

PERSON = ("given_name", "family_name", "email")
PERSONS = 20  # more than any of them takes


def ours_of(number: int, survivor: int | None = None) -> dict[str, str]:
    """The fields of OURS that are filled; of a customer who was merged, with the survivor's before its own."""
    return {**_filled(number), **(_filled(survivor) if survivor is not None else {})}


def _filled(number: int) -> dict[str, str]:
    own = [name for name in OURS if name not in PLACE and not name.startswith("delivery_")]
    values = Customer.objects.filter(number=number).values(*own).get()
    places = Address.objects.filter(customer=number, use__in=[Address.MAIN, Address.DELIVERY])
    for use, *texts in places.values_list("use", *PLACE):
        prefix = "" if use == Address.MAIN else "delivery_"
        values |= {prefix + name: text for name, text in zip(PLACE, texts, strict=True)}
    return {name: text for name, text in values.items() if text}


def persons_of(number: int) -> list[dict[str, str]]:
    """Who works there, in the order in which they were added."""
    rows = Contact.objects.filter(customer=number).order_by("pk")
    return [dict(zip(PERSON, texts, strict=True)) for texts in rows.values_list(*PERSON)[:PERSONS]]
