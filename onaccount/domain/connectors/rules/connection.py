"""How a system next door is connected: its states, and who may come back from its log-in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from onaccount.foundation.refusals import Refused


class ConnectionState(Enum):
    """ALLOWED: somebody said yes there, and the worker has yet to fetch the tokens. REFUSED: it lets us in no more."""

    OFF = "off"
    ALLOWED = "allowed"
    CHOOSING = "choosing"
    CONNECTED = "connected"
    REFUSED = "refused"
    LEAVING = "leaving"


CONNECTION_MOVES: dict[ConnectionState, set[ConnectionState]] = {
    ConnectionState.OFF: {ConnectionState.ALLOWED},
    ConnectionState.ALLOWED: {ConnectionState.CHOOSING, ConnectionState.CONNECTED, ConnectionState.OFF},
    ConnectionState.CHOOSING: {ConnectionState.CONNECTED, ConnectionState.LEAVING, ConnectionState.ALLOWED},
    ConnectionState.CONNECTED: {ConnectionState.REFUSED, ConnectionState.LEAVING},
    ConnectionState.REFUSED: {ConnectionState.ALLOWED, ConnectionState.LEAVING},
    ConnectionState.LEAVING: {ConnectionState.OFF},
}

ASKED_LASTS = timedelta(minutes=10)  # somebody logs in there, with a second factor, and comes back


class NotSetUp(Refused):
    code = "connection_not_set_up"
    sentence = "OnAccount has no app at Xero yet."
    cure = "Register one there, and give its client id to OnAccount in ONACCOUNT_XERO_CLIENT_ID."


class NotAsked(Refused):
    code = "connection_not_asked"
    sentence = "This answer belongs to no question that was asked from here, or was used already."
    cure = "Press Connect, and answer in the same browser."


class AskedTooLongAgo(Refused):
    code = "connection_asked_too_long_ago"
    sentence = "The answer came later than ten minutes after the question."
    cure = "Press Connect once more."


class NotAllowed(Refused):
    code = "connection_not_allowed"
    sentence = "Xero was told not to let OnAccount in ({error})."
    cure = "Press Connect once more, and choose Allow access there."


class NotNow(Refused):
    code = "connection_not_now"
    sentence = "This cannot be done while the connection is {state}."
    cure = "Wait a moment and load the page anew."
    status = 409


class NoSuchOrganisation(Refused):
    code = "no_such_organisation"
    sentence = "This organisation is not among those that were allowed."
    cure = "Choose one of the list."


@dataclass(frozen=True, slots=True)
class Asked:
    """What a session keeps of a question to the system next door until its answer comes back: once, and to whom."""

    state: str
    verifier: str
    principal: str
    at: datetime


def check_answer(asked: Asked | None, *, state: str, principal: str, at: datetime) -> Asked:
    """Take an answer only in the session that asked, from the person who asked, within ten minutes."""
    from hmac import compare_digest

    if asked is None or asked.principal != principal or not compare_digest(asked.state.encode(), state.encode()):
        raise NotAsked
    if not timedelta() <= at - asked.at <= ASKED_LASTS:
        raise AskedTooLongAgo
    return asked
