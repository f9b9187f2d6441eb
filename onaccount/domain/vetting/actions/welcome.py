"""The letter that lets a login in: queued with the activation, written and sent by the worker."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from onaccount.domain.business.models import Business
from onaccount.domain.business.queries import current_business
from onaccount.domain.business.rules import LoginLetter
from onaccount.domain.customers.actions import open_login
from onaccount.domain.customers.models import Customer, Location
from onaccount.domain.customers.queries import locations_of, locked_customer, locked_location, survivor_of
from onaccount.domain.customers.rules.parts import NoSuchLocation
from onaccount.domain.customers.rules.status import Origin, Status
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import SYSTEM, Actor, Subject
from onaccount.domain.letters.actions import (
    address_letter,
    compose,
    keep_outcome,
    post_letter,
    queue_letter,
    take_up,
    void_letter,
    void_queued,
)
from onaccount.domain.letters.models import Letter
from onaccount.domain.letters.queries import is_queued, was_written, way_in_words
from onaccount.domain.letters.rules import Outcome
from onaccount.domain.people.actions import (
    give_temporary_password,
    issue_link,
    take_over_password,
    void_links,
    void_temporary_password,
)
from onaccount.domain.people.models import Principal
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.people.rules import TEMPORARY_PASSWORD_LASTS, Purpose
from onaccount.domain.vetting.models import Application
from onaccount.domain.vetting.queries.applications import chosen_password
from onaccount.domain.vetting.rules.applications import NotActiveYet

LOGIN_DETAILS = "login_details"
PASSWORD_SET = "password"  # noqa: S105 - the reason of a letter: staff set one


def queue_login_letters(customer: Customer, *, reason: str, by: Actor, at: datetime, send_after: datetime) -> None:
    """One letter to each login that has had none, exactly once for its reason. The caller holds the customer's row."""
    for location in locations_of(customer.number):
        about = Subject("customer", str(location.customer_id))
        _open_login(location, at=at)
        if not was_written(f"login:{location.pk}:", about=about, to=location.login_email):
            _queue(location, reason=reason, by=by, at=at, send_after=send_after)


def queue_login_letter(location: Location, *, reason: str, by: Actor, at: datetime, send_after: datetime) -> None:
    """One letter to one login, whatever it was sent before. The caller holds the customer's row."""
    _open_login(location, at=at)
    _queue(location, reason=reason, by=by, at=at, send_after=send_after)


@action
def write_to_corrected_login(*, location: str, at: datetime) -> None:
    """Let in whoever reads the address that an Active customer's login now has (D-05), unless a letter goes there.

    What follows from a correction, which asked for the right. A letter that still waits goes to the new address itself.
    """
    place = locked_location(location)
    if place is None or place.customer.access is not Status.ACTIVE:
        return
    about = Subject("customer", str(place.customer_id))
    is_written = was_written(f"login:{place.pk}:", about=about, to=place.login_email)
    if not is_written and not is_queued(about=about, kind=LOGIN_DETAILS, recipient=str(place.pk)):
        queue_login_letter(place, reason=f"corrected:{uuid4().hex}", by=SYSTEM, at=at, send_after=at)


def _open_login(location: Location, *, at: datetime) -> Principal:
    """The login's principal; one that is made now has the password that was chosen at the sign-up, if one was (D-04).

    Only where the address is still the one that signed up: whoever has another did not choose it. From here on the
    application has it no more.
    """
    is_new = location.principal is None
    principal = open_login(location, at=at)
    if is_new and (password := chosen_password(location)):
        take_over_password(principal, password)
        Application.objects.filter(customer=location.customer_id).update(password="")
    return principal


def _queue(location: Location, *, reason: str, by: Actor, at: datetime, send_after: datetime) -> None:
    queue_letter(
        key=f"login:{location.pk}:{reason}",
        kind=LOGIN_DETAILS,
        to=location.login_email,
        about=Subject("customer", str(location.customer_id)),
        recipient=str(location.pk),
        by=by,
        at=at,
        send_after=send_after,
    )


@action
def send_again(*, number: int, location: int | None, by: Actor, at: datetime) -> None:
    """Write once more to a login, or to all (None). The earlier link or password is void when the new one goes."""
    _write_again(number=number, location=location, reason="again", by=by, at=at)


@action
def set_login_password(*, number: int, location: int, by: Actor, at: datetime) -> None:
    """Give a login another password, which nobody sees but who reads its mail (D-04).

    It is made as the letter is sent, stored hashed, good once and for a short time, whatever the business's letters
    bring otherwise. Links are void at once; the old password is good until the new one is on its way.
    """
    [place] = _write_again(number=number, location=location, reason=PASSWORD_SET, by=by, at=at)
    void_links(_open_login(place, at=at), at=at)
    changes = {"login_email": ("", place.login_email)}
    record("login.password_set", Subject("customer", str(survivor_of(number))), by=by, at=at, changes=changes)


def _write_again(*, number: int, location: int | None, reason: str, by: Actor, at: datetime) -> list[Location]:
    require(by, Right.APPROVE_CUSTOMERS)
    customer = locked_customer(number)
    if customer.status != Status.ACTIVE.value:
        raise NotActiveYet(customer=customer.number, now=customer.status.capitalize())
    places = [place for place in locations_of(customer.number) if location in (None, place.pk)]
    if not places:
        raise NoSuchLocation
    for place in places:
        void_queued(about=Subject("customer", str(place.customer_id)), kind=LOGIN_DETAILS, recipient=str(place.pk))
        _open_login(place, at=at)
        _queue(place, reason=f"{reason}:{uuid4().hex}", by=by, at=at, send_after=at)
    return places


@dataclass(frozen=True, slots=True)
class Way:
    """How a letter lets somebody in. One of `link` and `temporary_password`, or neither: a password was chosen."""

    link: str = ""
    temporary_password: str = ""
    was_chosen_by_link: bool = False


def send_login_letter(*, letter_key: str, at: datetime) -> Outcome | None:
    """Write the letter, send it, and keep what the server said; None when there was nothing to send.

    Three steps, so that no transaction waits for a mail server: the way in is made and committed, the letter goes, the
    outcome is kept. Cut off between them, the letter goes again with the same link and the same Message-ID.
    """
    prepared = _prepare(letter_key, at=at)
    if prepared is None:
        return None
    letter, location, way = prepared
    subject, text = _write(location, way)
    outcome = post_letter(letter, subject=subject, text=text)
    with transaction.atomic():
        keep_outcome(letter, outcome, subject=subject, text=_without_secrets(text, way), at=at)
    return outcome


@transaction.atomic
def _prepare(letter_key: str, *, at: datetime) -> tuple[Letter, Location, Way] | None:
    letter = take_up(letter_key)
    if letter is None:
        return None
    location = locked_location(letter.recipient)
    if location is None or location.customer.access is not Status.ACTIVE:
        void_letter(letter)
        return None
    address_letter(letter, to=location.login_email)  # which may have been corrected while the letter waited
    principal = _open_login(location, at=at)
    return letter, location, _way_in(letter, principal, current_business(), at=at)


def _way_in(letter: Letter, principal: Principal, business: Business, *, at: datetime) -> Way:
    if f":{PASSWORD_SET}:" in letter.key:
        return Way(temporary_password=give_temporary_password(principal, at=at))
    asked_again = ":again:" in letter.key
    if principal.has_usable_password() and principal.temporary_until is None and not asked_again:
        return Way(was_chosen_by_link=principal.links.filter(used_at__isnull=False).exists())
    if business.login_letter == LoginLetter.TEMPORARY_PASSWORD.value:
        return Way(temporary_password=give_temporary_password(principal, at=at))
    void_temporary_password(principal)
    token = issue_link(principal, purpose=Purpose.WELCOME, key=str(letter.pk), at=at)
    return Way(link=f"{settings.PUBLIC_URL}/app/welcome/{token}/")


def _write(location: Location, way: Way) -> tuple[str, str]:
    business, app = current_business(), f"{settings.PUBLIC_URL}/app/"
    context = {
        "business": business,
        "customer": location.customer.read_as,
        "location": location,
        "way_in": way_in_words(
            link=way.link,
            temporary_password=way.temporary_password,
            days=business.link_days,
            hours=int(TEMPORARY_PASSWORD_LASTS.total_seconds() // 3600),
            app=app,
            has_signed_up=location.customer.origin == Origin.SIGNUP.value and not way.was_chosen_by_link,
        ),
        "app": app,
    }
    return compose("login_details", context)


def _without_secrets(text: str, way: Way) -> str:
    for secret, word in ((way.link, "(link)"), (way.temporary_password, "(temporary password)")):
        text = text.replace(secret, word) if secret else text
    return text
