"""What follows next door from what happened here, and here from what happened there.

An event only writes down what is wanted. What speaks to Xero runs in a thread of its own, so that letters go on leaving
while somebody out there takes their time (I19). What is wanted stands in the links: a killed worker loses nothing.
"""

from django.utils import timezone

from onaccount.delivery.jobs.aside import Aside
from onaccount.domain.connectors.actions import (
    ask_for_link,
    ask_for_more,
    look_at_changes,
    look_at_family,
    look_at_parted,
    push_links,
    tell_of_correction,
)
from onaccount.domain.connectors.actions.wire import Wire
from onaccount.domain.connectors.actions.xero.door import XeroDoor
from onaccount.domain.connectors.queries import due_links

AT_A_TIME = 50  # links; what is wanted meanwhile comes next


def link_next_door(key: str) -> None:
    """A customer may trade: it will be invoiced, so it is to be somebody there."""
    ask_for_link(number=int(key), at=timezone.now())


def tell_next_door(key: str) -> None:
    """A customer was corrected: what is ours there is corrected too."""
    tell_of_correction(number=int(key), at=timezone.now())


def look_at_merged(key: str) -> None:
    """Two customers are one: so should the contacts be."""
    look_at_family(number=int(key), at=timezone.now())


def look_at_unmerged(key: str) -> None:
    """Two customers are two again: so should the contacts be."""
    look_at_parted(number=int(key), at=timezone.now())


def look_at_mirrored(_key: str) -> None:
    """Their contacts were looked at, and some are not as they were."""
    look_at_changes(at=timezone.now())


def push() -> bool:
    """Begin with the links that are due, or ask for more where there are none. Waits for nothing that it begins."""
    if aside.is_busy:
        return False
    if not due_links(timezone.now(), limit=1):
        return bool(ask_for_more(at=timezone.now()))
    aside.begin()
    return True


def push_due() -> None:
    """Give all that are due their turn."""
    with Wire() as wire:
        door = XeroDoor(wire, clock=timezone.now)
        while push_links(door, clock=timezone.now, limit=AT_A_TIME) == AT_A_TIME:
            pass


aside = Aside("links", push_due)
