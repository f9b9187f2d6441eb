"""Dealers and their people, written."""

from onaccount.domain.partners.actions.demo import let_partner_user_in, remove_demo_partners
from onaccount.domain.partners.actions.letters import send_partner_invitation
from onaccount.domain.partners.actions.partners import add_partner, correct_partner, end_partner, reopen_partner
from onaccount.domain.partners.actions.tokens import make_partner_token
from onaccount.domain.partners.actions.users import (
    add_partner_user,
    correct_partner_user,
    end_partner_user,
    invite_partner_user_again,
)

__all__ = [
    "add_partner",
    "add_partner_user",
    "correct_partner",
    "correct_partner_user",
    "end_partner",
    "end_partner_user",
    "invite_partner_user_again",
    "let_partner_user_in",
    "make_partner_token",
    "remove_demo_partners",
    "reopen_partner",
    "send_partner_invitation",
]
