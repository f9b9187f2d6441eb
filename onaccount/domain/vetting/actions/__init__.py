"""Letting customers in, and keeping them out."""

from onaccount.domain.vetting.actions.apply import start_application, submit_application
from onaccount.domain.vetting.actions.approve import set_status, set_statuses, undo_status, undo_statuses
from onaccount.domain.vetting.actions.by_hand import add_by_hand
from onaccount.domain.vetting.actions.demo import give_password, hand_in_by_demo, remove_demo
from onaccount.domain.vetting.actions.erase import erase_applications
from onaccount.domain.vetting.actions.forgotten import ask_new_password, send_password_letter
from onaccount.domain.vetting.actions.inviting import turn_to_wave
from onaccount.domain.vetting.actions.locations import add_location, change_location, remove_location
from onaccount.domain.vetting.actions.signup import (
    ask_signup_letter,
    confirm_signup,
    expire_applications,
    new_challenge,
    page_token,
    sign_up,
    withdraw_signup,
)
from onaccount.domain.vetting.actions.signup_letters import send_signup_letter, send_signup_news, tell_of_signup
from onaccount.domain.vetting.actions.stage import set_stage, undo_stage
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
from onaccount.domain.vetting.actions.welcome import (
    send_again,
    send_login_letter,
    set_login_password,
    write_to_corrected_login,
)

__all__ = [
    "Joined",
    "add_batch",
    "add_by_hand",
    "add_everybody",
    "add_location",
    "add_members",
    "ask_new_password",
    "ask_signup_letter",
    "cancel_wave",
    "change_location",
    "confirm_signup",
    "erase_applications",
    "expire_applications",
    "give_password",
    "hand_in_by_demo",
    "leave_waves",
    "make_wave",
    "new_challenge",
    "open_wave",
    "page_token",
    "pause_wave",
    "plan_wave",
    "remove_demo",
    "remove_location",
    "remove_member",
    "send_again",
    "send_login_letter",
    "send_password_letter",
    "send_signup_letter",
    "send_signup_news",
    "set_login_password",
    "set_stage",
    "set_status",
    "set_statuses",
    "sign_up",
    "start_application",
    "submit_application",
    "tell_of_signup",
    "turn_to_wave",
    "undo_stage",
    "undo_status",
    "undo_statuses",
    "wave_to_join",
    "withdraw_signup",
    "write_to_corrected_login",
]
