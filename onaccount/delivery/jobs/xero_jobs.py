"""Xero, in a thread of the worker's own: letters go on leaving while somebody out there takes their time (I19).

All that is asked stands in the database, so a worker that is killed loses none of it, and two workers share one count
of calls and one turn at the mirror.
"""

import logging
import threading

from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone

from onaccount.domain.connectors.actions.xero.connect import settle_connection
from onaccount.domain.connectors.actions.xero.mirror import mirror_contacts
from onaccount.domain.connectors.actions.xero.tell import tell_of_refusal
from onaccount.domain.connectors.actions.xero.wire import Wire
from onaccount.domain.connectors.queries.connection import has_something_due

log = logging.getLogger(__name__)
one_at_a_time = threading.Lock()


def look() -> bool:
    """Begin what is due. Costs one look at one row, and does not wait for what it begins."""
    if not has_something_due(timezone.now()) or one_at_a_time.locked():
        return False
    threading.Thread(target=_do_what_is_due, name="xero", daemon=True).start()
    return True


def _do_what_is_due() -> None:
    if not one_at_a_time.acquire(blocking=False):
        return
    try:
        with Wire() as wire:
            settle_connection(wire, clock=timezone.now)
            mirror_contacts(wire, clock=timezone.now)
    except (OperationalError, InterfaceError):
        log.warning("The database does not answer; Xero is asked later.", exc_info=True)
    except Exception:
        log.exception("What was due at Xero failed")
    finally:
        connections.close_all()  # this thread's own, and it ends here
        one_at_a_time.release()


def tell_that_it_is_refused(_key: str) -> None:
    """Whoever can connect it again is to hear of it."""
    tell_of_refusal(at=timezone.now())
