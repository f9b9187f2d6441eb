"""A new password for somebody who can read the mail of their login."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.queries import guest
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.letters.actions import compose, keep_outcome, post_letter, queue_letter, take_up, void_letter
from onaccount.domain.letters.models import Letter
from onaccount.domain.letters.rules import Outcome
from onaccount.domain.people.actions import issue_link
from onaccount.domain.people.models import Principal
from onaccount.domain.people.queries import actor_of, principal_with_email
from onaccount.domain.people.rules import RESET_LASTS, Kind, Purpose

NEW_PASSWORD = "new_password"  # noqa: S105 - a kind of letter
DOORS = {Kind.STAFF.value: "office", Kind.LOGIN.value: "app"}


@action
def ask_new_password(*, email: str, kind: Kind, at: datetime) -> None:
    """Write to the address with a link, if it logs in at this door. Whether it does is told to nobody."""
    principal = principal_with_email(email, kind=kind)
    if principal is None or not _may_come_in(principal):
        return
    by = actor_of(principal)
    queue_letter(
        key=f"password:{uuid4().hex}",
        kind=NEW_PASSWORD,
        to=principal.email or "",
        about=_about(principal),
        recipient=str(principal.pk),
        by=by,
        at=at,
    )


def _may_come_in(principal: Principal) -> bool:
    if principal.kind == Kind.STAFF.value:
        return True
    found = guest(principal.pk)
    return found is not None and found.status is Status.ACTIVE


def _about(principal: Principal) -> Subject:
    """A customer's letters stand on the customer's page, staff's with themselves."""
    found = guest(principal.pk)
    return Subject("customer", str(found.number)) if found else Subject("principal", str(principal.pk))


def send_password_letter(*, letter_key: str, at: datetime) -> Outcome | None:
    """Write the letter, send it, and keep what the server said; as send_login_letter does, in three steps."""
    prepared = _prepare(letter_key, at=at)
    if prepared is None:
        return None
    letter, link, by = prepared
    subject, text = _write(link, by)
    outcome = post_letter(letter, subject=subject, text=text)
    with transaction.atomic():
        keep_outcome(letter, outcome, subject=subject, text=text.replace(link, "(link)"), at=at)
    return outcome


@transaction.atomic
def _prepare(letter_key: str, *, at: datetime) -> tuple[Letter, str, Actor] | None:
    letter = take_up(letter_key)
    if letter is None:
        return None
    principal = Principal.objects.filter(pk=letter.recipient, is_active=True).first()
    if principal is None or not _may_come_in(principal):
        void_letter(letter)
        return None
    token = issue_link(principal, purpose=Purpose.NEW_PASSWORD, key=str(letter.pk), at=at)
    return letter, f"{settings.PUBLIC_URL}/{DOORS[principal.kind]}/welcome/{token}/", actor_of(principal)


def _write(link: str, reader: Actor) -> tuple[str, str]:
    context = {
        "business": current_business(),
        "name": reader.name,
        "link": link,
        "hours": int(RESET_LASTS.total_seconds() // 3600),
    }
    return compose("new_password", context)
