"""The letters of a sign-up: to the address that is to be confirmed, and to staff once it is."""

import re
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime

from onaccount.domain.business.queries import current_business
from onaccount.domain.history.actions import action
from onaccount.domain.history.rules import SYSTEM, Subject
from onaccount.domain.letters.actions import compose, keep_outcome, post_letter, queue_letter, take_up, void_letter
from onaccount.domain.letters.models import Letter
from onaccount.domain.letters.rules import Outcome
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import staff_with
from onaccount.domain.vetting.actions.signup import letter_link
from onaccount.domain.vetting.models import Application
from onaccount.domain.vetting.queries.applications import is_login_known, letters_in_a_day
from onaccount.domain.vetting.rules.applications import ApplicationState
from onaccount.domain.vetting.rules.signup import MOST_TO_AN_ADDRESS
from onaccount.foundation.text import shorten

NEWS = "signup_news"
BETWEEN_LETTERS = re.compile(r"\.(?=\w)")
LONGEST_SHOWN = 80


def send_signup_letter(*, letter_key: str, at: datetime) -> Outcome | None:
    """Write the letter that has an address confirmed, send it, and keep what the server said.

    Here, where nobody waits for an answer, it is asked whether the address is somebody's login: then the letter has no
    link, and says how to log in. Whoever typed the address cannot tell.
    """
    with transaction.atomic():
        letter = take_up(letter_key)
        application = _unconfirmed(letter) if letter else None
        if letter is None:
            return None
        if application is None or _is_one_too_many(application, at=at):
            void_letter(letter)
            return None
        is_known = is_login_known(application.login_email)
    link = "" if is_known else letter_link(application)
    subject, text = _write(application, link)
    outcome = post_letter(letter, subject=subject, text=text)
    with transaction.atomic():
        kept = text.replace(link, "(link)") if link else text
        keep_outcome(letter, outcome, subject=subject, text=kept, at=at)
    return outcome


def _is_one_too_many(application: Application, *, at: datetime) -> bool:
    """Whether enough applications before this one have had letters sent to the address. Those still go."""
    return letters_in_a_day(application.login_email, until=application.created_at, at=at) > MOST_TO_AN_ADDRESS


def _unconfirmed(letter: Letter) -> Application | None:
    """The application of a letter, while it waits for its confirmation."""
    drafts = Application.objects.filter(pk=letter.recipient, state=ApplicationState.DRAFT.value)
    return drafts.select_for_update(no_key=True).first()


def _write(application: Application, link: str) -> tuple[str, str]:
    business = current_business()
    context = {
        "business": business,
        "name": harmless(application.values.get("name", "")),
        "link": link,
        "until": date_format(localtime(application.confirm_until), "j F") if application.confirm_until else "",
        "app": f"{settings.PUBLIC_URL}/app/",
    }
    return compose("signup", context) if link else compose("signup_known", context)


def harmless(name: str) -> str:
    """A stranger's words in a letter to somebody who did not ask for it: few, and nothing that becomes a link."""
    return shorten(BETWEEN_LETTERS.sub(". ", name), LONGEST_SHOWN)


@action
def tell_of_signup(*, application: str, at: datetime) -> int:
    """Queue a letter to each member of staff who is to hear of a confirmed sign-up; how many. Each once, ever."""
    business = current_business()
    found = Application.objects.filter(pk=application, customer__isnull=False).first()
    if found is None or not business.tells_of_signups:
        return 0
    readers = [business.signups_told_to] if business.signups_told_to else staff_with(Right.APPROVE_CUSTOMERS)
    readers = _each_once(readers)
    for to in readers:
        queue_letter(
            key=f"{NEWS}:{found.pk}:{sha256(to.lower().encode()).hexdigest()[:16]}",
            kind=NEWS,
            to=to,
            about=Subject("customer", str(found.customer_id)),
            recipient=str(found.pk),
            by=SYSTEM,
            at=at,
        )
    return len(readers)


def _each_once(addresses: Iterable[str]) -> list[str]:
    return list({address.lower(): address for address in addresses}.values())


def send_signup_news(*, letter_key: str, at: datetime) -> Outcome | None:
    """Tell a member of staff who has signed up, and where to look."""
    with transaction.atomic():
        letter = take_up(letter_key)
        if letter is None:
            return None
        found = Application.objects.select_related("customer").filter(pk=letter.recipient).first()
        if found is None or found.customer is None:  # taken out of the books meanwhile
            void_letter(letter)
            return None
    context = {
        "business": current_business(),
        "customer": found.customer,
        "login": found.login_email,
        "link": f"{settings.PUBLIC_URL}/office/customers/{found.customer.number}/",
    }
    subject, text = compose("signup_news", context)
    outcome = post_letter(letter, subject=subject, text=text)
    with transaction.atomic():
        keep_outcome(letter, outcome, subject=subject, text=text, at=at)
    return outcome
