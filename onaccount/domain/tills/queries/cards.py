"""Whose card it is."""

from collections.abc import Collection
from datetime import datetime

from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import survivor_of
from onaccount.domain.tills.models import CustomerCard


def holder_of_card(code: str) -> int | None:
    """The customer, or who it was merged into; None where the card has ended or never was."""
    number = CustomerCard.objects.filter(code=code, ended_at=None).values_list("customer_id", flat=True).first()
    return None if number is None else survivor_of(number)


def card_made_at(customer: int) -> datetime | None:
    """When the card was made that holds."""
    cards = CustomerCard.objects.filter(customer=customer, ended_at=None)
    return cards.values_list("made_at", flat=True).first()


def names_on_cards(customers: Collection[int]) -> dict[int, str]:
    """The names of these customers, by their numbers."""
    return dict(Customer.objects.filter(number__in=customers).values_list("number", "name"))
