"""One call of the accounting API: a turn within the limits, a good token, and what became of it.

The count of calls, the wait that was asked for and the breaker stand in the database, so that all processes share them.
"""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from onaccount.domain.connectors.actions.breaker import FIELDS, count_failure, longer_wait
from onaccount.domain.connectors.actions.wire import Reply, Unheard, Unreached, Wire
from onaccount.domain.connectors.actions.xero.connection import (
    keep_secrets,
    locked_connection,
    refuse,
    secrets_of,
)
from onaccount.domain.connectors.actions.xero.denial import DENIED, Access, weigh_denial
from onaccount.domain.connectors.models import Connection
from onaccount.domain.connectors.rules.connection import ConnectionState
from onaccount.domain.connectors.rules.contacts import words_of
from onaccount.domain.connectors.rules.next_door import XERO
from onaccount.domain.connectors.rules.oauth import CUSTOM_SCOPES, FOR_GOOD, OF_SETTINGS, TOKEN
from onaccount.domain.connectors.rules.patience import LONGEST_REST
from onaccount.domain.connectors.rules.windows import DAY, MINUTE, Window, full_until
from onaccount.domain.history.rules import SYSTEM

API = "/api.xro/2.0"
EARLY = timedelta(minutes=2)  # a token is replaced before it is too old, not after
LEASE = timedelta(seconds=90)  # of whoever refreshes: longer than a request may take

Clock = Callable[[], datetime]


class Closed(Exception):  # noqa: N818 - an answer: nothing was sent
    """It cannot be asked now; `until` is when it can be, where that is known."""

    def __init__(self, words: str, until: datetime | None = None) -> None:
        super().__init__(words)
        self.words, self.until = words, until


def ask(
    wire: Wire,
    method: str,
    path: str,
    *,
    clock: Clock,
    query: Mapping[str, str] | None = None,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
    share: float = 1.0,
    begin_by: datetime | None = None,
) -> Reply:
    """Send one request. Raises Closed where nothing was sent (limits, no connection, 429), Unreached and Unheard.

    `share` is how much of the limits this caller may use up. A token that was refused is replaced, once. After
    `begin_by` nothing is sent any more: somebody else may have taken the turn over.
    """
    access = good_access(wire, clock=clock)
    more: dict[str, Any] = {"query": query, "body": body, "headers": headers, "share": share, "begin_by": begin_by}
    reply = _sent(wire, method, path, access, clock=clock, **more)
    if reply.status == 401:
        access = good_access(wire, clock=clock, but_not=access.token)
        reply = _sent(wire, method, path, access, clock=clock, **more)
    if reply.status in DENIED:
        words = _words(reply) or f"it answers {reply.status}"
        raise Closed(words, weigh_denial(wire, words, access, at=clock()))
    return reply


def _sent(
    wire: Wire, method: str, path: str, access: Access, *, clock: Clock, headers: Mapping[str, str] | None,
    share: float, begin_by: datetime | None, **more: Any,
) -> Reply:  # fmt: skip
    take_turn(at=clock(), share=share)
    if begin_by is not None and clock() > begin_by:
        raise Closed("it took too long until it could be asked")
    keys = {"Authorization": f"Bearer {access.token}", **(headers or {})}
    if access.tenant_id:
        keys["xero-tenant-id"] = access.tenant_id
    try:
        reply = wire.send(method, f"{settings.XERO_API_URL}{API}{path}", headers=keys, **more)
    except (Unreached, Unheard) as failure:
        note_failure(str(failure), at=clock())
        raise
    if reply.status == 429:
        full = clock() + timedelta(seconds=reply.wait_seconds or 60)
        which = reply.headers.get("x-rate-limit-problem", "")[:40]
        _note(reply, at=clock(), quiet_until=full, trouble=f"429 {which}".strip())
        raise Closed(f"its limit of calls is reached ({which or 'it does not say which'})", full)
    if reply.status >= 500:
        until = clock() + timedelta(seconds=reply.wait_seconds) if reply.wait_seconds else None
        note_failure(f"it answers {reply.status}", at=clock(), until=until)
    else:
        _note(reply, at=clock())
    return reply


def _words(reply: Reply) -> str:
    try:
        said = words_of(reply.json())
    except Unheard:
        said = ""
    return f"{reply.status} {said}".strip()


# --- limits -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def take_turn(*, at: datetime, share: float = 1.0) -> None:
    """Count one call, or raise Closed where it would be one too many or it is to be left in peace."""
    row = locked_connection()
    if row.quiet_until and row.quiet_until > at:
        raise Closed(row.trouble or "it asked us to wait", row.quiet_until)
    minute = Window(row.minute_began_at, row.minute_used).at(at, MINUTE)
    day = Window(row.day_began_at, row.day_used).at(at, DAY)
    until = full_until(minute, day, a_minute=settings.XERO_CALLS_A_MINUTE, a_day=settings.XERO_CALLS_A_DAY, share=share)
    if until:
        raise Closed("the calls that we allow ourselves are used up", until)
    minute, day = minute.taken(), day.taken()
    row.minute_began_at, row.minute_used = minute.began_at, minute.used
    row.day_began_at, row.day_used = day.began_at, day.used
    row.save(update_fields=["minute_began_at", "minute_used", "day_began_at", "day_used"])


@transaction.atomic
def _note(reply: Reply, *, at: datetime, quiet_until: datetime | None = None, trouble: str = "") -> None:
    """What an answer says of the limits; that one came at all ends a row of failures."""
    row = locked_connection()
    row.left_minute = _count(reply, "x-minlimit-remaining")
    row.left_day = _count(reply, "x-daylimit-remaining")
    row.failures = 0
    if reply.status not in DENIED:
        row.denied_since = None
    if quiet_until or not (row.quiet_until and row.quiet_until > at):
        row.trouble, row.troubled_at = trouble, at if trouble else None
    row.quiet_until = longer_wait(row, quiet_until, at=at)
    row.save(
        update_fields=["left_minute", "left_day", "failures", "denied_since", "quiet_until", "trouble", "troubled_at"]
    )


def _count(reply: Reply, name: str) -> int | None:
    text = reply.headers.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


@transaction.atomic
def note_failure(words: str, *, at: datetime, until: datetime | None = None) -> None:
    """One call more that came to nothing. After a few of them nobody asks for a while, longer each time."""
    row = locked_connection()
    count_failure(row, words, at=at, until=until)
    row.save(update_fields=FIELDS)


# --- tokens -----------------------------------------------------------------------------------------------------------


def good_access(wire: Wire, *, clock: Clock, but_not: str = "") -> Access:
    """A token that is good for a while yet. Raises Closed where there is none and none can be had now.

    One process at a time replaces it: Xero's refresh tokens are good once. Whoever finds it being replaced comes again.
    """
    row = Connection.objects.filter(pk=XERO, state=ConnectionState.CONNECTED.value).first()
    if row is None:
        raise Closed("Xero is not connected")
    kept = secrets_of(row)
    if not kept:
        refuse(why="what was kept of it cannot be unlocked with this machine's key", by=SYSTEM, at=clock())
        raise Closed("Xero is not connected")
    token = str(kept.get("access_token", ""))
    is_good = clock() + EARLY < datetime.fromisoformat(kept.get("until", "1970-01-01T00:00:00+00:00"))
    if token and token != but_not and is_good:
        return Access(token, "" if settings.XERO_CUSTOM else row.tenant_id)
    return _refreshed(wire, kept, clock=clock)


def _refreshed(wire: Wire, kept: Mapping[str, Any], *, clock: Clock) -> Access:
    lease = uuid.uuid4().hex
    at = clock()
    if not _claim(lease, at=at):
        raise Closed("another process is renewing the way in", at + timedelta(seconds=3))
    secrets = secrets_of(Connection.objects.get(pk=XERO))  # as it is now: somebody may have just replaced it
    if secrets.get("access_token") != kept.get("access_token"):
        _release(lease)
        return good_access(wire, clock=clock)
    form = {"grant_type": "refresh_token", "refresh_token": str(secrets.get("refresh_token", ""))}
    if settings.XERO_CUSTOM:
        form = {"grant_type": "client_credentials", "scope": " ".join(CUSTOM_SCOPES)}
    try:
        fresh = fetch_tokens(wire, form, clock=clock)
    except Denied as denied:
        if denied.error in FOR_GOOD:
            refuse(why=denied.words, by=SYSTEM, at=clock(), lease=lease)
        else:
            note_failure(denied.words, at=clock(), until=clock() + LONGEST_REST)
            _release(lease)
        raise Closed(denied.words) from None
    except (Unreached, Unheard) as failure:
        note_failure(str(failure), at=clock())
        _release(lease)
        raise Closed(str(failure)) from None
    return _kept(lease, fresh)


def _claim(lease: str, *, at: datetime) -> int:
    free = Q(refresh_until=None) | Q(refresh_until__lte=at)
    mine = Connection.objects.filter(free, pk=XERO, state=ConnectionState.CONNECTED.value)
    return mine.update(refresh_lease=lease, refresh_until=at + LEASE)


def _release(lease: str) -> None:
    Connection.objects.filter(pk=XERO, refresh_lease=lease).update(refresh_lease="", refresh_until=None)


@transaction.atomic
def _kept(lease: str, fresh: dict[str, Any]) -> Access:
    """The new tokens take the old ones' place in one transaction; of two who refreshed, the one whose turn it was."""
    row = locked_connection()
    if row.refresh_lease != lease or row.state != ConnectionState.CONNECTED.value:
        raise Closed("the way in was renewed or taken back by somebody else meanwhile")
    keep_secrets(row, secrets_of(row) | fresh)
    row.refresh_lease, row.refresh_until = "", None
    row.save(update_fields=["secrets", "refresh_lease", "refresh_until"])
    return Access(fresh["access_token"], "" if settings.XERO_CUSTOM else row.tenant_id)


class Denied(Exception):  # noqa: N818 - an answer
    """The identity server says no: `error` as RFC 6749 names it, and words for people."""

    def __init__(self, error: str, words: str) -> None:
        super().__init__(words)
        self.error, self.words = error, words


def fetch_tokens(wire: Wire, form: Mapping[str, str], *, clock: Clock) -> dict[str, Any]:
    """Tokens for a code, a refresh token, or the client itself: {"access_token", "until", "refresh_token"}.

    Raises Denied, Unreached, Unheard.
    """
    headers, form = identified(form)
    at = clock()
    reply = wire.send("POST", f"{settings.XERO_IDENTITY_URL}{TOKEN}", headers=headers, form=form)
    said = reply.json()
    if not isinstance(said, dict) or reply.status >= 500 or reply.status == 429:
        raise Unheard(f"it answers {reply.status}")
    if reply.status != 200:
        error = str(said.get("error", ""))[:60]
        raise Denied(error, _why(error, reply.status))
    token, lasts = said.get("access_token"), said.get("expires_in")
    if not isinstance(token, str) or not token or not isinstance(lasts, int):
        raise Unheard("what came is no answer that can be read")
    fresh = {"access_token": token, "until": (at + timedelta(seconds=lasts)).isoformat()}
    refresher = said.get("refresh_token")
    return {**fresh, "refresh_token": refresher} if isinstance(refresher, str) and refresher else fresh


def identified(form: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Headers and form with who we are: by the secret, or without one (PKCE) by the id alone."""
    if not settings.XERO_CLIENT_SECRET:
        return {}, {**form, "client_id": settings.XERO_CLIENT_ID}
    from base64 import b64encode
    from urllib.parse import quote

    pair = f"{quote(settings.XERO_CLIENT_ID, safe='')}:{quote(settings.XERO_CLIENT_SECRET, safe='')}"
    return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}, dict(form)


def _why(error: str, status: int) -> str:
    if error in FOR_GOOD:
        return "its permission has ended or was taken back"
    if error in OF_SETTINGS:
        return f"it does not know our app, or not with these settings ({error})"
    return f"it answers {status} {error}".strip()
