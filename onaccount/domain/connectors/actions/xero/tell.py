"""The letter that says that Xero lets us in no more: to all who can connect it again, once for each time."""

from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from onaccount.domain.business.queries import current_business
from onaccount.domain.connectors.actions.xero.connection import ABOUT
from onaccount.domain.connectors.models import Connection
from onaccount.domain.connectors.rules.connection import ConnectionState
from onaccount.domain.connectors.rules.next_door import XERO
from onaccount.domain.history.rules import SYSTEM
from onaccount.domain.letters.actions import compose, keep_outcome, post_letter, queue_letter, take_up, void_letter
from onaccount.domain.letters.rules import Outcome
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import staff_with

KIND = "connection_refused"


@transaction.atomic
def tell_of_refusal(*, at: datetime) -> int:
    """Queue a letter to each who may connect it again; how many. Told twice, the second time finds them there."""
    row = Connection.objects.filter(pk=XERO, state=ConnectionState.REFUSED.value).first()
    if row is None or row.refused_at is None:
        return 0
    readers = list({address.lower(): address for address in staff_with(Right.EDIT_BUSINESS)}.values())
    for to in readers:
        queue_letter(
            key=f"{KIND}:{row.refused_at.isoformat()}:{sha256(to.lower().encode()).hexdigest()[:16]}",
            kind=KIND,
            to=to,
            about=ABOUT,
            recipient=row.refused_at.isoformat(),
            by=SYSTEM,
            at=at,
        )
    return len(readers)


def send_refusal_letter(*, letter_key: str, at: datetime) -> Outcome | None:
    """Write it, send it, keep what the server said; None where somebody has connected it meanwhile."""
    with transaction.atomic():
        letter = take_up(letter_key)
        if letter is None:
            return None
        row = Connection.objects.filter(pk=XERO, state=ConnectionState.REFUSED.value).first()
        if row is None or row.refused_at is None or letter.recipient != row.refused_at.isoformat():
            void_letter(letter)
            return None
    context = {
        "business": current_business(),
        "organisation": row.tenant_name,
        "why": row.refused_why,
        "link": f"{settings.PUBLIC_URL}/office/settings/xero/",
    }
    subject, text = compose(KIND, context)
    outcome = post_letter(letter, subject=subject, text=text)
    with transaction.atomic():
        keep_outcome(letter, outcome, subject=subject, text=text, at=at)
    return outcome
