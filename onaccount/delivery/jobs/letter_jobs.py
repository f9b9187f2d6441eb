"""Letters leave the house."""

from django.utils import timezone

from onaccount.delivery.jobs.postponed import Postponed
from onaccount.domain.connectors.actions.xero.tell import send_refusal_letter
from onaccount.domain.imports.actions import send_schedule_letter
from onaccount.domain.ledger.actions import send_check_letter
from onaccount.domain.letters.queries import kind_of_letter
from onaccount.domain.orders.actions.letters import send_order_letter
from onaccount.domain.partners.actions import send_partner_invitation
from onaccount.domain.vetting.actions import (
    send_login_letter,
    send_password_letter,
    send_signup_letter,
    send_signup_news,
    write_to_corrected_login,
)
from onaccount.domain.vetting.actions.colleagues import send_invitation, send_reset_letter
from onaccount.domain.vetting.actions.partner_letters import send_partner_news
from onaccount.domain.vetting.actions.tracker_letters import send_tracker_letter

WRITERS = {
    "books_checked": send_check_letter,
    "connection_refused": send_refusal_letter,
    "login_details": send_login_letter,
    "new_password": send_password_letter,
    "order_placed": send_order_letter,
    "partner_invitation": send_partner_invitation,
    "partner_stage": send_partner_news,
    "schedule_result": send_schedule_letter,
    "signup": send_signup_letter,
    "signup_news": send_signup_news,
    "second_factor_reset": send_reset_letter,
    "staff_invitation": send_invitation,
    "tracker": send_tracker_letter,
}


def write_to_login(key: str) -> None:
    """A login that was corrected on the form of all details, or by the API, has had no letter yet."""
    write_to_corrected_login(location=key, at=timezone.now())


def send_letter(key: str) -> None:
    """Send one letter. A server that asks for patience is asked again later, with its words kept on the page."""
    kind = kind_of_letter(key)
    if kind is None:
        return  # it was taken out together with whom it was about
    outcome = WRITERS[kind](letter_key=key, at=timezone.now())
    if outcome and not outcome.final:
        raise Postponed(outcome.words)
