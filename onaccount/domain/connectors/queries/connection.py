"""How the connection to Xero stands, as pages and the command line tell it: nothing that lets anybody in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from onaccount.domain.connectors.models import Connection, Contact, Link
from onaccount.domain.connectors.rules.connection import ConnectionState
from onaccount.domain.connectors.rules.next_door import ACTIVE, XERO
from onaccount.domain.connectors.rules.windows import DAY, MINUTE, Window


@dataclass(frozen=True, slots=True)
class ConnectionCard:
    """`left_minute` and `left_day` are what Xero said last; `may_minute` and `may_day` what we allow ourselves."""

    state: ConnectionState
    is_set_up: bool
    is_custom: bool
    organisation: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    connected_at: datetime | None = None
    refused_at: datetime | None = None
    refused_why: str = ""
    mirrored_at: datetime | None = None
    mirrored_until: datetime | None = None
    is_mirroring: bool = False
    is_walking: bool = False
    mirror_every: timedelta = timedelta()
    contacts: int = 0
    active: int = 0
    linked: int = 0  # customers
    waiting: int = 0  # of the others, whose turn is to come
    is_asking_everybody: bool = False
    quiet_until: datetime | None = None
    trouble: str = ""
    troubled_at: datetime | None = None
    failures: int = 0
    left_minute: int | None = None
    left_day: int | None = None
    may_minute: int = 0
    may_day: int = 0

    @property
    def is_working(self) -> bool:
        """Whether something is under way that a page may wait for."""
        return self.state in (ConnectionState.ALLOWED, ConnectionState.LEAVING) or self.is_mirroring

    @property
    def can_begin(self) -> bool:
        return self.state in (ConnectionState.OFF, ConnectionState.REFUSED)

    @property
    def is_there(self) -> bool:
        """Whether there is something to disconnect."""
        return self.state in (ConnectionState.CONNECTED, ConnectionState.REFUSED, ConnectionState.CHOOSING)


def connection_card(*, at: datetime) -> ConnectionCard:
    """Five statements at most, however many contacts there are."""
    row = Connection.objects.filter(pk=XERO).first()
    is_set_up = bool(settings.XERO_CLIENT_ID)
    if row is None:
        return ConnectionCard(ConnectionState.OFF, is_set_up, settings.XERO_CUSTOM)
    state = ConnectionState(row.state)
    contacts, links = Contact.objects.filter(system=row), Link.objects.filter(system=row)
    is_connected = state is ConnectionState.CONNECTED
    return ConnectionCard(
        state=state,
        is_set_up=is_set_up,
        is_custom=settings.XERO_CUSTOM,
        organisation=row.tenant_name if row.connected_at else "",
        choices=tuple((each["tenant_id"], each["name"]) for each in row.choices),
        connected_at=row.connected_at,
        refused_at=row.refused_at,
        refused_why=row.refused_why,
        mirrored_at=row.mirrored_at,
        mirrored_until=row.mirrored_until,
        is_mirroring=is_connected and (row.mirror_asked_at is not None or _is_held(row.mirror_lease_until, at)),
        is_walking=row.walk_began_at is not None,
        mirror_every=timedelta(minutes=settings.XERO_MINUTES),
        contacts=contacts.count() if row.connected_at else 0,
        active=contacts.filter(status=ACTIVE).count() if row.connected_at else 0,
        linked=links.filter(linked_at__isnull=False).count() if row.connected_at else 0,
        waiting=links.filter(linked_at=None, next_try_at__isnull=False).count() if row.connected_at else 0,
        is_asking_everybody=row.everybody_after is not None,
        quiet_until=row.quiet_until if row.quiet_until and row.quiet_until > at else None,
        trouble=row.trouble,
        troubled_at=row.troubled_at,
        failures=row.failures,
        left_minute=row.left_minute,
        left_day=row.left_day,
        may_minute=settings.XERO_CALLS_A_MINUTE - Window(row.minute_began_at, row.minute_used).at(at, MINUTE).used,
        may_day=settings.XERO_CALLS_A_DAY - Window(row.day_began_at, row.day_used).at(at, DAY).used,
    )


def _is_held(until: datetime | None, at: datetime) -> bool:
    return until is not None and until > at


def has_something_due(at: datetime) -> bool:
    """Whether the worker has a step to do for Xero. One look at one row."""
    left = [ConnectionState.ALLOWED.value, ConnectionState.LEAVING.value]
    rows = Connection.objects.filter(pk=XERO)
    return rows.filter(state__in=left).exists() or rows.filter(is_due(at)).exists()


def is_due(at: datetime) -> Q:
    """Somebody asked, or it is time; and nobody is at it, and nothing asks us to wait."""
    old = at - timedelta(minutes=settings.XERO_MINUTES)
    # A clock that was put back stands before the last time: that is no reason never to look again.
    is_time = Q(mirrored_at=None) | Q(mirrored_at__lte=old) | Q(mirrored_at__gt=at + timedelta(minutes=5))
    wanted = is_time | Q(mirror_asked_at__isnull=False)
    is_free = Q(mirror_lease_until=None) | Q(mirror_lease_until__lte=at)
    may = (Q(quiet_until=None) | Q(quiet_until__lte=at)) & (Q(mirror_next_at=None) | Q(mirror_next_at__lte=at))
    return wanted & is_free & may & Q(state=ConnectionState.CONNECTED.value)
