"""Which address a machine's name stands for, checked once; what is connected to is that address and no other.

A name is resolved here and never again: one that answers with a public address first and a private one afterwards
(DNS rebinding) leads nowhere.
"""

import socket
import time

from django.conf import settings

from onaccount.domain.imports.actions.fetch.fetched import Limits
from onaccount.domain.imports.rules.sources import CannotFetch, Place, may_be_asked

MOST_ADDRESSES = 8


def addresses_of(place: Place) -> list[str]:
    """The addresses of a place, all of which may be asked. One that may not refuses them all."""
    try:
        answers = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        why = f"there is no machine called {place.host}"
        raise CannotFetch(why=why, what_to_do="Look whether its name is spelt right.") from None
    found = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    for address in found:
        if not may_be_asked(address, settings.IMPORT_NETWORKS):
            why = f"{place.host} is at {address}, which is not a public address"
            cure = "Use another machine, or have the operator allow its network in ONACCOUNT_IMPORT_NETWORKS."
            raise CannotFetch(why=why, what_to_do=cure)
    return found[:MOST_ADDRESSES]


def connected(place: Place, limits: Limits) -> socket.socket:
    """A connection to the first of its addresses that answers."""
    deadline = time.monotonic() + limits.answer_seconds
    failure: OSError | None = None
    for address in addresses_of(place):
        left = deadline - time.monotonic()
        if left <= 0:
            break
        try:
            return socket.create_connection((address, place.port), timeout=left)
        except OSError as error:
            failure = error
    raise unreachable(place, failure)


def unreachable(place: Place, error: BaseException | None) -> CannotFetch:
    reason = getattr(error, "strerror", None) or ("it does not answer" if error is None else type(error).__name__)
    if isinstance(error, TimeoutError):
        reason = "it does not answer"
    why = f"{place.host}:{place.port} cannot be reached ({reason})"
    return CannotFetch(why=why, what_to_do="Look whether it is there; it is tried again next time.")
