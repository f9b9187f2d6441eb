"""Letters that tell a dealer's people that there is news of a customer of theirs. What it is stands in the portal."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from onaccount.domain.business.queries import current_business
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries import customers_visible_to
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.letters.actions import compose, keep_outcome, post_letter, queue_letter, take_up, void_letter
from onaccount.domain.letters.models import Letter
from onaccount.domain.letters.rules import Outcome
from onaccount.domain.partners.queries import PortalUser, portal_user, told_of

PARTNER_STAGE = "partner_stage"


def queue_partner_letters(customer: Customer, *, reason: str, by: Actor, at: datetime) -> None:
    """One letter to each of the dealer's people who come in, once per `reason`; none for a customer without dealer."""
    if customer.partner_id is None:
        return
    for user in told_of(customer.partner_id):
        queue_letter(
            key=f"{PARTNER_STAGE}:{customer.number}:{reason}:{user.key}",
            kind=PARTNER_STAGE,
            to=user.email,
            about=Subject("principal", str(user.key)),
            recipient=str(user.key),
            values={"customer": customer.number},
            by=by,
            at=at,
        )


def send_partner_news(*, letter_key: str, at: datetime) -> Outcome | None:
    """Write the letter, send it, and keep what the server said. Who sees the customer no more is not written to."""
    prepared = _prepare(letter_key)
    if prepared is None:
        return None
    letter, user, number, name = prepared
    context = {
        "business": current_business(),
        "name": user.name,
        "number": number,
        "customer": name,
        "link": f"{settings.PUBLIC_URL}/portal/customers/{number}/",
    }
    subject, text = compose(PARTNER_STAGE, context)
    outcome = post_letter(letter, subject=subject, text=text)
    with transaction.atomic():
        keep_outcome(letter, outcome, subject=subject, text=text, at=at)
    return outcome


@transaction.atomic
def _prepare(letter_key: str) -> tuple[Letter, PortalUser, int, str] | None:
    letter = take_up(letter_key)
    if letter is None:
        return None
    user, number = portal_user(int(letter.recipient)), int(letter.values.get("customer", 0))
    customer = customers_visible_to(user.partner).filter(number=number).first() if user else None
    if user is None or customer is None:
        void_letter(letter)
        return None
    return letter, user, number, customer.name
