"""Accounts that were never anybody's are taken out again: those of the demo."""

from collections.abc import Collection

from onaccount.domain.accounts.models import CustomerAccount, LimitAsk, PostedElsewhere, Rise
from onaccount.domain.ledger.actions import forget_ledger_accounts


def forget_accounts(customers: Collection[int]) -> None:
    """Delete the accounts of these customers with all that was posted. The caller has asked whether."""
    accounts = CustomerAccount.objects.filter(customer__in=customers)
    kept_in = list(accounts.values_list("ledger_account", flat=True))
    PostedElsewhere.objects.filter(customer__in=customers).delete()
    LimitAsk.objects.filter(account__in=customers).delete()
    Rise.objects.filter(account__in=customers).delete()
    accounts.delete()
    forget_ledger_accounts(kept_in)
