"""Principals, their passwords, and the links that let them in."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from itertools import count
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction

from onaccount.domain.business.actions import keep_choices
from onaccount.domain.business.models import Business
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.models import Link, Principal, link_id
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import group_of, require, way_in
from onaccount.domain.people.rules import (
    LINK_LASTS,
    RESET_LASTS,
    TEMPORARY_PASSWORD_LASTS,
    EmailTaken,
    Kind,
    LinkNotGood,
    LinkState,
    Nameless,
    Purpose,
    Role,
    SamePassword,
    link_token,
    token_hash,
)

LASTS = {Purpose.WELCOME: LINK_LASTS, Purpose.NEW_PASSWORD: RESET_LASTS}


@action
def add_staff(*, name: str, email: str, password: str, role: Role, by: Actor, at: datetime) -> Principal:
    """Let a person into the office. The password is checked by the rules of `AUTH_PASSWORD_VALIDATORS`."""
    require(by, Right.MANAGE_STAFF)
    if not name or not email:
        raise Nameless
    principal = Principal(kind=Kind.STAFF.value, name=name, email=email.lower(), group=group_of(role), created_at=at)
    validate_password(password, principal)
    principal.set_password(password)
    _save_new(principal)
    record("staff.added", Subject("principal", str(principal.pk)), by=by, at=at)
    return principal


@action
def settle_business(*, by: Actor, at: datetime, **choices: Any) -> Business:
    """Say who the business is: name, currency, time zone and the other columns of `Business`."""
    require(by, Right.EDIT_BUSINESS)
    return keep_choices(by=by, at=at, **choices)


def add_login(*, name: str, email: str, at: datetime) -> Principal:
    """A principal for a location's login, without a password until its people choose one.

    The address is kept in lower case, as allauth looks for it; how its owner writes it stands on the location.
    """
    principal = Principal(kind=Kind.LOGIN.value, name=name, email=email.lower(), created_at=at)
    principal.set_unusable_password()
    _save_new(principal)
    return principal


def _save_new(principal: Principal) -> None:
    try:
        with transaction.atomic():
            principal.save()
    except IntegrityError:
        raise EmailTaken(email=principal.email) from None


def rename_login(principal: Principal, *, email: str, at: datetime) -> None:
    """Follow a corrected login e-mail; links that went to the old address are void."""
    principal.email = email.lower()
    try:
        with transaction.atomic():
            principal.save(update_fields=["email"])
    except IntegrityError:
        raise EmailTaken(email=email) from None
    void_links(principal, at=at)


def issue_link(principal: Principal, *, purpose: Purpose, at: datetime, key: str | None = None) -> str:
    """Make the principal's one open link and return its token. The earlier one is void.

    With a `key` (a letter's id) the same letter sent again carries the same token while that is open, and its days
    count anew. One that was used or voided in between is never made good again: the letter carries the next one.
    """
    identity = key or str(link_id())
    lasts_until = at + LASTS[purpose]
    open_links = principal.links.filter(used_at__isnull=True, voided_at__isnull=True)
    for token in (link_token(settings.SECRET_KEY, f"{identity}/{n}") for n in count()):
        known = Link.objects.filter(token_hash=token_hash(token))
        if open_links.filter(token_hash=token_hash(token)).update(expires_at=lasts_until):
            return token
        if not known.exists():
            break
    open_links.update(voided_at=at)
    Link.objects.create(
        principal=principal,
        purpose=purpose.value,
        token_hash=token_hash(token),
        issued_at=at,
        expires_at=lasts_until,
    )
    return token


def void_links(principal: Principal, *, at: datetime) -> None:
    principal.links.filter(used_at__isnull=True, voided_at__isnull=True).update(voided_at=at)


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


def give_temporary_password(principal: Principal, *, at: datetime) -> str:
    """Make a password that is good once and for a short time; links that are still open are void."""
    password = secrets.token_urlsafe(12)
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


def remove_staff(keys: Iterable[str]) -> None:
    """Take members of staff out, with their ways in."""
    Principal.objects.filter(pk__in=[int(key) for key in keys], kind=Kind.STAFF.value).delete()
