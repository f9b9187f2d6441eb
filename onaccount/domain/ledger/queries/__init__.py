"""Reads of the ledger."""

from onaccount.domain.ledger.queries.balances import balance_at, house_balance
from onaccount.domain.ledger.queries.books import Checked, check_books, is_check_due
from onaccount.domain.ledger.queries.closing import Closed, HouseSum, books_closed, closing_preview
from onaccount.domain.ledger.queries.guards import standing_guards
from onaccount.domain.ledger.queries.heads import Head, head_of, heads_of
from onaccount.domain.ledger.queries.holds import held_by, hold_of
from onaccount.domain.ledger.queries.moves import moves_between, notes_of
from onaccount.domain.ledger.queries.postings import (
    PostingCard,
    is_reversed,
    lines_of,
    posting_of,
    postings_of,
    postings_page,
    refunded_of,
)
from onaccount.domain.ledger.queries.receipts import Receipt, receipt_of
from onaccount.domain.ledger.queries.stretches import (
    Mark,
    Marks,
    cards_between,
    count_between,
    marks_at,
    marks_before,
    marks_through,
    sums_between,
)

__all__ = [
    "Checked",
    "Closed",
    "Head",
    "HouseSum",
    "Mark",
    "Marks",
    "PostingCard",
    "Receipt",
    "balance_at",
    "books_closed",
    "cards_between",
    "check_books",
    "closing_preview",
    "count_between",
    "head_of",
    "heads_of",
    "held_by",
    "hold_of",
    "house_balance",
    "is_check_due",
    "is_reversed",
    "lines_of",
    "marks_at",
    "marks_before",
    "marks_through",
    "moves_between",
    "notes_of",
    "posting_of",
    "postings_of",
    "postings_page",
    "receipt_of",
    "refunded_of",
    "standing_guards",
    "sums_between",
]
