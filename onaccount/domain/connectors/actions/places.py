"""Asking where a place is, while somebody waits for it: in a few seconds, or it was not looked for (D-16)."""

import threading
from collections.abc import Sequence

from django.conf import settings
from django.core.cache import cache

from onaccount.domain.connectors.actions.wire import Unheard, Unreached, Wire
from onaccount.domain.connectors.rules.answers.places import MOST_FOUND, FoundPlace, found_places
from onaccount.domain.connectors.rules.answers.reading import Unreadable
from onaccount.domain.connectors.rules.places import NotLookedFor, NowhereToLook

PATIENCE, LONGEST = 3.0, 5.0  # seconds that somebody looks at a page that does not come
REST = 60  # seconds in which who did not answer is not asked again
QUIET = "places-are-quiet"
AT_ONCE = 2  # threads of a web process that may wait for it: the others serve the tills
_waiting = threading.BoundedSemaphore(AT_ONCE)


def find_places(text: str) -> Sequence[FoundPlace]:
    """Where a place may be, the likeliest first; none where nobody knows it.

    Call it outside of any transaction. Raises NowhereToLook where no search is configured, and NotLookedFor where it
    does not answer, which says nothing of the place.
    """
    if not settings.PLACE_SEARCH:
        raise NowhereToLook
    if why := cache.get(QUIET):
        raise NotLookedFor(why=why)
    if not _waiting.acquire(blocking=False):
        raise NotLookedFor(why="others are waiting for it already")
    try:
        return _ask(text)
    except (Unreached, Unheard) as failure:
        cache.set(QUIET, str(failure), REST)
        raise NotLookedFor(why=str(failure)) from None
    except Unreadable:
        raise NotLookedFor(why="what came is no answer that can be read") from None
    finally:
        _waiting.release()


def _ask(text: str) -> Sequence[FoundPlace]:
    with Wire(patience=PATIENCE, longest=LONGEST) as wire:
        query = {"q": text, "format": "jsonv2", "limit": str(MOST_FOUND)}
        reply = wire.send("GET", f"{settings.PLACE_SEARCH}/search", headers={}, query=query)
    if reply.status != 200:
        raise Unheard(f"it answers {reply.status}")
    return found_places(reply.json())
