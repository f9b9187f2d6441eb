"""Letters with the link by which an applicant follows an application (B-04)."""

from datetime import datetime

from django.db import transaction

from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.models import Customer
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.letters.actions import compose, keep_outcome, post_letter, queue_letter, take_up, void_letter
from onaccount.domain.letters.models import Letter
from onaccount.domain.letters.rules import Outcome
from onaccount.domain.vetting.actions.signup_letters import harmless
from onaccount.domain.vetting.models import Application
from onaccount.domain.vetting.queries.applications import link_of
from onaccount.domain.vetting.rules.checklist import CannotBeAsked
from onaccount.domain.vetting.rules.dealers import name_in

TRACKER = "tracker"


def ask_applicant(customer: Customer, *, reason: str, by: Actor, at: datetime) -> None:
    """Part of an action: tell the applicant that something is asked. Raises CannotBeAsked."""
    application = Application.objects.select_for_update(no_key=True).filter(customer=customer).first()
    if application is None or not application.login_email:
        raise CannotBeAsked
    if application.link_until is not None and application.link_until <= at:
        raise CannotBeAsked
    queue_tracker(application, reason=reason, by=by, at=at)


def queue_tracker(application: Application, *, reason: str, by: Actor, at: datetime) -> None:
    """Part of an action: a letter with the link, once per `reason`."""
    queue_letter(
        key=f"{TRACKER}:{application.pk}:{reason}",
        kind=TRACKER,
        to=application.login_email,
        about=Subject("application", str(application.pk)),
        recipient=str(application.pk),
        by=by,
        at=at,
    )


def send_tracker_letter(*, letter_key: str, at: datetime) -> Outcome | None:
    """Write the letter, send it, and keep what the server said; the link is kept nowhere."""
    prepared = _prepare(letter_key, at=at)
    if prepared is None:
        return None
    letter, application = prepared
    link = link_of(application)
    context = {"business": current_business(), "name": harmless(name_in(application.values)), "link": link}
    subject, text = compose(TRACKER, context)
    outcome = post_letter(letter, subject=subject, text=text)
    with transaction.atomic():
        keep_outcome(letter, outcome, subject=subject, text=text.replace(link, "(link)"), at=at)
    return outcome


@transaction.atomic
def _prepare(letter_key: str, *, at: datetime) -> tuple[Letter, Application] | None:
    letter = take_up(letter_key)
    if letter is None:
        return None
    found = Application.objects.filter(pk=letter.recipient, customer__isnull=False).first()
    is_void = found is None or (found.link_until is not None and found.link_until <= at)
    if found is None or is_void or found.login_email != letter.to:
        void_letter(letter)
        return None
    return letter, found
