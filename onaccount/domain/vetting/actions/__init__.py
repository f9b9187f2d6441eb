"""Letting customers in, and keeping them out."""

from onaccount.domain.vetting.actions.apply import start_application, submit_application
from onaccount.domain.vetting.actions.approve import set_status, set_statuses, undo_status, undo_statuses
from onaccount.domain.vetting.actions.demo import give_password, remove_demo
from onaccount.domain.vetting.actions.forgotten import ask_new_password, send_password_letter
from onaccount.domain.vetting.actions.welcome import send_again, send_login_letter

__all__ = [
    "ask_new_password",
    "give_password",
    "remove_demo",
    "send_again",
    "send_login_letter",
    "send_password_letter",
    "set_status",
    "set_statuses",
    "start_application",
    "submit_application",
    "undo_status",
    "undo_statuses",
]
