"""A new password for somebody who can read the mail of their login."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.queries import guest
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import SYSTEM, Actor, Subject
from onaccount.domain.letters.actions import (
    compose,
    forget_letter,
    keep_outcome,
    post_letter,
    queue_letter,
    settle_reader,
    take_up,
    void_letter,
)
from onaccount.domain.letters.models import Letter
from onaccount.domain.letters.rules import Outcome
from onaccount.domain.partners.queries import portal_user
from onaccount.domain.people.actions import issue_link
from onaccount.domain.people.models import Principal
from onaccount.domain.people.queries import actor_of, principal_with_email
from onaccount.domain.people.rules import RESET_LASTS, Kind, Purpose

NEW_PASSWORD = "new_password"  # noqa: S105 - a kind of letter
DOOR = "door"  # what a letter is about until it is known who logs in with its address
DOORS = {Kind.STAFF.value: "office", Kind.LOGIN.value: "app", Kind.PARTNER.value: "portal"}


@action
def ask_new_password(*, email: str, kind: Kind, at: datetime) -> None:
    """Queue a letter with a link to whoever logs in at this door with the address. No right is asked for: anybody may.

    Whether anybody does is told to nobody, by the time that it takes neither (V6.3.8): for every address the same is
    done here, and it is found out when the letter is about to go. Of one that nobody logs in with nothing stays.
    """
    queue_letter(
        key=f"password:{uuid4().hex}",
        kind=NEW_PASSWORD,
        to=email,
        about=Subject(DOOR, kind.value),
        by=SYSTEM,
        at=at,
    )


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
    principal = _reader(letter)
    if principal is None or not _may_come_in(principal):
        forget_letter(letter) if letter.subject_kind == DOOR else void_letter(letter)
        return None
    settle_reader(letter, to=principal.email or "", about=_about(principal), recipient=str(principal.pk))
    token = issue_link(principal, purpose=Purpose.NEW_PASSWORD, key=str(letter.pk), at=at)
    return letter, f"{settings.PUBLIC_URL}/{DOORS[principal.kind]}/welcome/{token}/", actor_of(principal)


def _reader(letter: Letter) -> Principal | None:
    """Who logs in with the address that was typed; at a later try, who was found at the first."""
    if letter.subject_kind == DOOR:
        return principal_with_email(letter.to, kind=Kind(letter.subject_key))
    return Principal.objects.filter(pk=letter.recipient, is_active=True).first()


def _may_come_in(principal: Principal) -> bool:
    if principal.kind == Kind.STAFF.value:
        return True
    if principal.kind == Kind.PARTNER.value:
        return portal_user(principal.pk) is not None
    found = guest(principal.pk)
    return found is not None and found.status is Status.ACTIVE


def _about(principal: Principal) -> Subject:
    """A customer's letters stand on the customer's page, staff's with themselves."""
    found = guest(principal.pk)
    return Subject("customer", str(found.came_with)) if found else Subject("principal", str(principal.pk))


def _write(link: str, reader: Actor) -> tuple[str, str]:
    context = {
        "business": current_business(),
        "name": reader.name,
        "link": link,
        "hours": int(RESET_LASTS.total_seconds() // 3600),
    }
    return compose("new_password", context)
