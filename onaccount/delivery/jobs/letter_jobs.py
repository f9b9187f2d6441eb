"""Letters leave the house."""

from django.utils import timezone

from onaccount.delivery.jobs.postponed import Postponed
from onaccount.domain.vetting.actions import send_login_letter


def send_letter(key: str) -> None:
    """Send one letter. A server that asks for patience is asked again later, with its words kept on the page."""
    outcome = send_login_letter(letter_key=key, at=timezone.now())
    if outcome and not outcome.final:
        raise Postponed(outcome.words)
