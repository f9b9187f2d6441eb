"""What is done about the systems next door."""

from onaccount.domain.connectors.actions.changes import look_at_changes
from onaccount.domain.connectors.actions.erase import erase_next_door
from onaccount.domain.connectors.actions.everybody import ask_for_more, link_everybody
from onaccount.domain.connectors.actions.families import look_at_family, look_at_parted
from onaccount.domain.connectors.actions.links import (
    ask_for_link,
    choose_contact,
    make_anew,
    take_off,
    tell_of_correction,
    try_again,
)
from onaccount.domain.connectors.actions.push import push_links
from onaccount.domain.connectors.actions.tasks import settle_task

__all__ = [
    "ask_for_link",
    "ask_for_more",
    "choose_contact",
    "erase_next_door",
    "link_everybody",
    "look_at_changes",
    "look_at_family",
    "look_at_parted",
    "make_anew",
    "push_links",
    "settle_task",
    "take_off",
    "tell_of_correction",
    "try_again",
]
