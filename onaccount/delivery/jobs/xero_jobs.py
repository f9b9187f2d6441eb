"""Xero, in a thread of the worker's own: letters go on leaving while somebody out there takes their time (I19).

All that is asked stands in the database, so a worker that is killed loses none of it, and two workers share one count
of calls and one turn at the mirror.
"""

from django.utils import timezone

from onaccount.delivery.jobs.aside import Aside
from onaccount.domain.connectors.actions.wire import Wire
from onaccount.domain.connectors.actions.xero.connect import settle_connection
from onaccount.domain.connectors.actions.xero.mirror import mirror_contacts
from onaccount.domain.connectors.actions.xero.tell import tell_of_refusal
from onaccount.domain.connectors.queries.connection import has_something_due


def look() -> bool:
    """Begin what is due. Costs one look at one row, and does not wait for what it begins."""
    if aside.is_busy or not has_something_due(timezone.now()):
        return False
    aside.begin()
    return True


def do_what_is_due() -> None:
    with Wire() as wire:
        settle_connection(wire, clock=timezone.now)
        mirror_contacts(wire, clock=timezone.now)


def tell_that_it_is_refused(_key: str) -> None:
    """Whoever can connect it again is to hear of it."""
    tell_of_refusal(at=timezone.now())


aside = Aside("xero", do_what_is_due)
