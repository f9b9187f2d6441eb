"""Letters to the people of dealers."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from onaccount.domain.business.queries import current_business
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.letters.actions import compose, keep_outcome, post_letter, queue_letter, take_up, void_letter
from onaccount.domain.letters.models import Letter
from onaccount.domain.letters.rules import Outcome
from onaccount.domain.partners.queries import PortalUser, portal_user
from onaccount.domain.people.actions.links import issue_link
from onaccount.domain.people.models import Principal
from onaccount.domain.people.rules import Purpose

INVITATION = "partner_invitation"


def queue_invitation(principal: Principal, *, by: Actor, at: datetime) -> None:
    queue_letter(
        key=f"{INVITATION}:{uuid4().hex}",
        kind=INVITATION,
        to=principal.email or "",
        about=Subject("principal", str(principal.pk)),
        recipient=str(principal.pk),
        by=by,
        at=at,
    )


def send_partner_invitation(*, letter_key: str, at: datetime) -> Outcome | None:
    """Write the letter, send it, and keep what the server said; as send_invitation does, in three steps."""
    prepared = _invitation(letter_key, at=at)
    if prepared is None:
        return None
    letter, user, link = prepared
    business = current_business()
    context = {
        "business": business,
        "name": user.name,
        "partner": user.partner_name,
        "link": link,
        "days": business.link_days,
    }
    subject, text = compose(INVITATION, context)
    outcome = post_letter(letter, subject=subject, text=text)
    with transaction.atomic():
        keep_outcome(letter, outcome, subject=subject, text=text.replace(link, "(link)"), at=at)
    return outcome


@transaction.atomic
def _invitation(letter_key: str, *, at: datetime) -> tuple[Letter, PortalUser, str] | None:
    letter = take_up(letter_key)
    if letter is None:
        return None
    user = portal_user(int(letter.recipient))
    principal = Principal.objects.filter(pk=letter.recipient).first()
    if user is None or principal is None or principal.has_usable_password():
        void_letter(letter)
        return None
    token = issue_link(principal, purpose=Purpose.WELCOME, key=str(letter.pk), at=at)
    return letter, user, f"{settings.PUBLIC_URL}/portal/welcome/{token}/"
