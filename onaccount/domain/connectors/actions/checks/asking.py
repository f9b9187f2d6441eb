"""One call of an agency or a register: not while it is to be left in peace, and with what became of it noted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from onaccount.domain.connectors.actions.checks.sources import (
    keep_token,
    note_service_failure,
    note_service_wait,
)
from onaccount.domain.connectors.actions.wire import Reply, Unheard, Unreached, Wire
from onaccount.domain.connectors.models import Service
from onaccount.domain.connectors.queries.sources import secrets_of_service
from onaccount.domain.connectors.rules.checks import NotLetIn, Source, Unknown
from onaccount.domain.connectors.rules.next_door import NotAnswered
from onaccount.domain.connectors.rules.secrets import locked, unlocked

EARLY = timedelta(minutes=2)  # a token is replaced before it is too old, not after
SHORTEST_TOKEN = timedelta(minutes=5)
PAUSE = timedelta(minutes=1)  # after a 429 that does not say how long
DENIED = frozenset({401, 403})

Clock = Callable[[], datetime]


@dataclass
class Line:
    """The way to one service, for one who asks. `wire` is shared by those who take turns."""

    source: Source
    wire: Wire
    clock: Clock

    def secrets(self) -> Mapping[str, Any]:
        return secrets_of_service(self._row())

    def read(self, path: str, **more: Any) -> Reply:
        """Ask what changes nothing there. Raises NotAnswered, also of a 5xx."""
        try:
            reply = self._send("GET", path, **more)
        except (Unreached, Unheard) as silence:
            raise NotAnswered(str(silence)) from None
        if reply.status >= 500:
            raise NotAnswered(f"it answers {reply.status}", _wait(reply, self.clock()))
        return reply

    def buy(self, path: str, **more: Any) -> Reply:
        """Ask what costs money. Raises NotAnswered where it did not get there, and Unknown where nobody knows."""
        try:
            reply = self._send("GET", path, **more)
        except Unreached as silence:
            raise NotAnswered(str(silence)) from None
        except Unheard as silence:
            raise Unknown(str(silence)) from None
        if reply.status >= 500:
            raise Unknown(f"it answers {reply.status}")
        return reply

    def say(self, reply: Reply) -> Any:
        """The answer; raises NotAnswered where it cannot be read, and counts that as a failure."""
        try:
            return reply.json()
        except (Unheard, RecursionError):
            raise self.unreadable() from None

    def unreadable(self) -> NotAnswered:
        words = "what came is no answer that can be read"
        note_service_failure(self.source, words, at=self.clock())
        return NotAnswered(words)

    def _send(self, method: str, path: str, **more: Any) -> Reply:
        row = self._row()
        now = self.clock()
        if row.refused_at:
            raise NotLetIn(row.trouble or "it does not take the credentials")
        if row.quiet_until and row.quiet_until > now:
            raise NotAnswered(row.trouble or "it asked us to wait", row.quiet_until)
        try:
            reply = self.wire.send(method, f"{row.address}{path}", **more)
        except (Unreached, Unheard) as silence:
            note_service_failure(self.source, str(silence), at=self.clock())
            raise
        if reply.status == 429:
            until = _wait(reply, self.clock()) or self.clock() + PAUSE
            note_service_wait(self.source, "its limit of calls is reached", until, at=self.clock())
            raise NotAnswered("its limit of calls is reached", until)
        if reply.status >= 500:
            words = f"it answers {reply.status}"
            note_service_failure(self.source, words, at=self.clock(), until=_wait(reply, self.clock()))
        return reply

    def _row(self) -> Service:
        row = Service.objects.filter(pk=self.source.value).first()
        if row is None:
            raise NotLetIn("it was never connected")
        return row

    # --- tokens: several are valid at once, so nobody waits for another's ---

    def token(self, fetch: Callable[[], tuple[str, int]], *, but_not: str = "") -> str:
        """One that is good for a while yet; `fetch` changes the credentials into (a token, its seconds)."""
        kept = unlocked(self._row().token, settings.SECRET_KEY)
        token, until = str(kept.get("token", "")), str(kept.get("until", ""))
        if token and token != but_not and until > (self.clock() + EARLY).isoformat():
            return token
        fresh, seconds = fetch()
        end = self.clock() + max(timedelta(seconds=seconds), SHORTEST_TOKEN)
        keep_token(self.source, locked({"token": fresh, "until": end.isoformat()}, settings.SECRET_KEY))
        return fresh

    def known_token(self) -> str:
        return str(unlocked(self._row().token, settings.SECRET_KEY).get("token", ""))

    def post(self, path: str, **more: Any) -> Reply:
        """Ask for a token. Raises NotAnswered."""
        try:
            reply = self._send("POST", path, **more)
        except (Unreached, Unheard) as silence:
            raise NotAnswered(str(silence)) from None
        if reply.status >= 500:
            raise NotAnswered(f"it answers {reply.status}", _wait(reply, self.clock()))
        return reply


def is_token(text: Any) -> bool:
    """Whether it can stand in a header."""
    return isinstance(text, str) and 0 < len(text) < 8000 and text.isascii() and text.isprintable()


def _wait(reply: Reply, at: datetime) -> datetime | None:
    return at + timedelta(seconds=reply.wait_seconds) if reply.wait_seconds else None
