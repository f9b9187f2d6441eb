"""What was never anybody's money is taken out again: that of the demo."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from onaccount.domain.ledger.actions.guards import lifted_guards
from onaccount.domain.ledger.models import Hold, LedgerAccount, Line, Posting, PostingNote


def forget_ledger_accounts(accounts: Collection[UUID]) -> None:
    """Delete customers' accounts with all that was posted on them, on both sides: the books agree as before.

    The caller is in a transaction, and has asked whether this is the demo. The triggers are away while it runs.
    """
    if not accounts:
        return
    _look_at_foreign_keys("IMMEDIATE")
    with lifted_guards():
        postings = list(Posting.objects.filter(owner__in=accounts).values_list("pk", flat=True))
        Hold.objects.filter(account__in=accounts).delete()
        PostingNote.objects.filter(posting__in=postings).delete()
        Line.objects.filter(posting__owner__in=accounts).delete()
        Posting.objects.filter(owner__in=accounts).delete()
        LedgerAccount.objects.filter(pk__in=accounts).delete()
    _look_at_foreign_keys("DEFERRED")


def _look_at_foreign_keys(when: str) -> None:
    """PostgreSQL changes no triggers while foreign keys wait to be looked at."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS ALL {when}")
