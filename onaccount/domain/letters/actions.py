"""Write a letter, give it to the mail server, and keep what the server said."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from email.utils import formataddr, parseaddr
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Q
from django.db.models.functions import Lower

from onaccount.domain.business.queries import is_demo, locked_business
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject, retry_after
from onaccount.domain.letters.models import Letter, LetterText, letter_id
from onaccount.domain.letters.queries import (
    Words,
    closed,
    our_words,
    own_words,
    rendered,
    values_in,
    words_of_letter,
)
from onaccount.domain.letters.rules import (
    LetterState,
    Outcome,
    TextChangedMeanwhile,
    check_text,
    fill,
    is_final,
    words_of,
)
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.foundation.text import tidy_lines

OUTBOX = "django.core.mail.backends.filebased.EmailBackend"


def queue_letter(
    *,
    key: str,
    kind: str,
    to: str,
    about: Subject,
    by: Actor,
    at: datetime,
    send_after: datetime | None = None,
    recipient: str = "",
    values: dict[str, Any] | None = None,
) -> Letter:
    """Queue a letter together with what it tells of, once per `key`: the same key again is the same letter."""
    letter, is_new = Letter.objects.get_or_create(
        key=key,
        defaults={
            "pk": letter_id(),
            "kind": kind,
            "to": to,
            "subject_kind": about.kind,
            "subject_key": about.key,
            "recipient": recipient,
            "values": values or {},
            "queued_at": at,
            "send_after": send_after or at,
        },
    )
    if is_new:
        record("letter.queued", Subject("letter", str(letter.pk)), by=by, at=at, due_at=letter.send_after)
    return letter


def void_queued(*, about: Subject, kind: str, recipient: str = "") -> int:
    """Take back letters that still wait. One that a worker has taken up is not among them."""
    waiting = Letter.objects.filter(
        subject_kind=about.kind, subject_key=about.key, kind=kind, state=LetterState.QUEUED.value
    )
    if recipient:
        waiting = waiting.filter(recipient=recipient)
    return waiting.update(state=LetterState.VOIDED.value)


def void_letter(letter: Letter) -> None:
    """Drop a letter that was taken up and must not go any more."""
    Letter.objects.filter(pk=letter.pk, state=LetterState.SENDING.value).update(state=LetterState.VOIDED.value)


def forget_letter(letter: Letter) -> None:
    """Take a letter out that turned out to be to nobody: its address is not ours to keep."""
    Letter.objects.filter(pk=letter.pk).delete()


def settle_reader(letter: Letter, *, to: str, about: Subject, recipient: str) -> None:
    """Say whom a letter is to and what it is about, once that is known."""
    letter.to, letter.subject_kind, letter.subject_key, letter.recipient = to, about.kind, about.key, recipient
    letter.save(update_fields=["to", "subject_kind", "subject_key", "recipient"])


def take_up(letter_key: str) -> Letter | None:
    """Take a letter to send it. None when it was taken back, or has an outcome already.

    A letter whose worker was killed is still SENDING when its delivery is free again, and is taken up again: the same
    Message-ID and the same words, so that a mail server that had it can tell.
    """
    letters = Letter.objects.filter(pk=letter_key)
    queued = letters.filter(state__in=[LetterState.QUEUED.value, LetterState.SENDING.value])
    if not queued.update(state=LetterState.SENDING.value, attempts=F("attempts") + 1):
        return None
    return letters.get()


def compose(template: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and text of a letter, in the business's own words where it has chosen some."""
    own = own_words(template)
    if own is None:
        return rendered(template, context)
    values = values_in(template, context)
    return fill(own.subject, values), closed(fill(own.text, values))


@action
def keep_letter_text(*, kind: str, subject: str, text: str, version: str, by: Actor, at: datetime) -> None:
    """Send this kind of letter in these words from now on. `version` is that of the words that were looked at."""
    require(by, Right.EDIT_BUSINESS)
    text = tidy_lines(text)
    check_text(kind, subject=subject, text=text)
    before = _held_words(kind, version)
    if (before.subject, before.text) == (subject, text):
        return
    values = {"subject": subject, "text": text, "by_kind": by.kind, "by_key": by.key, "changed_at": at}
    LetterText.objects.update_or_create(kind=kind, defaults=values)
    changes = {"subject": (before.subject, subject), "text": (before.text, text)}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    record("letter_text.changed", Subject("letter_text", kind), by=by, at=at, changes=changes)


@action
def reset_letter_text(*, kind: str, version: str, by: Actor, at: datetime) -> None:
    """Send this kind of letter in our words again."""
    require(by, Right.EDIT_BUSINESS)
    before = _held_words(kind, version)
    if before.is_ours:
        return
    LetterText.objects.filter(kind=kind).delete()
    ours = our_words(kind)
    changes = {"subject": (before.subject, ours.subject), "text": (before.text, ours.text)}
    record("letter_text.reset", Subject("letter_text", kind), by=by, at=at, changes=changes)


def _held_words(kind: str, version: str) -> Words:
    """The words as they are, while nobody else changes any. Refuses where they are no longer those looked at."""
    locked_business()
    now = words_of_letter(kind)
    if now.version != version:
        raise TextChangedMeanwhile
    return now


def post_letter(letter: Letter, *, subject: str, text: str) -> Outcome:
    """Give a letter to the mail server, outside any transaction, and say what it answered.

    Without a mail server letters go to the outbox folder, which only the demo shows: elsewhere they wait.
    """
    if settings.EMAIL_BACKEND == OUTBOX and not is_demo():
        return Outcome(final=False, words="No mail server is set. Name one in EMAIL_URL: the letter waits for it.")
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    message = EmailMessage(
        subject=" ".join(subject.split()),
        body=text,
        from_email=formataddr((name, address)),
        to=[letter.to],
        headers={"Message-ID": message_id(letter), "Auto-Submitted": "auto-generated"},
    )
    try:
        with closing(get_connection()) as server:  # Django leaves it open when the log-in there fails
            server.send_messages([message])
    except SMTPRecipientsRefused as refusal:
        code, words = next(iter(refusal.recipients.values()))
        return Outcome(is_final(code), words_of(code, words))
    except (SMTPAuthenticationError, SMTPConnectError, SMTPHeloError) as refusal:  # of us, not of the letter: it waits
        return Outcome(final=False, words=words_of(refusal.smtp_code, refusal.smtp_error))
    except SMTPResponseException as refusal:
        return Outcome(is_final(refusal.smtp_code), words_of(refusal.smtp_code, refusal.smtp_error))
    except (SMTPException, OSError) as failure:
        return Outcome(final=False, words=f"The mail server could not be reached: {failure}")
    except ValueError as failure:  # the message cannot be made; what Python says of it may quote the letter's secret
        return Outcome(final=True, words=f"The letter cannot be written to this address ({type(failure).__name__}).")
    return Outcome(final=True, words="", accepted=True)


def address_letter(letter: Letter, *, to: str) -> None:
    """Send a letter that was taken up to this address, wherever it was to go when it was queued."""
    if letter.to != to:
        letter.to = to
        letter.save(update_fields=["to"])


def message_id(letter: Letter) -> str:
    """Ours, and the same at each try."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{letter.pk.hex}@{domain}>"


def keep_outcome(letter: Letter, outcome: Outcome, *, subject: str, text: str, at: datetime) -> None:
    """Write down what became of a letter. `text` has a word in place of each secret.

    One that was voided while it left, because its reader was erased, stays without a word.
    """
    if not Letter.objects.select_for_update().filter(pk=letter.pk).exclude(state=LetterState.VOIDED.value).exists():
        return
    letter.state = outcome.state.value
    letter.server_words = outcome.words[:500]
    letter.subject, letter.text = subject[:200], text
    letter.sent_at = at if outcome.accepted else None
    if outcome.state is LetterState.QUEUED:
        letter.send_after = at + retry_after(letter.attempts)  # when its delivery comes again: the page says it
    letter.save(update_fields=["state", "server_words", "subject", "text", "sent_at", "send_after"])


@dataclass(frozen=True, slots=True)
class Erased:
    letters: list[str]  # the keys of all that were to them or about them
    changed: int


def erase_letters(
    *,
    about: Mapping[str, Collection[str]],
    to: Collection[str],
    readers: Collection[str],
    naming: Collection[uuid.UUID] = (),
) -> Erased:
    """Blank the letters about these, to these addresses, that let these in, or `naming` them; none of them leaves.

    `about` are keys by the kind of what they name. That something was written, and when, stays.
    """
    which = Q(recipient__in=readers) & ~Q(recipient="") | Q(pk__in=naming)
    for kind, keys in about.items():
        which |= Q(subject_kind=kind, subject_key__in=keys)
    theirs = list(Letter.objects.filter(which).values_list("pk", flat=True))
    addresses = {address.lower() for address in to if address}
    if addresses:
        lower = Letter.objects.annotate(address=Lower("to")).filter(address__in=addresses)
        theirs = [*{*theirs, *lower.values_list("pk", flat=True)}]
    rows = Letter.objects.filter(pk__in=theirs)
    going = rows.filter(state__in=[LetterState.QUEUED.value, LetterState.SENDING.value])
    changed = going.update(state=LetterState.VOIDED.value)
    told = ~Q(to="") | ~Q(recipient="") | ~Q(subject="") | ~Q(text="") | ~Q(values={}) | ~Q(server_words="")
    blank = {"to": "", "recipient": "", "subject": "", "text": "", "values": {}, "server_words": ""}
    return Erased([str(key) for key in theirs], changed + rows.filter(told).update(**blank))


def remove_letters(kind: str, keys: Iterable[str]) -> None:
    """Take out the letters about these."""
    Letter.objects.filter(subject_kind=kind, subject_key__in=list(keys)).delete()
