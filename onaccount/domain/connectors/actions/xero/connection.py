"""The row of the connection, and its states. Everything that changes it goes through here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from onaccount.domain.connectors.models import Connection
from onaccount.domain.connectors.rules.connection import CONNECTION_MOVES, ConnectionState, NotNow
from onaccount.domain.connectors.rules.next_door import XERO
from onaccount.domain.connectors.rules.secrets import locked, unlocked
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require

ABOUT = Subject("connection", XERO)
COPIED = "this database was restored from a backup, and where that was made may still be connected"


def locked_connection() -> Connection:
    """The row, made at its first use, held until the transaction ends."""
    Connection.objects.get_or_create(pk=XERO)
    return Connection.objects.select_for_update(no_key=True).get(pk=XERO)


def move(row: Connection, to: ConnectionState) -> None:
    """Change the state, by the table. The caller saves."""
    now = ConnectionState(row.state)
    if to not in CONNECTION_MOVES[now]:
        raise NotNow(state=now.value)
    row.state = to.value


def secrets_of(row: Connection) -> dict[str, Any]:
    return unlocked(row.secrets, settings.SECRET_KEY)


def keep_secrets(row: Connection, secrets: Mapping[str, Any]) -> None:
    row.secrets = locked(dict(secrets), settings.SECRET_KEY)


@transaction.atomic
def refuse(*, why: str, by: Actor, at: datetime, lease: str = "") -> None:
    """It lets us in no more: said on the page and by letter, once, until somebody connects it again."""
    row = locked_connection()
    if row.state != ConnectionState.CONNECTED.value or (lease and row.refresh_lease != lease):
        return
    move(row, ConnectionState.REFUSED)
    row.refused_at, row.refused_why, row.secrets = at, why[:500], ""
    row.refresh_lease, row.refresh_until = "", None
    row.save()
    record("connection.refused", ABOUT, by=by, at=at, why=why[:500])


@action
def part_with_connection(*, by: Actor, at: datetime) -> bool:
    """This database is a copy, and where it comes from may go on: a refresh token is good once, and two who use it end
    each other's connection. So it is asked no more from here until somebody connects it. Whether it was connected."""
    require(by, Right.BACK_UP)
    if not Connection.objects.filter(pk=XERO, state=ConnectionState.CONNECTED.value).exists():
        return False  # and no row is made: what was restored stays as it was
    row = locked_connection()
    move(row, ConnectionState.REFUSED)
    row.refused_at, row.refused_why, row.secrets = at, COPIED, ""
    row.refresh_lease, row.refresh_until, row.mirror_lease, row.mirror_lease_until = "", None, "", None
    row.save()
    record("connection.parted", ABOUT, by=by, at=at, why=COPIED)
    return True
