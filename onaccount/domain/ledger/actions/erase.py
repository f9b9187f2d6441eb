"""What people wrote to postings is forgotten; the postings stay, for no word of it stands in them (I25)."""

from collections.abc import Collection
from uuid import UUID

from onaccount.domain.ledger.models import Posting, PostingNote


def erase_posting_notes(accounts: Collection[UUID]) -> int:
    """Forget the notes to what was posted on these accounts. How many. The caller has asked for the right."""
    posted = Posting.objects.filter(owner__in=accounts).values("pk")
    return PostingNote.objects.filter(posting__in=posted).delete()[0]
