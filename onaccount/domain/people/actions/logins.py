"""Principals for the logins of locations, and how any principal is kept."""

from datetime import datetime

from django.db import IntegrityError, transaction

from onaccount.domain.people.actions.links import void_links
from onaccount.domain.people.models import Principal
from onaccount.domain.people.rules import EmailTaken, Kind


def add_login(*, name: str, email: str, at: datetime) -> Principal:
    """A principal for a location's login, without a password until its people choose one.

    The address is kept in lower case, as allauth looks for it; how its owner writes it stands on the location.
    """
    principal = Principal(kind=Kind.LOGIN.value, name=name, email=email.lower(), created_at=at)
    principal.set_unusable_password()
    save_new(principal)
    return principal


def rename_login(principal: Principal, *, email: str, at: datetime) -> None:
    """Follow a corrected login e-mail; links that went to the old address are void."""
    principal.email = email.lower()
    try:
        with transaction.atomic():
            principal.save(update_fields=["email"])
    except IntegrityError:
        raise EmailTaken(email=email) from None
    void_links(principal, at=at)


def save_new(principal: Principal) -> None:
    try:
        with transaction.atomic():
            principal.save()
    except IntegrityError:
        raise EmailTaken(email=principal.email) from None
