"""Sessions in the database, under keys that only this house makes."""

import re

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

KEY = re.compile(r"[a-z0-9]{32}")


class SessionStore(DatabaseStore):
    """A cookie may hold anything, a NUL too, which PostgreSQL refuses to look for: what we never made is no key."""

    def _validate_session_key(self, key: object) -> bool:
        return isinstance(key, str) and KEY.fullmatch(key) is not None
