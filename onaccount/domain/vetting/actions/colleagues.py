"""Letters to members of staff: the invitation, and that a second factor was reset."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from onaccount.domain.business.queries import current_business
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.letters.actions import (
    compose,
    keep_outcome,
    post_letter,
    queue_letter,
    take_up,
    void_letter,
    void_queued,
)
from onaccount.domain.letters.models import Letter
from onaccount.domain.letters.rules import Outcome
from onaccount.domain.people.actions.groups import locked_group
from onaccount.domain.people.actions.links import issue_link, void_links
from onaccount.domain.people.actions.logins import save_new
from onaccount.domain.people.actions.second_factor import end_sessions_of, forget_factors
from onaccount.domain.people.actions.staff import locked_below, new_staff
from onaccount.domain.people.models import Principal
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.domain.people.queries.staff import staff_row
from onaccount.domain.people.rules import Kind, Purpose
from onaccount.domain.people.rules.staff import NotInvited, StaffState

INVITATION = "staff_invitation"
RESET = "second_factor_reset"


@action
def invite_colleague(*, name: str, email: str, group: int, by: Actor, at: datetime) -> int:
    """Let a person into the office by a letter with a link, and answer their key."""
    require(by, Right.MANAGE_STAFF)
    principal = new_staff(name, email, locked_group(group), by=by, at=at)
    save_new(principal)
    record("staff.invited", _about(principal), by=by, at=at)
    _queue(principal, INVITATION, by=by, at=at)
    return principal.pk


@action
def invite_again(*, staff: int, by: Actor, at: datetime) -> None:
    """Send another invitation to somebody who has not come yet: the link before it is void once it goes."""
    require(by, Right.MANAGE_STAFF)
    principal = locked_below(staff, by)
    if staff_row(staff).state is not StaffState.INVITED:
        raise NotInvited(name=principal.name)
    void_queued(about=_about(principal), kind=INVITATION)
    void_links(principal, at=at)
    _queue(principal, INVITATION, by=by, at=at)
    record("staff.invited_again", _about(principal), by=by, at=at)


@action
def reset_second_factor(*, staff: int, by: Actor, at: datetime) -> None:
    """Take out what somebody logs in with beside the password, who lost it; they are out of every browser.

    They set up another one when they come in next, and are told by letter, for it may not be they who asked.
    """
    require(by, Right.MANAGE_STAFF)
    principal = locked_below(staff, by)
    forget_factors(principal)
    end_sessions_of(principal)
    record("staff.second_factor_reset", _about(principal), by=by, at=at)
    _queue(principal, RESET, by=by, at=at, values={"by": by.name})


def _queue(principal: Principal, kind: str, *, by: Actor, at: datetime, values: dict[str, Any] | None = None) -> None:
    queue_letter(
        key=f"{kind}:{uuid4().hex}",
        kind=kind,
        to=principal.email or "",
        about=_about(principal),
        recipient=str(principal.pk),
        values=values,
        by=by,
        at=at,
    )


def _about(principal: Principal) -> Subject:
    return Subject("principal", str(principal.pk))


def send_invitation(*, letter_key: str, at: datetime) -> Outcome | None:
    """Write the letter, send it, and keep what the server said; as send_login_letter does, in three steps."""
    prepared = _invitation(letter_key, at=at)
    if prepared is None:
        return None
    letter, principal, link = prepared
    business = current_business()
    context = {"business": business, "name": principal.name, "link": link, "days": business.link_days}
    subject, text = compose(INVITATION, context)
    outcome = post_letter(letter, subject=subject, text=text)
    with transaction.atomic():
        keep_outcome(letter, outcome, subject=subject, text=text.replace(link, "(link)"), at=at)
    return outcome


@transaction.atomic
def _invitation(letter_key: str, *, at: datetime) -> tuple[Letter, Principal, str] | None:
    letter = take_up(letter_key)
    if letter is None:
        return None
    principal = _still_here(letter)
    if principal is None or principal.has_usable_password():
        void_letter(letter)
        return None
    token = issue_link(principal, purpose=Purpose.WELCOME, key=str(letter.pk), at=at)
    return letter, principal, f"{settings.PUBLIC_URL}/office/welcome/{token}/"


def send_reset_letter(*, letter_key: str, at: datetime) -> Outcome | None:
    """Tell somebody that their second factor was reset, and by whom."""
    with transaction.atomic():
        letter = take_up(letter_key)
        principal = _still_here(letter) if letter else None
        if letter is None or principal is None:
            if letter is not None:
                void_letter(letter)
            return None
    context = {
        "business": current_business(),
        "name": principal.name,
        "by": letter.values.get("by", ""),
        "link": f"{settings.PUBLIC_URL}/office/",
    }
    subject, text = compose(RESET, context)
    outcome = post_letter(letter, subject=subject, text=text)
    with transaction.atomic():
        keep_outcome(letter, outcome, subject=subject, text=text, at=at)
    return outcome


def _still_here(letter: Letter) -> Principal | None:
    return Principal.objects.filter(pk=letter.recipient, kind=Kind.STAFF.value, is_active=True).first()
