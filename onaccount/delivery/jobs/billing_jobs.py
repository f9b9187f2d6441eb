"""What the billing desk does when something happened on an account."""

from django.utils import timezone

from onaccount.domain.billing.actions import take_in_money as take_in
from onaccount.domain.billing.actions.money_in import BILLING


def take_in_money(key: str) -> None:
    """A deposit at a till or on the account's page pays invoices; one that was taken back pays none."""
    take_in(customer=int(key), by=BILLING, at=timezone.now())
