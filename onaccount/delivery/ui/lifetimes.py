"""How long who came in stays in: the same at each door that people come in by, but for how long."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from onaccount.domain.people.actions.sessions import keep_seen
from onaccount.domain.people.rules import Kind
from onaccount.domain.people.rules.sessions import SEEN_EVERY, Lifetime, is_over

LIFETIMES = {
    Kind.STAFF.value: Lifetime(settings.STAFF_IDLE, settings.STAFF_SESSION),
    Kind.PARTNER.value: Lifetime(settings.STAFF_IDLE, settings.STAFF_SESSION),
    Kind.LOGIN.value: Lifetime(settings.APP_IDLE, settings.APP_SESSION),
}


def session_is_over(request: HttpRequest, *, at: datetime) -> bool:
    """A session ends when nobody was there for long, or when it is old; until then, who is there is put down."""
    session, user = _of(request)
    if session.seen_at is None:
        return False  # begun by this very request
    if is_over(LIFETIMES[user.kind], began_at=session.began_at, seen_at=session.seen_at, at=at):
        return True
    if at - session.seen_at >= SEEN_EVERY:
        keep_seen(principal=user.pk, session=session.session_key or "", at=at)
    return False


def away_for(request: HttpRequest, *, at: datetime) -> timedelta:
    """How long nobody was there before this request, to the minute."""
    session, _ = _of(request)
    return at - session.seen_at if session.seen_at else timedelta(0)


def _of(request: HttpRequest) -> tuple[Any, Any]:
    return request.session, request.user
