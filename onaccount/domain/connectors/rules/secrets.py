"""What lets us in next door, locked before it is kept by a key that is not in the database. Pure."""

import json
from typing import Any

from onaccount.foundation.locks import WrongKey, lock, unlock

PURPOSE = b"onaccount.connection-secret"


def locked(secrets: dict[str, Any], key: str) -> str:
    return lock(json.dumps(secrets), key=key, purpose=PURPOSE) if secrets else ""


def unlocked(kept: str, key: str) -> dict[str, Any]:
    """The secrets; none where they were locked under another key, as after a restore on a machine with its own."""
    try:
        found: dict[str, Any] = json.loads(unlock(kept, key=key, purpose=PURPOSE)) if kept else {}
    except (WrongKey, ValueError):
        return {}
    return found
