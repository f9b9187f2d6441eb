"""What is done about the systems next door."""

from onaccount.domain.connectors.actions.changes import look_at_changes, look_at_family
from onaccount.domain.connectors.actions.links import (
    ask_for_link,
    choose_contact,
    forget_links,
    make_anew,
    take_off,
    tell_of_correction,
    try_again,
)
from onaccount.domain.connectors.actions.push import push_links
from onaccount.domain.connectors.actions.tasks import settle_task

__all__ = [
    "ask_for_link",
    "choose_contact",
    "forget_links",
    "look_at_changes",
    "look_at_family",
    "make_anew",
    "push_links",
    "settle_task",
    "take_off",
    "tell_of_correction",
    "try_again",
]
