"""What people wrote to accounts is forgotten; limits and postings stay (I25)."""

from collections.abc import Collection

from onaccount.domain.accounts.models import CustomerAccount, LimitAsk, Rise
from onaccount.domain.ledger.actions import erase_posting_notes


def erase_accounts(customers: Collection[int]) -> int:
    """Forget the reasons that were given for limits, and the notes to postings. How many rows were changed.

    What is owed stays owed: no account is closed by this, and no balance is another.
    """
    accounts = CustomerAccount.objects.filter(customer__in=customers)
    changed = erase_posting_notes(list(accounts.values_list("ledger_account", flat=True)))
    for table in (Rise, LimitAsk):
        changed += table.objects.filter(account__in=customers).exclude(why="").update(why="")
    return changed
