"""Writes of customers' accounts: each one use case of the counter, the office or a machine."""

from onaccount.domain.accounts.actions.bill import bill, credit_back, give_credit
from onaccount.domain.accounts.actions.charge import refund_charge, take_charge
from onaccount.domain.accounts.actions.erase import erase_accounts
from onaccount.domain.accounts.actions.forget import forget_accounts
from onaccount.domain.accounts.actions.four_eyes import approve_limit, decline_limit
from onaccount.domain.accounts.actions.holds import hold_amount, post_hold, release_hold
from onaccount.domain.accounts.actions.leases import Lent, Settled, end_lease, lend, settle_lease
from onaccount.domain.accounts.actions.money import pay_in, pay_out
from onaccount.domain.accounts.actions.reverse import reverse_posting
from onaccount.domain.accounts.actions.rises import Raised, end_rise, raise_limit
from onaccount.domain.accounts.actions.settings import open_account, set_account, settle_policy
from onaccount.domain.accounts.actions.suspension import lift_suspension, suspend_account
from onaccount.domain.accounts.actions.verdicts import ask_verdict

__all__ = [
    "Lent",
    "Raised",
    "Settled",
    "approve_limit",
    "ask_verdict",
    "bill",
    "credit_back",
    "decline_limit",
    "end_lease",
    "end_rise",
    "erase_accounts",
    "forget_accounts",
    "give_credit",
    "hold_amount",
    "lend",
    "lift_suspension",
    "open_account",
    "pay_in",
    "pay_out",
    "post_hold",
    "raise_limit",
    "refund_charge",
    "release_hold",
    "reverse_posting",
    "set_account",
    "settle_lease",
    "settle_policy",
    "suspend_account",
    "take_charge",
]
