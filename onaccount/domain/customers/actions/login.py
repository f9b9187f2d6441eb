"""Locations and the one login e-mail that each has (D-05)."""

from datetime import datetime

from django.db import IntegrityError, connection, transaction

from onaccount.domain.customers.models import Customer, Location
from onaccount.domain.customers.queries import locations_of, open_logins, owner_of_login
from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.domain.customers.rules.parts import NeedsLogin
from onaccount.domain.customers.rules.status import LastLogin, LoginOfStaff, LoginTaken, Status
from onaccount.domain.history.actions import record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.actions import add_login, rename_login, void_links
from onaccount.domain.people.models import Principal
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.people.rules import EmailTaken


def new_location(customer: Customer, *, login_email: str, at: datetime, name: str = "") -> Location:
    """Give a customer a place that logs in with this address, which is nobody else's.

    The caller has asked for the right. What follows where the customer is Active is vetting's: a letter lets it in.
    """
    email = clean_login(login_email)
    location = Location(customer=customer, name=name, login_email=email, created_at=at)
    if not _inserted(location):
        raise LoginTaken(email=email, owner=owner_of_login(email))
    return location


def _inserted(location: Location) -> bool:
    """Write a new location unless its address is taken. One statement, where a place to go back to would cost three."""
    columns = [each for each in location._meta.concrete_fields if not each.primary_key]
    names, marks = ", ".join(str(each.column) for each in columns), ", ".join(["%s"] * len(columns))
    values = [each.get_db_prep_save(getattr(location, each.attname), connection) for each in columns]
    sql = f"INSERT INTO customers_location ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING RETURNING id"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    if row is None:
        return False
    location.pk = row[0]
    location._state.adding = False
    return True


def clean_login(text: str) -> str:
    email = str(FIELDS["email"].clean(text))
    if not email:
        raise NeedsLogin(field="login_email")
    return email


def set_login_email(customer: Customer, *, login_email: str, by: Actor, at: datetime) -> tuple[str, str] | None:
    """Give the family's first location this login, or take it away when blank. Returns (from, to), None if unchanged.

    The caller holds the customer's row. That it changed is told to vetting, above this room: a letter may follow.
    """
    location = next(iter(locations_of(customer.number)), None)
    old = location.login_email if location else ""
    new = str(FIELDS["email"].clean(login_email))
    if old == new:
        return None
    if customer.status == Status.ACTIVE.value:
        require(by, Right.GIVE_LOGINS)  # whoever has the new address can ask for a way in
    if location is None:
        location = new_location(customer, login_email=new, at=at)
    elif new:
        rename_location(location, new, at=at)
    else:
        take_location(customer, location, at=at)
        return old, new
    record("login.corrected", Subject("location", str(location.pk)), by=by, at=at)
    return old, new


def rename_location(location: Location, email: str, *, at: datetime) -> None:
    """Let a place log in with another address. Links that went to the old one are void."""
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


def take_location(customer: Customer, location: Location, *, at: datetime) -> None:
    """Remove a place with its login and the people who share it; never the last one of an Active customer (D-05)."""
    others = open_logins(customer.number).exclude(pk=location.pk)
    if customer.status == Status.ACTIVE.value and not location.customer.logins_shut and not others.exists():
        raise LastLogin
    principals = [location.principal] if location.principal else []
    principals += [person.principal for person in location.people.select_related("principal")]
    location.delete()
    for principal in principals:
        close_principal(principal, at=at)


def close_principal(principal: Principal, *, at: datetime) -> None:
    """A login that is no longer a location's lets nobody in, nor do its people act; the rows stay for what they did."""
    void_links(principal, at=at)
    principal.is_active = False
    principal.email = None
    principal.save(update_fields=["is_active", "email"])


def open_login(location: Location, *, at: datetime) -> Principal:
    """The principal of a location's login, made when it is first let in."""
    if location.principal:
        return location.principal
    try:
        principal = add_login(
            name=location.name or location.customer.read_as.name[:160], email=location.login_email, at=at
        )
    except EmailTaken:
        raise LoginOfStaff(email=location.login_email) from None
    location.principal = principal
    location.save(update_fields=["principal"])
    return principal
