"""Reads of letters."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Expression, OuterRef, Q, Subquery
from django.template import Context, Variable
from django.template.loader import render_to_string

from onaccount.domain.history.rules import Subject
from onaccount.domain.letters.models import Letter, LetterText
from onaccount.domain.letters.rules import PLACEHOLDERS, LetterState, placeholders_of

GAPS = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class LetterNews:
    """What became of a letter. `server_words` are the mail server's own when it refused or asked for patience."""

    key: str
    kind: str
    to: str
    recipient: str
    state: LetterState
    queued_at: datetime
    send_after: datetime
    sent_at: datetime | None
    server_words: str
    attempts: int


SHORT = Letter.objects.defer("text", "values")  # what became of a letter does not ask what is in it


def news_of(letter: Letter) -> LetterNews:
    return LetterNews(
        key=str(letter.pk),
        kind=letter.kind,
        to=letter.to,
        recipient=letter.recipient,
        state=LetterState(letter.state),
        queued_at=letter.queued_at,
        send_after=letter.send_after,
        sent_at=letter.sent_at,
        server_words=letter.server_words,
        attempts=letter.attempts,
    )


def letters_about(kind: str, *keys: str, limit: int = 20) -> list[LetterNews]:
    """The letters about something, or about several of a kind, newest first."""
    letters = SHORT.filter(subject_kind=kind, subject_key__in=keys).order_by("-queued_at", "-pk")[:limit]
    return [news_of(letter) for letter in letters]


def subjects_with_letters(kind: str, keys: Collection[str] | Expression) -> set[str]:
    """Those of these about which there is any letter."""
    letters = Letter.objects.filter(subject_kind=kind, subject_key__in=keys)
    return set(letters.values_list("subject_key", flat=True))


def has_been_sent(kind: str, key: str) -> bool:
    """Whether a letter about this has left, or may have: one that a server was asked to take counts."""
    tried = Q(state__in=[LetterState.SENDING.value, LetterState.SENT.value]) | Q(attempts__gt=0)
    return Letter.objects.filter(tried, subject_kind=kind, subject_key=key).exists()


def latest_letters(kind: str, keys: Iterable[str]) -> dict[str, LetterNews]:
    """The newest letter about each of these, in one query."""
    about = Letter.objects.filter(subject_kind=kind)
    newest = about.filter(subject_key=OuterRef("subject_key")).order_by("-queued_at", "-pk").values("pk")[:1]
    letters = SHORT.filter(subject_kind=kind, subject_key__in=list(keys), pk=Subquery(newest))
    return {letter.subject_key: news_of(letter) for letter in letters}


def letter_counts() -> dict[str, int]:
    """How many letters there are by state, for the metrics."""
    return dict(Letter.objects.values_list("state").annotate(n=Count("pk")))


def was_written(prefix: str, *, about: Subject, to: str) -> bool:
    """Whether a letter of this reason has gone to this address, or is about to. Looked for among those about somebody:
    by the beginning of its key alone no index finds it."""
    about_it = Letter.objects.filter(subject_kind=about.kind, subject_key=about.key)
    letters = about_it.filter(key__startswith=prefix, to=to)
    return letters.exclude(state__in=[LetterState.VOIDED.value, LetterState.REFUSED.value]).exists()


def is_queued(*, about: Subject, kind: str, recipient: str) -> bool:
    """Whether a letter about this to this recipient still waits; where it goes is settled when it is taken up."""
    letters = Letter.objects.filter(subject_kind=about.kind, subject_key=about.key, kind=kind, recipient=recipient)
    return letters.filter(state=LetterState.QUEUED.value).exists()


def has_left(*, about: Subject, kind: str, since: datetime) -> bool:
    """Whether a letter about this that was queued since then is on its way, sent or refused."""
    letters = Letter.objects.filter(subject_kind=about.kind, subject_key=about.key, kind=kind, queued_at__gte=since)
    return letters.exclude(state__in=[LetterState.QUEUED.value, LetterState.VOIDED.value]).exists()


@dataclass(frozen=True, slots=True)
class Words:
    """What a kind of letter says: with names in braces for what differs from one to the next."""

    kind: str
    subject: str
    text: str
    is_ours: bool
    version: str = ""  # of a business's own words: another one after each change
    by_kind: str = ""
    by_key: str = ""
    changed_at: datetime | None = None


def words_of_letter(kind: str) -> Words:
    """The business's own words, or ours where it has none. Raises NoSuchText."""
    placeholders_of(kind)
    own = LetterText.objects.filter(kind=kind).first()
    return _own(own) if own else our_words(kind)


def own_words(kind: str) -> Words | None:
    own = LetterText.objects.filter(kind=kind).first()
    return _own(own) if own else None


def all_words() -> list[Words]:
    """Of every letter whose words a business may choose."""
    own = {text.kind: _own(text) for text in LetterText.objects.all()}
    return [own.get(kind) or our_words(kind) for kind in PLACEHOLDERS]


def _own(text: LetterText) -> Words:
    return Words(
        kind=text.kind,
        subject=text.subject,
        text=text.text,
        is_ours=False,
        version=text.changed_at.isoformat(),
        by_kind=text.by_kind,
        by_key=text.by_key,
        changed_at=text.changed_at,
    )


def our_words(kind: str) -> Words:
    """Our template, with the names in braces where the values would stand."""
    context: dict[str, Any] = {}
    for one in placeholders_of(kind):
        *outer, last = one.path.split(".")
        place = context
        for name in outer:
            place = place.setdefault(name, {})
        place[last] = f"{{{one.name}}}"
    subject, text = rendered(kind, context)
    return Words(kind, subject, text.strip(), is_ours=True)


def values_in(kind: str, context: Mapping[str, Any]) -> dict[str, str]:
    """The values of a letter's placeholders, from the context that our template would be given."""
    whole = Context(dict(context), autoescape=False)
    return {one.name: str(Variable(one.path).resolve(whole)) for one in placeholders_of(kind)}


def example_values(kind: str, **known: str) -> dict[str, str]:
    """What a preview shows in place of the names in braces; `known` are values that are there already."""
    return {one.name: known.get(one.name, one.example) for one in placeholders_of(kind)}


def rendered(template: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and text of one of our templates: its first line is the subject; parts left out leave no gaps behind."""
    subject, _, text = render_to_string(f"letters/{template}.txt", dict(context)).partition("\n")
    return subject, closed(text)


def closed(text: str) -> str:
    """Text without the gaps that parts left behind which say nothing this time."""
    return GAPS.sub("\n\n", text).strip() + "\n"


def way_in_words(
    *, link: str, temporary_password: str, days: int, hours: int, app: str, has_signed_up: bool = False
) -> str:
    """How a letter says the way in: by a link, by a temporary password, or by the password that was chosen: by the
    reader who has signed up, or by whoever made the account."""
    context = {"link": link, "temporary_password": temporary_password, "days": days, "hours": hours, "app": app}
    context |= {"has_signed_up": has_signed_up}
    return closed(render_to_string("letters/parts/way_in.txt", context)).strip()


def kind_of_letter(key: str) -> str | None:
    return Letter.objects.filter(pk=key).values_list("kind", flat=True).first()
