"""Reads of letters."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Expression, OuterRef, Subquery

from onaccount.domain.history.rules import Subject
from onaccount.domain.letters.models import Letter
from onaccount.domain.letters.rules import LetterState


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


def letters_about(kind: str, key: str, *, limit: int = 20) -> list[LetterNews]:
    """The letters about something, newest first."""
    letters = SHORT.filter(subject_kind=kind, subject_key=key).order_by("-queued_at", "-pk")[:limit]
    return [news_of(letter) for letter in letters]


def subjects_with_letters(kind: str, keys: Collection[str] | Expression) -> set[str]:
    """Those of these about which there is any letter."""
    letters = Letter.objects.filter(subject_kind=kind, subject_key__in=keys)
    return set(letters.values_list("subject_key", flat=True))


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


def has_left(*, about: Subject, kind: str, since: datetime) -> bool:
    """Whether a letter about this that was queued since then is on its way, sent or refused."""
    letters = Letter.objects.filter(subject_kind=about.kind, subject_key=about.key, kind=kind, queued_at__gte=since)
    return letters.exclude(state__in=[LetterState.QUEUED.value, LetterState.VOIDED.value]).exists()


def kind_of_letter(key: str) -> str | None:
    return Letter.objects.filter(pk=key).values_list("kind", flat=True).first()
