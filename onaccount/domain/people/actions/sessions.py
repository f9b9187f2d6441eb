"""Browsers in which somebody is logged in: seen, and ended."""

from collections.abc import Iterable
from datetime import datetime

from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.actions.staff import locked_below
from onaccount.domain.people.models import Principal, Session
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.people.queries.sessions import name_of


@action
def keep_seen(*, principal: int, session: str, at: datetime) -> None:
    """Somebody is still there. It is no deed: nobody's right is asked, and history does not hear of it."""
    Session.objects.filter(session_key=session, principal=principal).update(seen_at=at)
    Principal.objects.filter(pk=principal).update(seen_at=at)


@action
def end_session(*, principal: int, name: str, by: Actor, at: datetime) -> int:
    """End one session, by the name that pages know it under. Answers how many ended: it may be gone already."""
    _may_end(principal, by)
    keys = Session.objects.filter(principal=principal).values_list("session_key", flat=True)
    return _end(principal, [key for key in keys if name_of(key) == name], by=by, at=at)


@action
def end_sessions(*, principal: int, but: str = "", by: Actor, at: datetime) -> int:
    """End all sessions of somebody, but the one of this key. Answers how many."""
    _may_end(principal, by)
    keys = Session.objects.filter(principal=principal).exclude(session_key=but).values_list("session_key", flat=True)
    return _end(principal, list(keys), by=by, at=at)


def end_sessions_of_all(principals: Iterable[int]) -> None:
    """Have these out of every browser. The caller has asked for the right, and says in history why."""
    Session.objects.filter(principal__in=list(principals)).delete()


def _may_end(principal: int, by: Actor) -> None:
    """Everybody ends their own; others' who may manage them."""
    if by.key != str(principal):
        require(by, Right.MANAGE_STAFF)
        locked_below(principal, by)


def _end(principal: int, keys: list[str], *, by: Actor, at: datetime) -> int:
    ended, _ = Session.objects.filter(session_key__in=keys).delete()
    if ended:
        record(
            "login.sessions_ended",
            Subject("principal", str(principal)),
            by=by,
            at=at,
            changes={"sessions": (str(ended), "")},
        )
    return ended
