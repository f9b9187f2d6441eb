"""The places of a customer that log in, and the letter that lets in one that comes later (D-05).

Whoever gives an Active customer a login lets somebody in, so that takes the right to do so.
"""

from collections.abc import Mapping
from datetime import datetime

from onaccount.domain.customers.actions import new_location, rename_location, take_location
from onaccount.domain.customers.actions.login import clean_login
from onaccount.domain.customers.actions.parts import Changes, from_to, part_of, touch
from onaccount.domain.customers.models import Customer, Location
from onaccount.domain.customers.queries import all_locations_of, locked_customer
from onaccount.domain.customers.rules.fields import LOCATION_NAME
from onaccount.domain.customers.rules.meanwhile import check_unchanged, own_changes
from onaccount.domain.customers.rules.parts import NoSuchLocation
from onaccount.domain.customers.rules.status import LoginOfNamedStaff, LoginOfStaff, Status
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.letters.actions import void_queued
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import can, require, staff_with_email
from onaccount.domain.vetting.actions.welcome import LOGIN_DETAILS, queue_login_letter
from onaccount.domain.vetting.rules.applications import UNDO_WITHIN


@action
def add_location(*, number: int, name: str, login_email: str, by: Actor, at: datetime) -> int:
    """Give a customer one more place that logs in; return its key. An Active customer's gets its letter."""
    require(by, Right.EDIT_CUSTOMERS)
    customer = _held(number, by)
    new = {"location_name": str(LOCATION_NAME.clean(name)), "login_email": clean_login(login_email)}
    _check_not_of_staff(new["login_email"], by)
    place = new_location(customer, name=new["location_name"], login_email=new["login_email"], at=at)
    touch(customer, at=at)
    _tell("location.added", customer, place, from_to({}, new), by=by, at=at, is_let_in=True)
    return place.pk


@action
def change_location(
    *,
    number: int,
    location: int,
    values: Mapping[str, str],
    by: Actor,
    at: datetime,
    seen: Mapping[str, str] | None = None,
) -> Changes:
    """Write `location_name` and `login_email`, whichever is given; return what changed.

    Another login voids what went to the old address; an Active customer's new one gets a letter of its own.
    """
    require(by, Right.EDIT_CUSTOMERS)
    customer = _held(number, by)
    place = part_of(all_locations_of(customer.number), location, NoSuchLocation)
    before = values_of(place)
    new = own_changes(_cleaned(values), seen=seen, now=before)
    if not new:
        return {}
    if "location_name" in new:
        place.name = new["location_name"]
        place.save(update_fields=["name"])
    if "login_email" in new:
        _check_not_of_staff(new["login_email"], by)
        rename_location(place, new["login_email"], at=at)
        void_queued(about=Subject("customer", str(place.customer_id)), kind=LOGIN_DETAILS, recipient=str(place.pk))
    touch(customer, at=at)
    changes = from_to(before, before | new)
    _tell("location.corrected", customer, place, changes, by=by, at=at, is_let_in="login_email" in new)
    return changes


@action
def remove_location(
    *, number: int, location: int, by: Actor, at: datetime, seen: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Take a place and its login away: letters that wait for it are void, and its people are out at once."""
    require(by, Right.EDIT_CUSTOMERS)
    customer = _held(number, by)
    place = part_of(all_locations_of(customer.number), location, NoSuchLocation)
    gone = values_of(place)
    check_unchanged(seen=seen, now=gone)
    void_queued(about=Subject("customer", str(place.customer_id)), kind=LOGIN_DETAILS, recipient=str(place.pk))
    take_location(customer, place, at=at)
    touch(customer, at=at)
    record("location.removed", Subject("customer", str(customer.number)), by=by, at=at, changes=from_to(gone, {}))
    return gone


def _held(number: int, by: Actor) -> Customer:
    customer = locked_customer(number)
    if customer.status == Status.ACTIVE.value:
        require(by, Right.GIVE_LOGINS)
    return customer


def _cleaned(values: Mapping[str, str]) -> dict[str, str]:
    cleaners = {"location_name": LOCATION_NAME.clean, "login_email": clean_login}
    return {name: str(clean(values[name])) for name, clean in cleaners.items() if name in values}


def _check_not_of_staff(email: str, by: Actor) -> None:
    if name := staff_with_email(email):
        raise LoginOfNamedStaff(email=email, name=name) if can(by, Right.SEE_STAFF) else LoginOfStaff(email=email)


def _tell(
    event: str, customer: Customer, place: Location, changes: Changes, *, by: Actor, at: datetime, is_let_in: bool
) -> None:
    """Keep the fact, and write to the place where it now lets somebody in, once the time to take it back is over."""
    fact = record(event, Subject("customer", str(customer.number)), by=by, at=at, changes=changes)
    if is_let_in and place.customer.access is Status.ACTIVE:
        queue_login_letter(place, reason=str(fact.pk), by=by, at=at, send_after=at + UNDO_WITHIN)


def values_of(place: Location) -> dict[str, str]:
    return {"location_name": place.name, "login_email": place.login_email}
