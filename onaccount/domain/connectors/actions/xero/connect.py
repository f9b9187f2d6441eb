"""Connect Xero and take it back. Pages only write down what is wanted: the worker talks to Xero (D-16)."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from onaccount.domain.connectors.actions.everybody import let_go_of_all
from onaccount.domain.connectors.actions.wire import Unheard, Unreached, Wire
from onaccount.domain.connectors.actions.xero.asking import LEASE, Clock, Denied, fetch_tokens, identified
from onaccount.domain.connectors.actions.xero.connection import (
    ABOUT,
    keep_secrets,
    locked_connection,
    move,
    secrets_of,
)
from onaccount.domain.connectors.models import Connection, Contact
from onaccount.domain.connectors.rules import oauth
from onaccount.domain.connectors.rules.connection import (
    Asked,
    ConnectionState,
    NoSuchOrganisation,
    NotAllowed,
    NotNow,
    NotSetUp,
    check_answer,
)
from onaccount.domain.connectors.rules.next_door import XERO
from onaccount.domain.connectors.rules.oauth import Organisation
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import SYSTEM, Actor
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require

CODE_LIVES = timedelta(minutes=5)
TRY_TO_LEAVE = timedelta(hours=1)
TOO_LATE = "it did not answer within the five minutes that its permission was good for"
NOT_TAKEN_BACK = "it could not be told; remove OnAccount there under Connected apps"
CAN_BEGIN = frozenset({ConnectionState.OFF, ConnectionState.REFUSED, ConnectionState.CHOOSING})


def begin_to_connect(*, redirect_uri: str, by: Actor, at: datetime) -> tuple[Asked, str]:
    """What the session keeps, and the address to send the person to. Nothing is written yet."""
    require(by, Right.EDIT_BUSINESS)
    _check_can_begin()
    asked = Asked(state=oauth.new_secret(), verifier=oauth.new_secret(), principal=by.key, at=at)
    address = oauth.address_to_ask(
        settings.XERO_LOGIN_URL,
        client_id=settings.XERO_CLIENT_ID,
        redirect_uri=redirect_uri,
        state=asked.state,
        verifier=asked.verifier,
    )
    return asked, address


def _check_can_begin() -> None:
    if not settings.XERO_CLIENT_ID:
        raise NotSetUp
    row = Connection.objects.filter(pk=XERO).first()
    if row and ConnectionState(row.state) not in CAN_BEGIN:
        raise NotNow(state=row.state)


@action
def keep_permission(
    *, asked: Asked | None, said: Mapping[str, str], redirect_uri: str, by: Actor, at: datetime
) -> None:
    """The person came back from Xero's log-in. `asked` is what the session kept, and keeps no more."""
    require(by, Right.EDIT_BUSINESS)
    question = check_answer(asked, state=said.get("state", ""), principal=by.key, at=at)
    if said.get("error") or not said.get("code"):
        raise NotAllowed(error=said.get("error", "no code")[:60])
    row = locked_connection()
    move(row, ConnectionState.ALLOWED)
    keep_secrets(row, {"code": said["code"][:2000], "verifier": question.verifier, "redirect_uri": redirect_uri})
    _leave_to_worker(row, at=at)
    record("connection.allowed", ABOUT, by=by, at=at)


@action
def connect_custom(*, by: Actor, at: datetime) -> None:
    """A custom connection: nobody logs in there, the client's own secret opens its one organisation."""
    require(by, Right.EDIT_BUSINESS)
    _check_can_begin()
    row = locked_connection()
    move(row, ConnectionState.ALLOWED)
    keep_secrets(row, {"custom": True})
    _leave_to_worker(row, at=at)
    record("connection.allowed", ABOUT, by=by, at=at)


def _leave_to_worker(row: Connection, *, at: datetime) -> None:
    row.allowed_at, row.choices, row.trouble, row.troubled_at = at, [], "", None
    row.refresh_lease, row.refresh_until = "", None
    row.save()


@action
def choose_organisation(*, tenant_id: str, by: Actor, at: datetime) -> None:
    """Of several organisations that were allowed, the one whose contacts ours are."""
    require(by, Right.EDIT_BUSINESS)
    row = locked_connection()
    chosen = next((Organisation(**each) for each in row.choices if each["tenant_id"] == tenant_id), None)
    if ConnectionState(row.state) is not ConnectionState.CHOOSING:
        raise NotNow(state=row.state)
    if chosen is None:
        raise NoSuchOrganisation
    _connect(row, chosen, by=by, at=at)


@action
def ask_for_mirror(*, by: Actor, at: datetime) -> None:
    """Have the contacts looked at now, and not when it is time."""
    require(by, Right.EDIT_BUSINESS)
    row = locked_connection()
    if row.state != ConnectionState.CONNECTED.value:
        raise NotNow(state=row.state)
    row.mirror_asked_at, row.mirror_next_at = at, None
    row.save(update_fields=["mirror_asked_at", "mirror_next_at"])
    record("connection.mirror_asked", ABOUT, by=by, at=at)


@action
def disconnect(*, by: Actor, at: datetime) -> None:
    """Ask Xero nothing any more. What was mirrored is forgotten at once; the worker takes the permission back there."""
    require(by, Right.EDIT_BUSINESS)
    row = locked_connection()
    move(row, ConnectionState.LEAVING)
    row.connected_at = row.refused_at = None
    row.refused_why = ""
    _forget_mirror(row)
    _leave_to_worker(row, at=at)
    record("connection.ended", ABOUT, by=by, at=at, changes={"organisation": (row.tenant_name, "")})


def _forget_mirror(row: Connection) -> None:
    Contact.objects.filter(system=row).delete()
    row.mirrored_until = row.mirrored_at = row.walk_began_at = row.walked_at = row.mirror_asked_at = None
    row.mirror_page, row.mirror_lease, row.mirror_lease_until, row.mirror_next_at = 1, "", None, None
    row.mirror_news, row.everybody_after, row.denied_since = 0, None, None


def _connect(row: Connection, chosen: Organisation, *, by: Actor, at: datetime) -> None:
    if row.tenant_id != chosen.tenant_id:
        _forget_mirror(row)
        let_go_of_all(by=by, at=at)
    before = row.tenant_name if row.tenant_id != chosen.tenant_id else ""
    move(row, ConnectionState.CONNECTED)
    row.tenant_id, row.tenant_name, row.connection_id = chosen.tenant_id, chosen.name, chosen.connection_id
    row.connected_at, row.refused_at, row.refused_why, row.choices = at, None, "", []
    row.failures, row.quiet_until, row.trouble, row.troubled_at = 0, None, "", None
    row.refresh_lease, row.refresh_until, row.allowed_at = "", None, None
    row.mirror_asked_at, row.mirror_next_at, row.everybody_after = at, None, 0
    row.save()
    record("connection.made", ABOUT, by=by, at=at, changes={"organisation": (before, chosen.name)})


# --- what the worker does ---------------------------------------------------------------------------------------------


def settle_connection(wire: Wire, *, clock: Clock) -> bool:
    """The step that a page left to the worker: fetch the tokens, or take the permission back. Whether there was any."""
    lease = uuid.uuid4().hex
    free = Q(refresh_until=None) | Q(refresh_until__lte=clock())
    left = [ConnectionState.ALLOWED.value, ConnectionState.LEAVING.value]
    mine = Connection.objects.filter(free, pk=XERO, state__in=left)
    if not mine.update(refresh_lease=lease, refresh_until=clock() + LEASE):
        return False
    row = Connection.objects.get(pk=XERO)
    if row.state == ConnectionState.ALLOWED.value:
        _fetch(wire, row, lease, clock=clock)
    elif row.state == ConnectionState.LEAVING.value:
        _take_back(wire, row, lease, clock=clock)
    return True


def _fetch(wire: Wire, row: Connection, lease: str, *, clock: Clock) -> None:
    kept = secrets_of(row)
    try:
        fresh = fetch_tokens(wire, _form_of(kept), clock=clock)
    except Denied as denied:
        _fail(lease, denied.words, at=clock())
        return
    except (Unreached, Unheard) as silence:
        # A code is good once: what it was changed into without our hearing of it is lost.
        is_lost = isinstance(silence, Unheard) and "code" in kept
        is_late = row.allowed_at is None or clock() - row.allowed_at > CODE_LIVES
        if is_lost or is_late:
            _fail(lease, str(silence) if is_lost else TOO_LATE, at=clock())
        else:
            _again(lease, str(silence), at=clock())
        return
    _keep_tokens(lease, fresh)
    try:
        organisations = _organisations(wire, str(fresh["access_token"]))
    except (Unreached, Unheard) as silence:
        _again(lease, str(silence), at=clock())
        return
    _keep_organisations(lease, organisations, at=clock())


def _form_of(kept: Mapping[str, object]) -> dict[str, str]:
    if "code" in kept:
        return {
            "grant_type": "authorization_code",
            "code": str(kept["code"]),
            "redirect_uri": str(kept["redirect_uri"]),
            "code_verifier": str(kept["verifier"]),
        }
    if "refresh_token" in kept:  # tokens came, and the list of organisations did not
        return {"grant_type": "refresh_token", "refresh_token": str(kept["refresh_token"])}
    return {"grant_type": "client_credentials", "scope": " ".join(oauth.CUSTOM_SCOPES)}


def _organisations(wire: Wire, token: str) -> list[Organisation]:
    reply = wire.send(
        "GET", f"{settings.XERO_API_URL}{oauth.CONNECTIONS}", headers={"Authorization": f"Bearer {token}"}
    )
    said = reply.json()
    if reply.status != 200 or not isinstance(said, list):
        raise Unheard(f"it answers {reply.status} when asked for the organisations")
    try:
        return [Organisation.of_json(each) for each in said if each.get("tenantType") == "ORGANISATION"]
    except (AttributeError, KeyError, TypeError):
        raise Unheard("what came is no answer that can be read") from None


@transaction.atomic
def _keep_tokens(lease: str, fresh: Mapping[str, object]) -> None:
    """At once, before anything else is asked: they are good once."""
    row = locked_connection()
    if row.refresh_lease == lease:
        keep_secrets(row, fresh)
        row.save(update_fields=["secrets"])


@transaction.atomic
def _keep_organisations(lease: str, organisations: list[Organisation], *, at: datetime) -> None:
    row = locked_connection()
    if row.refresh_lease != lease or row.state != ConnectionState.ALLOWED.value:
        return
    again = [each for each in organisations if each.tenant_id == row.tenant_id]
    if len(organisations) == 1 or again:
        _connect(row, (again or organisations)[0], by=SYSTEM, at=at)
    elif organisations:
        move(row, ConnectionState.CHOOSING)
        row.choices = [asdict(each) for each in organisations]
        row.refresh_lease, row.refresh_until = "", None
        row.save()
    else:
        _off(row, "no organisation was allowed", at=at)


@transaction.atomic
def _fail(lease: str, words: str, *, at: datetime) -> None:
    row = locked_connection()
    if row.refresh_lease == lease:
        _off(row, words, at=at)


def _off(row: Connection, words: str, *, at: datetime) -> None:
    """Nothing is connected. `words` say why, where it was not wanted so."""
    move(row, ConnectionState.OFF)
    row.secrets, row.choices, row.connected_at, row.allowed_at = "", [], None, None
    row.refused_at, row.refused_why = None, ""
    row.trouble, row.troubled_at = words[:500], at if words else None
    row.refresh_lease, row.refresh_until, row.quiet_until, row.failures = "", None, None, 0
    row.save()
    if words:
        record("connection.failed", ABOUT, by=SYSTEM, at=at, why=words[:500])


def _again(lease: str, words: str, *, at: datetime) -> None:
    """Nobody answered: tried once more in a few seconds."""
    mine = Connection.objects.filter(pk=XERO, refresh_lease=lease)
    mine.update(trouble=words[:500], troubled_at=at, refresh_lease="", refresh_until=at + timedelta(seconds=5))


def _take_back(wire: Wire, row: Connection, lease: str, *, clock: Clock) -> None:
    kept = secrets_of(row)
    try:
        _tell_them(wire, row, kept)
        words = ""
    except (Unreached, Unheard) as silence:
        if row.allowed_at and clock() - row.allowed_at < TRY_TO_LEAVE:
            _again(lease, str(silence), at=clock())
            return
        words = NOT_TAKEN_BACK
    _fail(lease, words, at=clock())


def _tell_them(wire: Wire, row: Connection, kept: Mapping[str, object]) -> None:
    """Take back this organisation, then the permission itself. A token that they know no more is no matter."""
    if row.connection_id and kept.get("access_token"):
        url = f"{settings.XERO_API_URL}{oauth.CONNECTIONS}/{row.connection_id}"
        wire.send("DELETE", url, headers={"Authorization": f"Bearer {kept['access_token']}"})
    if refresher := kept.get("refresh_token"):
        headers, form = identified({"token": str(refresher)})
        reply = wire.send("POST", f"{settings.XERO_IDENTITY_URL}{oauth.REVOKE}", headers=headers, form=form)
        if reply.status >= 500 or reply.status == 429:
            raise Unheard(f"it answers {reply.status}")
