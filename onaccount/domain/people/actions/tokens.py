"""Tokens of the API: made, used, ended. The secret is shown once and only its hash is kept."""

from collections.abc import Mapping
from datetime import datetime

from django.db import OperationalError
from django.db.models import Q

from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.actions.groups import check_own
from onaccount.domain.people.models import Principal, Token
from onaccount.domain.people.permissions import Area, Level, Right, clipped, rights_within
from onaccount.domain.people.queries import require
from onaccount.domain.people.rules import (
    NAME_LENGTH,
    USE_NOTED_EVERY,
    ExpiryPast,
    Kind,
    NoSuchToken,
    TokenEnded,
    TokenNameless,
    TokenWithoutRights,
    make_secret,
    token_hash,
)
from onaccount.foundation.text import tidy


@action
def make_token(
    *, name: str, levels: Mapping[Area, Level], expires_at: datetime | None, by: Actor, at: datetime
) -> tuple[Principal, str]:
    """Make a token and return it with its secret, which nobody can see again. One gives no more than one has."""
    require(by, Right.MANAGE_TOKENS)
    wanted = clipped({area.value: level.value for area, level in levels.items()})
    kept = {area: level for area, level in wanted.items() if level != Level.NONE.value}
    if not kept:
        raise TokenWithoutRights
    check_own(rights_within(kept), by)
    principal, secret = save_token(name, kept, expires_at=expires_at, at=at)
    changes = {area: (Level.NONE.value, level) for area, level in kept.items()}
    record("token.made", Subject("principal", str(principal.pk)), by=by, at=at, changes=changes)
    return principal, secret


def save_token(
    name: str, levels: Mapping[str, str], *, expires_at: datetime | None, at: datetime
) -> tuple[Principal, str]:
    """Part of an action: a row for a new token, and its secret. Raises TokenNameless, ExpiryPast."""
    name = tidy(name)
    if not name or len(name) > NAME_LENGTH:
        raise TokenNameless(longest=NAME_LENGTH)
    if expires_at is not None and expires_at <= at:
        raise ExpiryPast(text=expires_at.date().isoformat())
    secret = make_secret()
    principal = Principal(kind=Kind.TOKEN.value, name=name, created_at=at)
    principal.set_unusable_password()
    principal.save()
    Token.objects.create(principal=principal, token_hash=token_hash(secret), levels=levels, expires_at=expires_at)
    return principal, secret


@action
def end_token(*, number: int, by: Actor, at: datetime) -> str:
    """End a token at once, for good, and return its name. The row stays for what it did."""
    require(by, Right.MANAGE_TOKENS)
    principal = Principal.objects.filter(pk=number, kind=Kind.TOKEN.value).first()
    if principal is None:
        raise NoSuchToken(token=number)
    if not Principal.objects.filter(pk=number, is_active=True).update(is_active=False):
        raise TokenEnded(name=principal.name)
    record("token.ended", Subject("principal", str(number)), by=by, at=at)
    return principal.name


def note_use(*, token: str, noted_at: datetime | None, at: datetime) -> None:
    """Keep when a token was last used, to the minute. A writer that is busy is not waited for: the next use is noted.

    No action: it is the door's note of who knocked, asks for no right and is no fact of history.
    """
    if noted_at is not None and at - noted_at < USE_NOTED_EVERY:
        return
    due = Q(last_used_at=None) | Q(last_used_at__lte=at - USE_NOTED_EVERY)
    try:
        Token.objects.filter(due, principal=int(token)).update(last_used_at=at)
    except OperationalError:
        return
