"""Writes of the ledger. `post` is the only function of the house that writes money."""

from onaccount.domain.ledger.actions.accounts import ensure_house, locked_head, open_customer_account
from onaccount.domain.ledger.actions.checks import keep_check, keep_failed_check, send_check_letter
from onaccount.domain.ledger.actions.closing import booking_day, close_period, closed_through
from onaccount.domain.ledger.actions.erase import erase_posting_notes
from onaccount.domain.ledger.actions.forget import forget_ledger_accounts
from onaccount.domain.ledger.actions.guards import drop_guards, ensure_guards, lifted_guards
from onaccount.domain.ledger.actions.holds import end_hold, place_hold
from onaccount.domain.ledger.actions.post import Asked, check_same, post, write_note

__all__ = [
    "Asked",
    "booking_day",
    "check_same",
    "close_period",
    "closed_through",
    "drop_guards",
    "end_hold",
    "ensure_guards",
    "ensure_house",
    "erase_posting_notes",
    "forget_ledger_accounts",
    "keep_check",
    "keep_failed_check",
    "lifted_guards",
    "locked_head",
    "open_customer_account",
    "place_hold",
    "post",
    "send_check_letter",
    "write_note",
]
