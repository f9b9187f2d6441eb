"""Sessions in the database, under keys that only this house makes, each with whose it is and where it was begun."""

import re
from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone

KEY = re.compile(r"[a-z0-9]{32}")
CAME = "came"  # what people/apps.py puts down of a log-in: {"at", "address", "agent"}


class SessionStore(DatabaseStore):
    """A cookie may hold anything, a NUL too, which PostgreSQL refuses to look for: what we never made is no key."""

    seen_at: datetime | None = None  # as it was read, so that nothing is asked again
    began_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[AbstractBaseSession]:
        from onaccount.domain.people.models import Session

        return Session

    def _validate_session_key(self, key: object) -> bool:
        return isinstance(key, str) and KEY.fullmatch(key) is not None

    def _get_session_from_db(self) -> Any:
        found = super()._get_session_from_db()  # type: ignore[misc] # the stubs leave it out
        if found is not None:
            self.seen_at, self.began_at = found.seen_at, found.began_at
        return found

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Whoever saves a session is seen in it."""
        row: Any = super().create_model_instance(data)
        came = data.get(CAME, {})
        row.principal_id = data.get(SESSION_KEY)
        row.seen_at = timezone.now()
        row.began_at = datetime.fromisoformat(came["at"]) if came else self.began_at or row.seen_at
        row.address, row.agent = came.get("address", ""), came.get("agent", "")
        return row
