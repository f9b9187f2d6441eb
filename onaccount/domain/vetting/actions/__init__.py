"""Letting customers in, and keeping them out."""

from onaccount.domain.vetting.actions.apply import start_application, submit_application
from onaccount.domain.vetting.actions.approve import set_status, set_statuses, undo_status, undo_statuses
from onaccount.domain.vetting.actions.demo import give_password, remove_demo
from onaccount.domain.vetting.actions.forgotten import ask_new_password, send_password_letter
from onaccount.domain.vetting.actions.inviting import turn_to_wave
from onaccount.domain.vetting.actions.locations import add_location, change_location, remove_location
from onaccount.domain.vetting.actions.stage import set_stage
from onaccount.domain.vetting.actions.waves import (
    Joined,
    add_batch,
    add_everybody,
    add_members,
    cancel_wave,
    leave_waves,
    make_wave,
    open_wave,
    pause_wave,
    plan_wave,
    remove_member,
    wave_to_join,
)
from onaccount.domain.vetting.actions.welcome import send_again, send_login_letter

__all__ = [
    "Joined",
    "add_batch",
    "add_everybody",
    "add_location",
    "add_members",
    "ask_new_password",
    "cancel_wave",
    "change_location",
    "give_password",
    "leave_waves",
    "make_wave",
    "open_wave",
    "pause_wave",
    "plan_wave",
    "remove_demo",
    "remove_location",
    "remove_member",
    "send_again",
    "send_login_letter",
    "send_password_letter",
    "set_stage",
    "set_status",
    "set_statuses",
    "start_application",
    "submit_application",
    "turn_to_wave",
    "undo_status",
    "undo_statuses",
    "wave_to_join",
]
