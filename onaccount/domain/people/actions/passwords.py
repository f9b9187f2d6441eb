"""Passwords: chosen by a link, in place of a temporary one, and the temporary ones themselves."""

import secrets
from datetime import datetime

from django.contrib.auth.password_validation import validate_password

from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.actions.links import void_links
from onaccount.domain.people.models import Link, Principal
from onaccount.domain.people.queries import way_in
from onaccount.domain.people.rules import TEMPORARY_PASSWORD_LASTS, LinkNotGood, LinkState, SamePassword, token_hash


@action
def choose_password(*, token: str, password: str, at: datetime) -> Principal:
    """Use a link once. Two browsers at once: the conditional UPDATE lets one of them through."""
    way = way_in(token, at=at)
    if way.state is not LinkState.GOOD:
        raise LinkNotGood(state=way.state.value)
    principal = Principal.objects.get(pk=way.principal)
    validate_password(password, principal)
    link = Link.objects.filter(token_hash=token_hash(token), used_at__isnull=True, voided_at__isnull=True)
    if not link.update(used_at=at):
        raise LinkNotGood(state=LinkState.USED.value)
    set_password(principal, password)
    by = Actor(principal.kind, str(principal.pk), principal.name)
    record("login.password_chosen", Subject("principal", str(principal.pk)), by=by, at=at)
    return principal


def set_password(principal: Principal, password: str, *, temporary_until: datetime | None = None) -> None:
    principal.set_password(password)
    principal.temporary_until = temporary_until
    principal.save(update_fields=["password", "temporary_until"])


def take_over_password(principal: Principal, hashed: str) -> None:
    """Give a login without a password the one whose hash (of `make_password`) was kept for it elsewhere."""
    principal.password = hashed
    principal.save(update_fields=["password"])


def give_temporary_password(principal: Principal, *, at: datetime) -> str:
    """Make a password that is good once and for a short time; links that are still open are void."""
    password = secrets.token_urlsafe(16)
    void_links(principal, at=at)
    set_password(principal, password, temporary_until=at + TEMPORARY_PASSWORD_LASTS)
    return password


def void_temporary_password(principal: Principal) -> None:
    if principal.temporary_until is not None:
        principal.set_unusable_password()
        principal.temporary_until = None
        principal.save(update_fields=["password", "temporary_until"])


def use_up_temporary_password(*, principal: int, at: datetime) -> bool:
    """A temporary password lets in once. Answers whether it was one; its owner now has to choose another."""
    used = Principal.objects.filter(pk=principal, temporary_until__gt=at)
    return bool(used.update(temporary_until=at))


@action
def choose_own_password(*, principal: int, password: str, at: datetime) -> Principal:
    """Choose the password that replaces a temporary one."""
    chooser = Principal.objects.select_for_update(no_key=True, of=("self",)).get(pk=principal)
    validate_password(password, chooser)
    if chooser.check_password(password):
        raise SamePassword
    set_password(chooser, password)
    by = Actor(chooser.kind, str(chooser.pk), chooser.name)
    record("login.password_chosen", Subject("principal", str(chooser.pk)), by=by, at=at)
    return chooser
