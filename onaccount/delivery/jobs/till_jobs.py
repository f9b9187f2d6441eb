"""What tills were lent of a customer is called back when something about the customer changed."""

from django.utils import timezone

from onaccount.domain.history.rules import SYSTEM
from onaccount.domain.tills.actions.leases import recall_all, recall_leases


def recall_lent(key: str) -> None:
    """Tills that are on the network give it back within seconds, and are lent anew what is right now."""
    recall_leases(customer=int(key), by=SYSTEM, at=timezone.now())


def recall_all_lent(_key: str) -> None:
    recall_all(by=SYSTEM, at=timezone.now())
