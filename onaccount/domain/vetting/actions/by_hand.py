"""A customer whom staff add by hand (S4-01): with a password or without, and let in at once where that was asked."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction

from onaccount.domain.customers.actions import add_customer, new_location, open_login
from onaccount.domain.customers.models import Location
from onaccount.domain.customers.queries import locked_customer
from onaccount.domain.customers.rules.status import NoLogin, Origin, Status
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.actions import set_password
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.vetting.actions.approve import set_status
from onaccount.domain.vetting.models import Application
from onaccount.domain.vetting.rules.applications import AlreadyAdded, ApplicationState, PasswordWithoutLogin


@action
def add_by_hand(
    *,
    values: Mapping[str, str],
    login_email: str,
    key: uuid.UUID,
    by: Actor,
    at: datetime,
    password: str = "",
    is_let_in: bool = False,
) -> int:
    """Add a customer from the fields as typed, once per `key`, and return its number.

    It is New and waits like any other, unless it `is_let_in`: then it is Active, and its letter goes (D-17). A password
    is kept hashed, and whoever has none gets a way to choose one with the letter (D-04). The login must be free.
    Raises ValidationError, as `AUTH_PASSWORD_VALIDATORS` do, for a password that is too weak.
    """
    require(by, Right.EDIT_CUSTOMERS)
    if password or is_let_in:
        require(by, Right.APPROVE_CUSTOMERS)
    asked = _note(key, at=at)
    number = add_customer(values=values, origin=Origin.STAFF, by=by, at=at)
    Application.objects.filter(pk=asked.pk).update(customer=number)
    if login_email.strip():
        location = new_location(locked_customer(number), login_email=login_email, at=at)
        if password:
            _keep_password(location, password, by=by, at=at)
    elif password:
        raise PasswordWithoutLogin
    elif is_let_in:
        raise NoLogin
    if is_let_in:
        set_status(number=number, to=Status.ACTIVE, by=by, at=at)
    return number


def _note(key: uuid.UUID, *, at: datetime) -> Application:
    """That this was asked for. Of two presses on one button the second waits here, and finds the first one's customer.

    What was typed is not kept twice: the customer is there in the same moment.
    """
    try:
        with transaction.atomic():
            state = ApplicationState.SUBMITTED.value
            return Application.objects.create(
                pk=key, origin=Origin.STAFF.value, state=state, created_at=at, submitted_at=at
            )
    except IntegrityError:
        raise AlreadyAdded(customer=Application.objects.get(pk=key).customer_id) from None


def _keep_password(location: Location, password: str, *, by: Actor, at: datetime) -> None:
    principal = open_login(location, at=at)
    validate_password(password, principal)
    set_password(principal, password)
    record("login.password_given", Subject("principal", str(principal.pk)), by=by, at=at)
