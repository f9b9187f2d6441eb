"""Checks as pages and machines are told them: of what is kept here, nobody is asked."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from onaccount.domain.connectors.models import Check
from onaccount.domain.connectors.queries.profiles import ours_of
from onaccount.domain.connectors.rules.checks import (
    KEPT_FOR,
    OF_CREDIT,
    CheckOutcome,
    CheckState,
    Difference,
    NoSuchCheck,
    Source,
    differences,
)
from onaccount.domain.customers.queries.family import of_family, survivor
from onaccount.domain.customers.rules.status import NoSuchCustomer
from onaccount.foundation.locks import WrongKey, unlock
from onaccount.foundation.money import Money

MOST = 50  # checks of a customer that are told at a time
PURPOSE = b"onaccount.check-answer"


@dataclass(frozen=True, slots=True)
class CheckCard:
    """`differs` is what the register has otherwise than we have it now; of a voided check nothing."""

    key: uuid.UUID
    number: int
    source: Source
    state: CheckState
    outcome: CheckOutcome | None
    reference: str
    score: int | None
    limit: Money | None
    amount_minor: int | None
    reasons: tuple[str, ...]
    found: dict[str, str]
    differs: tuple[Difference, ...]
    why: str
    asked_at: datetime
    asked_by_kind: str
    asked_by_key: str
    next_try_at: datetime | None
    ended_at: datetime | None
    voided_at: datetime | None
    has_answer: bool
    is_taken: bool  # the answer was got for another check, less than a day before

    @property
    def is_open(self) -> bool:
        return self.state in (CheckState.ASKED, CheckState.SENT)

    @property
    def is_of_credit(self) -> bool:
        return self.source in OF_CREDIT

    @property
    def may_fill(self) -> tuple[Difference, ...]:
        return tuple(each for each in self.differs if each.is_blank)


def checks_of(number: int, *, limit: int = MOST) -> list[CheckCard]:
    """Of a customer and of who was merged into it, the newest first. Three statements."""
    known = _known(number)
    rows = of_family(Check.objects.all(), known).order_by("-asked_at", "-id")[:limit]
    return _cards(list(rows), known)


def check_card(number: int, key: uuid.UUID) -> CheckCard:
    """One of them. Raises NoSuchCheck, also for that of another customer."""
    known = _known(number)
    row = of_family(Check.objects.filter(pk=key), known).first()
    if row is None:
        raise NoSuchCheck
    return _cards([row], known)[0]


def _known(number: int) -> int:
    known = survivor(number).values_list("number", flat=True).first()
    if known is None:
        raise NoSuchCustomer(customer=number)
    return int(known)


def _cards(rows: Sequence[Check], known: int) -> list[CheckCard]:
    ours = ours_of(known) if any(row.found for row in rows) else {}
    return [_card(row, ours) for row in rows]


def _card(row: Check, ours: dict[str, str]) -> CheckCard:
    state, source = CheckState(row.state), Source(row.source)
    compares = state is CheckState.ANSWERED and source is not Source.BY_HAND
    return CheckCard(
        key=row.pk,
        number=row.customer_id,
        source=source,
        state=state,
        outcome=CheckOutcome(row.outcome) if row.outcome else None,
        reference=row.reference,
        score=row.score,
        limit=Money(row.limit_minor, row.limit_currency) if row.limit_minor is not None else None,
        amount_minor=row.amount_minor,
        reasons=tuple(row.reasons),
        found=dict(row.found),
        differs=tuple(differences(ours, row.found)) if compares else (),
        why=row.why,
        asked_at=row.asked_at,
        asked_by_kind=row.asked_by_kind,
        asked_by_key=row.asked_by_key,
        next_try_at=row.next_try_at,
        ended_at=row.ended_at,
        voided_at=row.voided_at,
        has_answer=bool(row.answer),
        is_taken=row.taken_from is not None,
    )


def reference_to_stand_on(cards: Sequence[CheckCard]) -> str:
    """Of the newest answer on credit that counts: what a move of the stage begins with; blank where there is none."""
    good = (each.reference for each in cards if each.is_of_credit and each.state is CheckState.ANSWERED)
    return next(good, "")


COUNTING = (CheckState.ASKED, CheckState.ANSWERED, CheckState.NOT_CHECKED)


def asked_by(number: int) -> tuple[str, ...]:
    """The fields of a customer about which a check was made that still counts: changing one makes it void."""
    asked = Check.objects.filter(customer=number, state__in=[state.value for state in COUNTING])
    return tuple(sorted({name for about in asked.values_list("asked_about", flat=True) for name in about}))


def checked_in_batch(key: uuid.UUID) -> list[int]:
    """Those whom an import wrote over, and about whom a check was made that still counts."""
    asked = Check.objects.filter(customer__replaced__batch=key, state__in=[state.value for state in COUNTING])
    return sorted(set(asked.values_list("customer_id", flat=True)))


def checked_and_changed(at: datetime) -> list[int]:
    """Those who were changed at exactly this moment, as when an import was taken back, and whose check still counts."""
    asked = Check.objects.filter(customer__changed_at=at, state__in=[state.value for state in COUNTING])
    return sorted(set(asked.values_list("customer_id", flat=True)))


def raw_answer(number: int, key: uuid.UUID) -> bytes:
    """As it came; nothing where it cannot be unlocked any more. Raises NoSuchCheck."""
    card = check_card(number, key)
    return _opened(Check.objects.values_list("answer", flat=True).get(pk=card.key))


def _opened(kept: Any) -> bytes:
    try:
        return unlock(kept, key=settings.SECRET_KEY, purpose=PURPOSE).encode("latin-1") if kept else b""
    except WrongKey:
        return b""


def due_checks(at: datetime, *, limit: int) -> list[uuid.UUID]:
    """Those whose turn it is, the longest due first."""
    due = Check.objects.filter(state__in=[CheckState.ASKED.value, CheckState.SENT.value], next_try_at__lte=at)
    return list(due.order_by("next_try_at").values_list("pk", flat=True)[:limit])


def recent_answer(source: Source, question: str, at: datetime) -> Check | None:
    """An answer to the same question that is not a day old."""
    same = Check.objects.filter(
        source=source.value,
        question=question,
        state=CheckState.ANSWERED.value,
        taken_from=None,
        ended_at__gt=at - KEPT_FOR,
    )
    return same.order_by("-ended_at").first() if question else None


def documents_of(customers: Collection[int]) -> dict[str, str]:
    """The answers about these as they came, by the ids of the checks: what a person is told who asks for all of it."""
    checks = Check.objects.filter(customer__in=customers).exclude(answer="").order_by("asked_at", "pk")
    return {str(check.pk): _opened(check.answer).decode("latin-1") for check in checks}
