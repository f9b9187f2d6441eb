"""The books are gone through, and prove themselves or not."""

from onaccount.domain.ledger.queries.books.check import Checked, check_books

__all__ = ["Checked", "check_books"]
