"""What going through the books came to is kept, told to whoever reads the feed of events, and sent to the operator.

A digest proves little where whoever owns the database could write it anew with the chains. A letter leaves the house.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from onaccount.domain.business.queries import current_business
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.letters.actions import compose, keep_outcome, post_letter, queue_letter, take_up
from onaccount.domain.letters.rules import Outcome
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require

BOOKS = Subject("books", "1")
LETTER = "books_checked"


@action
def keep_check(*, digest: str, difference: str, by: Actor, at: datetime, sentence: str = "", tell: str = "") -> None:
    """The digest of all heads, or the code of the first difference and what it says; a letter of it goes to `tell`."""
    require(by, Right.SEE_BOOKS)
    found = ("difference", difference) if difference else ("digest", digest)
    event = record("books.checked", BOOKS, by=by, at=at, changes={found[0]: (None, found[1])})
    _write_to(tell, str(event.pk), {"digest": digest, "difference": sentence or difference}, by=by, at=at)


@action
def keep_failed_check(*, why: str, by: Actor, at: datetime, tell: str) -> None:
    """The books could not be gone through: an alarm, once a day however often it is tried."""
    require(by, Right.SEE_BOOKS)
    _write_to(tell, f"failed:{at.date()}", {"failed": why}, by=by, at=at)


def _write_to(to: str, key: str, values: dict[str, Any], *, by: Actor, at: datetime) -> None:
    if to:
        queue_letter(key=f"{LETTER}:{key}", kind=LETTER, to=to, about=BOOKS, by=by, at=at, values=values)


def send_check_letter(*, letter_key: str, at: datetime) -> Outcome | None:
    """Write it, send it, keep what the server said; None when there was nothing to send."""
    with transaction.atomic():
        letter = take_up(letter_key)
    if letter is None:
        return None
    subject, text = compose(LETTER, {"business": current_business(), "at": letter.queued_at, **letter.values})
    outcome = post_letter(letter, subject=subject, text=text)
    with transaction.atomic():
        keep_outcome(letter, outcome, subject=subject, text=text, at=at)
    return outcome
