"""The books are gone through, and prove themselves or not."""

from onaccount.domain.ledger.queries.books.check import Checked, check_books
from onaccount.domain.ledger.queries.books.night import is_check_due

__all__ = ["Checked", "check_books", "is_check_due"]
