"""Order a check, write one down by hand, and void it. Nothing in here speaks to anybody (D-16)."""

import uuid
from datetime import datetime
from typing import Any

from onaccount.domain.business.queries import current_business
from onaccount.domain.connectors.models import Check, Service
from onaccount.domain.connectors.queries.applicants import applicant_of, asked_about, question_of
from onaccount.domain.connectors.rules.checks import (
    CHECK_MOVES,
    LONGEST_WORDS,
    OF_CREDIT,
    OPEN,
    SOURCE_NAMES,
    AlreadyAsked,
    CheckAtWork,
    CheckOutcome,
    CheckOver,
    CheckState,
    NeedsReference,
    NoSuchCheck,
    NoSuchOutcome,
    ScoreImpossible,
    Source,
    SourceNotOn,
)
from onaccount.domain.connectors.rules.policy import HIGHEST_SCORE
from onaccount.domain.customers.actions.amended import void_reference
from onaccount.domain.customers.queries import locked_customer
from onaccount.domain.customers.queries.family import of_family
from onaccount.domain.customers.rules.stages import CREDIT_REFERENCE, REASON
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import SYSTEM, Actor, Subject
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require
from onaccount.foundation.money import money_of

AMENDED = "{field} was corrected after it was asked about"


@action
def order_check(*, number: int, source: Source, by: Actor, at: datetime, amount: str = "") -> Check:
    """Have somebody asked about a customer; the worker does it. `amount` is the limit that is wanted, as typed.

    Raises SourceNotOn, NothingToAsk, AlreadyAsked: what is being asked already is not ordered a second time.
    """
    require(by, Right.DECIDE_CREDIT)
    customer = locked_customer(number)
    if not Service.objects.filter(source=source.value, is_on=True).exists():
        raise SourceNotOn(source=SOURCE_NAMES[source])
    applicant = applicant_of(customer.number)
    question = question_of(source, applicant)
    if Check.objects.filter(customer=customer, source=source.value, state__in=OPEN).exists():
        raise AlreadyAsked(source=SOURCE_NAMES[source])
    check = Check.objects.create(
        customer=customer,
        source=source.value,
        question=question,
        asked_about=asked_about(source, applicant),
        amount_minor=_amount(amount),
        next_try_at=at,
        asked_at=at,
        asked_by_kind=by.kind,
        asked_by_key=by.key,
    )
    tell(check, "check.ordered", by=by, at=at)
    return check


@action
def note_check(
    *,
    number: int,
    outcome: str,
    reference: str,
    by: Actor,
    at: datetime,
    score: str = "",
    limit: str = "",
    reasons: str = "",
) -> Check:
    """Write down what somebody found out without us; `limit` in the business's currency. All of it as typed."""
    require(by, Right.DECIDE_CREDIT)
    customer = locked_customer(number)
    if outcome not in {each.value for each in CheckOutcome}:
        raise NoSuchOutcome(text=outcome[:40])
    kept = str(CREDIT_REFERENCE.clean(reference))
    if not kept:
        raise NeedsReference
    why = str(REASON.clean(reasons))
    applicant = applicant_of(customer.number)
    limit_minor = _amount(limit)
    check = Check.objects.create(
        customer=customer,
        source=Source.BY_HAND.value,
        state=CheckState.ANSWERED.value,
        asked_about=asked_about(Source.BY_HAND, applicant),
        outcome=outcome,
        reference=kept,
        score=_score(score),
        limit_minor=limit_minor,
        limit_currency=current_business().currency if limit_minor is not None else "",
        reasons=[why] if why else [],
        asked_at=at,
        ended_at=at,
        asked_by_kind=by.kind,
        asked_by_key=by.key,
    )
    tell(check, "check.noted", by=by, at=at)
    return check


def _amount(text: str) -> int | None:
    return money_of(text.strip(), current_business().currency).minor if text.strip() else None


def _score(text: str) -> int | None:
    tight = text.strip()
    if not tight:
        return None
    if not (tight.isascii() and tight.isdigit() and len(tight) < 6) or int(tight) > HIGHEST_SCORE:
        raise ScoreImpossible(text=text[:40])
    return int(tight)


@action
def void_check(*, number: int, key: uuid.UUID, by: Actor, at: datetime, why: str = "") -> Check:
    """Let a check count no more; one that waits is not asked at all. What has left stays: CheckAtWork."""
    require(by, Right.DECIDE_CREDIT)
    customer = locked_customer(number)
    check = of_family(Check.objects.filter(pk=key), customer.number).select_for_update(of=("self",)).first()
    if check is None:
        raise NoSuchCheck
    if check.state == CheckState.SENT.value:
        raise CheckAtWork
    if check.state == CheckState.VOIDED.value:
        raise CheckOver
    _void(check, str(REASON.clean(why)), by=by, at=at)
    return check


@action
def void_outdated(*, number: int, at: datetime) -> int:
    """A field that was asked about was corrected: the answer is void (D-03). How many were.

    What follows from the correction, so nobody is asked for a right. Told twice, the second time finds them void.
    """
    customer = locked_customer(number)
    applicant = applicant_of(customer.number)
    counts = Check.objects.filter(
        customer=customer, state__in=[CheckState.ASKED.value, CheckState.ANSWERED.value, CheckState.NOT_CHECKED.value]
    )
    void = 0
    for check in counts.select_for_update(of=("self",)):
        now = asked_about(Source(check.source), applicant)
        changed = next((name for name, text in check.asked_about.items() if now.get(name, text) != text), None)
        if changed:
            _void(check, AMENDED.format(field=changed.replace("_", " ").capitalize()), by=SYSTEM, at=at)
            void += 1
    return void


def _void(check: Check, why: str, *, by: Actor, at: datetime) -> None:
    move(check, CheckState.VOIDED)
    check.voided_at, check.why, check.next_try_at = at, why[:LONGEST_WORDS], None
    check.save(update_fields=["state", "voided_at", "why", "next_try_at"])
    if check.reference and Source(check.source) in OF_CREDIT:
        void_reference(check.customer, check.reference)
    tell(check, "check.voided", by=by, at=at, why=why)


def move(check: Check, to: CheckState) -> None:
    """Change the state, by the table. The caller holds the row, and saves."""
    assert to in CHECK_MOVES[CheckState(check.state)], f"{check.state} never becomes {to.value}"
    check.state = to.value


def tell(check: Check, event: str, *, by: Actor, at: datetime, why: str = "", **changes: Any) -> None:
    """The fact, without what only those may see who may see credit: that stands in the check."""
    told = {"check": ("", SOURCE_NAMES[Source(check.source)])}
    record(event, Subject("customer", str(check.customer_id)), by=by, at=at, changes={**told, **changes}, why=why)
