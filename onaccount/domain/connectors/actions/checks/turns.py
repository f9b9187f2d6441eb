"""The checks that are due, each given its turn. Nothing waits for any of them, and no transaction is open while
somebody out there is asked.

What costs money is written down as SENT before it leaves. Whoever finds a check SENT asks first what became of the
order, by our id: it is sent once more only where the agency says that it never came.
"""

import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F

from onaccount.domain.connectors.actions.checks.agency import Agency
from onaccount.domain.connectors.actions.checks.asking import Clock, Line
from onaccount.domain.connectors.actions.checks.ordering import move, tell
from onaccount.domain.connectors.actions.checks.registers import CompaniesHouse, Hmrc, Vies
from onaccount.domain.connectors.actions.checks.sources import note_service_answer, note_test, refuse_service
from onaccount.domain.connectors.actions.wire import Wire
from onaccount.domain.connectors.models import Check, Service
from onaccount.domain.connectors.queries.applicants import applicant_of
from onaccount.domain.connectors.queries.checks import PURPOSE, due_checks, recent_answer
from onaccount.domain.connectors.queries.sources import tests_asked
from onaccount.domain.connectors.rules.checks import (
    LONGEST_ANSWER,
    LONGEST_WORDS,
    OPEN,
    Applicant,
    CannotTell,
    Checker,
    CheckState,
    NotLetIn,
    Report,
    Source,
    TurnIsOver,
    Unknown,
    ended,
)
from onaccount.domain.connectors.rules.next_door import NotAnswered, NotTaken
from onaccount.domain.connectors.rules.patience import LEASE, SETTLES, wait_after
from onaccount.domain.history.rules import SYSTEM
from onaccount.foundation.locks import lock

log = logging.getLogger(__name__)

LEAVES_WITHIN = timedelta(seconds=60)  # with the longest answer that is shorter than LEASE
Checkers = Mapping[Source, Callable[[Line], Checker]]
CHECKERS: Checkers = {
    Source.CREDITSAFE: Agency,
    Source.COMPANIES_HOUSE: CompaniesHouse,
    Source.HMRC: Hmrc,
    Source.VIES: Vies,
}
LOST = "nobody knows whether it was carried out ({words}). Ask there for our reference {order} before ordering again"


@dataclass(slots=True)
class Turn:
    """A check whose turn it is, as it was claimed. `left`: the order left in this turn."""

    key: uuid.UUID
    source: Source
    tries: int
    asked_at: datetime
    began_at: datetime
    was_sent: bool
    question: str
    applicant: Applicant
    left: bool = False

    @property
    def order(self) -> str:
        return str(self.key)


def push_checks(wire: Wire, *, clock: Clock, limit: int = 20, checkers: Checkers | None = None) -> int:
    """Give every check that is due its turn, and say to how many."""
    done = 0
    for key in due_checks(clock(), limit=limit):
        turn = claim(key, at=clock())
        if turn is not None:
            done += 1
            _take(turn, (checkers or CHECKERS)[turn.source](Line(turn.source, wire, clock)), clock)
    return done


@transaction.atomic
def claim(key: uuid.UUID, *, at: datetime) -> Turn | None:
    """Take a check's turn; of two workers one has it. Of a service that is off none: it waits until it is on again."""
    mine = Check.objects.filter(pk=key, state__in=OPEN, next_try_at__lte=at)
    if not mine.update(next_try_at=at + LEASE, tries=F("tries") + 1):
        return None
    check = Check.objects.get(pk=key)
    if not Service.objects.filter(pk=check.source, is_on=True, refused_at=None).exists():
        Check.objects.filter(pk=key).update(next_try_at=None, why=OFF)
        return None
    return Turn(
        key=key,
        source=Source(check.source),
        tries=check.tries,
        asked_at=check.asked_at,
        began_at=at,
        was_sent=check.state == CheckState.SENT.value,
        question=check.question,
        applicant=applicant_of(check.customer_id),
    )


OFF = "it is switched off, or does not take our credentials"


def _take(turn: Turn, checker: Checker, clock: Clock) -> None:
    try:
        report = checker.find(turn.order) if turn.was_sent else None
        kept = None if report or turn.was_sent else recent_answer(turn.source, turn.question, clock())
        if kept is not None:
            _copy(turn, kept, at=clock())
            return
        if report is None:
            report = checker.check(turn.applicant, order=turn.order, leaves=lambda: leaves(turn, at=clock()))
        keep_report(turn, report, at=clock())
        note_service_answer(turn.source, at=clock())
    except TurnIsOver:
        return
    except NotAnswered as silence:
        _later(turn, silence.words, until=silence.until, at=clock(), arrived=not turn.left)
    except NotTaken as refusal:
        note_service_answer(turn.source, at=clock())
        _give_up(turn, refusal.words, at=clock())
    except CannotTell as silence:
        _give_up(turn, LOST.format(words=silence.words, order=turn.order), at=clock())
    except NotLetIn as refusal:
        refuse_service(turn.source, refusal.words, at=clock())
        _later(turn, refusal.words, until=None, at=clock(), arrived=not turn.left, is_refused=True)
    except Unknown as silence:
        _later(turn, silence.words, until=clock() + SETTLES, at=clock(), arrived=True)
    except (OperationalError, InterfaceError):
        raise  # the lease gives the turn back
    except Exception:
        log.exception("A check at %s could not be done", turn.source.value)
        _later(turn, "something went wrong here", until=None, at=clock(), arrived=True)


# --- what is written down, each in a short transaction; a turn that is over writes nothing ----------------------------


@transaction.atomic
def leaves(turn: Turn, *, at: datetime) -> bool:
    """The order is about to leave. False where the turn is over: then nothing may be sent."""
    check = _held(turn)
    if check is None or at - turn.began_at > LEAVES_WITHIN:
        return False
    if check.state != CheckState.SENT.value:
        move(check, CheckState.SENT)
    check.sent_at = at
    check.save(update_fields=["state", "sent_at"])
    turn.left = True
    return True


@transaction.atomic
def keep_report(turn: Turn, report: Report, *, at: datetime) -> None:
    check = _held(turn)
    if check is None:
        return
    limit = report.limit_advised
    check.outcome, check.reference, check.score = report.outcome.value, report.reference[:80], report.score
    check.limit_minor, check.limit_currency = (limit.minor, limit.currency) if limit is not None else (None, "")
    check.reasons, check.found = [each[:LONGEST_WORDS] for each in report.reasons], dict(report.found)
    check.answer = _locked(report.document)
    _answered(check, at=at)


@transaction.atomic
def _copy(turn: Turn, kept: Check, *, at: datetime) -> None:
    """The same was answered less than a day ago: it is not asked again."""
    check = _held(turn)
    if check is None:
        return
    for name in ("outcome", "reference", "score", "limit_minor", "limit_currency", "reasons", "found", "answer"):
        setattr(check, name, getattr(kept, name))
    check.taken_from = kept.pk
    _answered(check, at=at)


def _answered(check: Check, *, at: datetime) -> None:
    move(check, CheckState.ANSWERED)
    check.ended_at, check.next_try_at, check.why = at, None, ""
    check.save()
    tell(check, "check.answered", by=SYSTEM, at=at, credit_reference=("", check.reference))


@transaction.atomic
def _later(
    turn: Turn, words: str, *, until: datetime | None, at: datetime, arrived: bool, is_refused: bool = False
) -> None:
    """Tried again, each time a little later. `arrived`: an order that had left may have been carried out."""
    check = _held(turn)
    if check is None:
        return
    if check.state == CheckState.SENT.value and not arrived:
        move(check, CheckState.ASKED)
    if ended(check.asked_at, at):
        order = LOST.format(words=words, order=turn.order) if check.state == CheckState.SENT.value else words
        _end(check, order, at=at)
        return
    check.why = words[:LONGEST_WORDS]
    check.next_try_at = None if is_refused else max(filter(None, (until, at + wait_after(turn.tries))))
    check.save(update_fields=["state", "why", "next_try_at"])


@transaction.atomic
def _give_up(turn: Turn, words: str, *, at: datetime) -> None:
    check = _held(turn)
    if check is not None:
        _end(check, words, at=at)


def _end(check: Check, words: str, *, at: datetime) -> None:
    move(check, CheckState.NOT_CHECKED)
    check.ended_at, check.next_try_at, check.why = at, None, words[:LONGEST_WORDS]
    check.save(update_fields=["state", "ended_at", "next_try_at", "why"])
    tell(check, "check.not_done", by=SYSTEM, at=at, why=words[:LONGEST_WORDS])


def _held(turn: Turn) -> Check | None:
    """The check, held; None where somebody else has the turn by now."""
    mine = Check.objects.filter(pk=turn.key, tries=turn.tries, state__in=OPEN)
    return mine.select_for_update(of=("self",)).first()


def _locked(document: bytes) -> str:
    text = document[:LONGEST_ANSWER].decode("latin-1")
    return lock(text, key=settings.SECRET_KEY, purpose=PURPOSE) if text else ""


# --- tests ------------------------------------------------------------------------------------------------------------


def try_services(wire: Wire, *, clock: Clock) -> int:
    """Try each that somebody wants to know of, and say how many."""
    asked = tests_asked()
    for source in asked:
        note_test(source, _tried(source, wire, clock), at=clock())
    return len(asked)


def _tried(source: Source, wire: Wire, clock: Clock) -> str:
    """In words what stands in the way; blank for nothing."""
    try:
        CHECKERS[source](Line(source, wire, clock)).test()
        note_service_answer(source, at=clock())
    except NotLetIn as refusal:
        refuse_service(source, refusal.words, at=clock())
        return refusal.words
    except (NotAnswered, NotTaken, Unknown) as silence:
        return silence.words
    return ""
