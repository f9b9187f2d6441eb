"""A 401 or 403 with a good token: one of them proves nothing, and ends no connection."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from onaccount.domain.connectors.actions.breaker import longer_wait
from onaccount.domain.connectors.actions.wire import Unheard, Unreached, Wire
from onaccount.domain.connectors.actions.xero.connection import locked_connection, refuse
from onaccount.domain.connectors.rules.oauth import CONNECTIONS
from onaccount.domain.history.rules import SYSTEM

DENIED = frozenset({401, 403})
DENIED_FOR = timedelta(hours=1)  # of nothing else: then somebody is to connect it again
REST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Access:
    token: str
    tenant_id: str


def weigh_denial(wire: Wire, words: str, access: Access, *, at: datetime) -> datetime | None:
    """When to ask again; None where the connection has ended.

    Whether our organisation is still allowed is asked. Where it is, or nobody says, it ends after an hour of denials.
    """
    if _is_still_allowed(wire, access) and _note_denial(words, at=at) > at - DENIED_FOR:
        return at + REST
    refuse(why=words, by=SYSTEM, at=at)
    return None


def _is_still_allowed(wire: Wire, access: Access) -> bool:
    """False only where it says so: its list of organisations came, and ours is not among them."""
    headers = {"Authorization": f"Bearer {access.token}"}
    try:
        reply = wire.send("GET", f"{settings.XERO_API_URL}{CONNECTIONS}", headers=headers)
        said = reply.json()
    except (Unreached, Unheard):
        return True
    if reply.status != 200 or not isinstance(said, list) or not access.tenant_id:
        return True
    return access.tenant_id in {each.get("tenantId") for each in said if isinstance(each, dict)}


@transaction.atomic
def _note_denial(words: str, *, at: datetime) -> datetime:
    """Since when it answers nothing else."""
    row = locked_connection()
    row.denied_since = row.denied_since or at
    row.trouble, row.troubled_at = words[:500], at
    row.quiet_until = longer_wait(row, at + REST, at=at)
    row.save(update_fields=["denied_since", "trouble", "troubled_at", "quiet_until"])
    return row.denied_since
