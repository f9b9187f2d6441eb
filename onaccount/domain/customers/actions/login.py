"""Locations and the one login e-mail that each has (D-05)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from onaccount.domain.customers.models import Customer, Location
from onaccount.domain.customers.queries import owner_of_login
from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.domain.customers.rules.status import LastLogin, LoginOfStaff, LoginTaken, Status
from onaccount.domain.people.actions import add_login, rename_login, void_links
from onaccount.domain.people.models import Principal
from onaccount.domain.people.rules import EmailTaken


def add_location(customer: Customer, *, login_email: str, at: datetime) -> Location:
    email = FIELDS["email"].clean(login_email)
    try:
        with transaction.atomic():
            return Location.objects.create(customer=customer, login_email=email, created_at=at)
    except IntegrityError:
        raise LoginTaken(email=email, owner=owner_of_login(email)) from None


def set_login_email(customer: Customer, *, login_email: str, at: datetime) -> tuple[str, str] | None:
    """Give the customer's first location this login, or take it away when blank. Returns (from, to), None if unchanged.

    The caller holds the customer's row.
    """
    location = customer.locations.order_by("pk").first()
    old = location.login_email if location else ""
    new = FIELDS["email"].clean(login_email)
    if old == new:
        return None
    if location is None:
        add_location(customer, login_email=new, at=at)
    elif new:
        _rename(location, new, at=at)
    else:
        _remove(customer, location, at=at)
    return old, new


def _rename(location: Location, email: str, *, at: datetime) -> None:
    location.login_email = email
    try:
        with transaction.atomic():
            location.save(update_fields=["login_email"])
            if location.principal:
                rename_login(location.principal, email=email, at=at)
    except IntegrityError:
        raise LoginTaken(email=email, owner=owner_of_login(email)) from None
    except EmailTaken:
        raise LoginOfStaff(email=email) from None


def _remove(customer: Customer, location: Location, *, at: datetime) -> None:
    if customer.status == Status.ACTIVE.value and customer.locations.count() == 1:
        raise LastLogin
    principal = location.principal
    location.delete()
    if principal:
        close_principal(principal, at=at)


def close_principal(principal: Principal, *, at: datetime) -> None:
    """A login that is no longer a location's lets nobody in; the row stays for what it did."""
    void_links(principal, at=at)
    principal.is_active = False
    principal.email = None
    principal.save(update_fields=["is_active", "email"])


def open_login(location: Location, *, at: datetime) -> Principal:
    """The principal of a location's login, made when it is first let in."""
    if location.principal:
        return location.principal
    try:
        principal = add_login(name=location.name or location.customer.name[:160], email=location.login_email, at=at)
    except EmailTaken:
        raise LoginOfStaff(email=location.login_email) from None
    location.principal = principal
    location.save(update_fields=["principal"])
    return principal
