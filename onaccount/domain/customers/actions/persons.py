"""The named people under a location's login: who they are, and who of them acts (S0-12, D-05).

Staff need the right. A login manages the people of its own location without one, and so do its people, but for what is
another's: who has a PIN is changed by themselves, or by the login, that is, by whoever has just typed its password.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, DateTimeField, F, Value, When

from onaccount.domain.customers.models import Location, NamedPerson
from onaccount.domain.customers.queries import locked_location
from onaccount.domain.customers.rules.parts import NoSuchLocation
from onaccount.domain.customers.rules.persons import (
    MOST_PEOPLE,
    DayLimitIsOthersToSet,
    NoSuchPerson,
    OfAnotherPerson,
    PersonNameTaken,
    TooManyPeople,
    clean_person_name,
)
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.actions import add_person_principal, give_pin, take_pin
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.people.rules import LOCKED_FOR, TRIES, Kind, NotAllowed, PinLocked, PinWrong
from onaccount.foundation.text import fold

THEIR_OWN = {Kind.LOGIN.value, Kind.PERSON.value}  # the kinds that manage without a right, each its own location


@action
def add_person(*, location: int, name: str, by: Actor, at: datetime, pin: str = "") -> int:
    """Add somebody who shares this login, and return the key by which they act.

    A name that was here before is somebody new: what the earlier one did stays with the earlier one.
    """
    place = _place_managed_by(by, location)
    people = place.people.filter(principal__is_active=True)
    if people.count() >= MOST_PEOPLE:
        raise TooManyPeople
    name = _free_name(place, name)
    principal = add_person_principal(name=name, pin=pin, at=at)
    NamedPerson.objects.create(location=place, principal=principal)
    _record("person.added", place, by=by, at=at, old="", new=name)
    return principal.pk


@action
def rename_person(*, location: int, person: int, name: str, by: Actor, at: datetime) -> None:
    place = _place_managed_by(by, location)
    renamed = _person_changed_by(by, place, person)
    old, new = renamed.principal.name, _free_name(place, name, but=person)
    if old != new:
        renamed.principal.name = new
        renamed.principal.save(update_fields=["name"])
        _record("person.renamed", place, by=by, at=at, old=old, new=new)


@action
def set_pin(*, location: int, person: int, pin: str, by: Actor, at: datetime) -> None:
    """Give somebody a PIN, or another one; a lock of the old one is lifted."""
    place = _place_managed_by(by, location)
    if by.kind == Kind.PERSON.value and by.key != str(person):
        raise OfAnotherPerson(name=_person(place, person).principal.name)
    owner = _person_changed_by(by, place, person)
    give_pin(owner.principal, pin)
    _forget_tries(owner)
    _record("person.pin_set", place, by=by, at=at, old="", new=owner.principal.name)


@action
def remove_pin(*, location: int, person: int, by: Actor, at: datetime) -> None:
    place = _place_managed_by(by, location)
    owner = _person_changed_by(by, place, person)
    take_pin(owner.principal)
    _forget_tries(owner)
    _record("person.pin_removed", place, by=by, at=at, old=owner.principal.name, new="")


@action
def set_day_limit(*, location: int, person: int, limit: int | None, by: Actor, at: datetime) -> None:
    """Say what somebody may spend in one day, in minor units of the account's currency; None for no limit.

    No person sets their own or another's: it takes the login itself, by its password, or staff.
    """
    place = _place_managed_by(by, location)
    found = _person(place, person)
    if by.kind == Kind.PERSON.value:
        raise DayLimitIsOthersToSet
    old = found.day_limit_minor
    if old != limit:
        found.day_limit_minor = limit
        found.save(update_fields=["day_limit_minor"])
        subject = Subject("customer", str(place.customer.read_as.number))
        told = {"person": ("", found.principal.name), "day_limit_minor": (old, limit)}
        record("person.day_limit_set", subject, by=by, at=at, changes=told)


@action
def remove_person(*, location: int, person: int, by: Actor, at: datetime) -> None:
    """Somebody no longer shares this login: at their next touch they act no more. The row stays for what they did."""
    place = _place_managed_by(by, location)
    gone = _person_changed_by(by, place, person)
    gone.principal.is_active = False
    gone.principal.set_unusable_password()
    gone.principal.save(update_fields=["is_active", "password"])
    _record("person.removed", place, by=by, at=at, old=gone.principal.name, new="")


def _place_managed_by(by: Actor, location: int) -> Location:
    """The location, held, if this actor manages its people. A stranger's looks like one that is not there."""
    if by.kind not in THEIR_OWN:
        require(by, Right.EDIT_CUSTOMERS)
    place = locked_location(str(location))
    if place is None or (by.kind in THEIR_OWN and not _is_at_home(by, place)):
        raise NoSuchLocation
    return place


def _is_at_home(by: Actor, place: Location) -> bool:
    """Whether it is this location's own login, or one of its people, and the customer is let in."""
    if place.customer.access is not Status.ACTIVE or place.principal is None or not place.principal.is_active:
        return False
    if by.kind == Kind.LOGIN.value:
        return by.key == str(place.principal_id)
    return place.people.filter(principal__pk=by.key, principal__is_active=True).exists()


def _person_changed_by(by: Actor, place: Location, person: int) -> NamedPerson:
    found = _person(place, person)
    is_anothers = by.kind == Kind.PERSON.value and by.key != str(person)
    if is_anothers and found.principal.has_usable_password():
        raise OfAnotherPerson(name=found.principal.name)
    return found


def _person(place: Location, person: int) -> NamedPerson:
    people = place.people.select_related("principal").filter(principal=person, principal__is_active=True)
    found = people.first()
    if found is None:
        raise NoSuchPerson
    return found


def _free_name(place: Location, typed: str, *, but: int = 0) -> str:
    """The name, if nobody else here is called so; the caller holds the location, so that nobody comes between."""
    name = clean_person_name(typed)
    others = place.people.filter(principal__is_active=True).exclude(principal=but)
    if fold(name) in {fold(other) for other in others.values_list("principal__name", flat=True)}:
        raise PersonNameTaken(name=name)
    return name


def _forget_tries(person: NamedPerson) -> None:
    NamedPerson.objects.filter(pk=person.pk).update(pin_tries=0, pin_locked_until=None)


def _record(event: str, place: Location, *, by: Actor, at: datetime, old: str, new: str) -> None:
    """A fact about the customer, on whose page it is read."""
    subject = Subject("customer", str(place.customer.read_as.number))
    record(event, subject, by=by, at=at, changes={"person": (old, new)})


# --- who of them acts ---


def choose_person(*, location: int, person: int, by: Actor, at: datetime, pin: str = "") -> None:
    """The login `by` says who of its people acts from now on. Raises PinWrong, PinLocked, NoSuchPerson, NotAllowed.

    No right is asked for: the login is that of the location. A try is counted and committed before the PIN is compared
    (D-10), so that no crash and no second window gives more tries than there are.
    """
    place = Location.objects.select_related("customer__merged_into", "principal").filter(pk=location).first()
    if place is None or by.kind != Kind.LOGIN.value or not _is_at_home(by, place):
        raise NotAllowed(name=by.name, right="act for this login")
    chosen = _person(place, person)
    if chosen.principal.has_usable_password():
        tries = _count_try(chosen, at=at)
        if not chosen.principal.check_password(pin):
            _refuse_pin(chosen, tries, by=by, at=at)
    _write_choice(chosen, by=by, at=at)


def _count_try(person: NamedPerson, *, at: datetime) -> int:
    """How many tries that makes. With the last one it is locked already: only the right PIN opens it again."""
    row = NamedPerson.objects.filter(pk=person.pk)
    last = When(pin_tries__gte=TRIES - 1, then=Value(at + LOCKED_FOR))
    with transaction.atomic(durable=True):  # the row is held from the first UPDATE on: what is read is this try's own
        row.filter(pin_locked_until__lte=at).update(pin_tries=0, pin_locked_until=None)
        counted = row.filter(pin_locked_until=None).update(
            pin_tries=F("pin_tries") + 1,
            pin_locked_until=Case(last, default=None, output_field=DateTimeField()),
        )
        tries, until = row.values_list("pin_tries", "pin_locked_until").get()
    if not counted:
        raise PinLocked(name=person.principal.name, minutes=_minutes_until(until, at=at))
    return int(tries)


def _minutes_until(until: datetime | None, *, at: datetime) -> int:
    return max(1, -((at - (until or at)) // timedelta(minutes=1)))


def _refuse_pin(person: NamedPerson, tries: int, *, by: Actor, at: datetime) -> None:
    name = person.principal.name
    if tries < TRIES:
        raise PinWrong(name=name, left=TRIES - tries)
    with transaction.atomic():
        _record("person.pin_locked", person.location, by=by, at=at, old="", new=name)
    raise PinLocked(name=name, minutes=_minutes_until(at + LOCKED_FOR, at=at))


@action
def _write_choice(person: NamedPerson, *, by: Actor, at: datetime) -> None:
    _forget_tries(person)
    record("login.person_chosen", Subject("principal", str(person.principal_id)), by=by, at=at)
