"""Moves of the stage, which is credit: what each needs, and what a stage allows (D-01, D-03)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from onaccount.domain.customers.rules.fields import Field, Part, make_field
from onaccount.domain.customers.rules.status import STAGE_MOVES, AlreadyDone, NoSuchMove, Stage
from onaccount.domain.customers.rules.unusable import Unusable
from onaccount.foundation.refusals import Refused

MAY_USE_LIMIT = frozenset({Stage.NONE, Stage.PASSED, Stage.BILLING})  # the others trade prepaid

STAGE_EVENTS: dict[Stage, str] = {
    Stage.NEW: "customer.stage_opened",
    Stage.PASSED: "customer.stage_passed",
    Stage.REFERRED: "customer.stage_referred",
    Stage.FAILED: "customer.stage_failed",
    Stage.BILLING: "customer.stage_billed",
}

# Columns and texts that only those see who may see credit; reads that show history leave them out for others.
OF_CREDIT = frozenset({"credit_reference", "billing_reference"})

# Not fields that an import may write: they come with a move, from whoever decides.
CREDIT_REFERENCE = make_field(
    "credit_reference", "Credit reference", Part.CUSTOMER, 80, "Of the answer that the decision stands on."
)
BILLING_REFERENCE = make_field(
    "billing_reference", "Billing reference", Part.CUSTOMER, 80, "Of the customer in the billing system."
)
REASON = make_field("reason", "Reason", Part.CUSTOMER, 500, "Why, in a sentence; it is kept with the move.")


class NoSuchStageMove(NoSuchMove):
    code = "no_such_stage_move"
    sentence = "The credit stage of No. {customer} is {now} and cannot become {to}."
    cure = "Reload the page to see its stage."


class StageAlreadyDone(AlreadyDone):
    sentence = "The credit stage of No. {customer} is {now} already."


class NeedsCreditReference(Refused):
    code = "needs_credit_reference"
    sentence = "{to} needs a credit reference."
    cure = "Give the reference of the answer that says so."


class NeedsBillingReference(Refused):
    code = "needs_billing_reference"
    sentence = "{to} needs a billing reference."
    cure = "Give the customer's reference in the billing system."


class NeedsReason(Refused):
    code = "needs_reason"
    sentence = "Billing goes back to {to} only for a reason."
    cure = "Say in a sentence what has changed."


class CheckIsVoid(Refused):
    code = "credit_check_void"
    sentence = "The check {reference} is void: what was checked has been amended since."
    cure = "Order a new check, refer the customer, and decide on the new reference."
    status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True)
class Needs:
    """What has to be given with a move of the stage."""

    credit_reference: bool = False
    billing_reference: bool = False
    why: bool = False


def needs_of(now: Stage, to: Stage) -> Needs:
    """An answer of a credit check has its reference, but for one that is void because the customer was amended."""
    if now is Stage.BILLING:
        return Needs(why=True)
    return Needs(
        credit_reference=to in (Stage.PASSED, Stage.REFERRED, Stage.FAILED), billing_reference=to is Stage.BILLING
    )


def leads_back(came_from: Stage, now: Stage) -> Needs | None:
    """What the way back of a move needs; None where the table has no such way."""
    return needs_of(now, came_from) if came_from in STAGE_MOVES[now] else None


def check_stage_move(customer: int, now: Stage, to: Stage) -> None:
    if now is to:
        raise StageAlreadyDone(customer=customer, now=stage_word(now))
    if to not in STAGE_MOVES[now]:
        raise NoSuchStageMove(customer=customer, now=stage_word(now), to=stage_word(to))


@dataclass(frozen=True, slots=True)
class Given:
    """What was given with a move, as it is stored: blank is nothing."""

    credit_reference: str = ""
    billing_reference: str = ""
    why: str = ""


def clean_given(typed: Given) -> Given:
    """What was typed, tidied. A refusal says in its values which `field` it is about."""
    return Given(
        credit_reference=_clean(CREDIT_REFERENCE, typed.credit_reference),
        billing_reference=_clean(BILLING_REFERENCE, typed.billing_reference),
        why=_clean(REASON, typed.why),
    )


def _clean(field: Field, text: str) -> str:
    try:
        return str(field.clean(text))
    except Unusable as refusal:
        refusal.values["field"] = field.name
        raise


def check_given(now: Stage, to: Stage, given: Given) -> None:
    """Refuse a move that comes without what it stands on. A refusal says in its values which `field` lacks."""
    needs = needs_of(now, to)
    if needs.credit_reference and not given.credit_reference:
        raise NeedsCreditReference(to=stage_word(to), field=CREDIT_REFERENCE.name)
    if needs.billing_reference and not given.billing_reference:
        raise NeedsBillingReference(to=stage_word(to), field=BILLING_REFERENCE.name)
    if needs.why and not given.why:
        raise NeedsReason(to=stage_word(to), field=REASON.name)


def check_not_void(to: Stage, reference: str, void: Collection[str]) -> None:
    """Refuse to let somebody pass, or into Billing, on an answer that counts no more (D-03)."""
    if to in (Stage.PASSED, Stage.BILLING) and reference in void:
        raise CheckIsVoid(reference=reference, field=CREDIT_REFERENCE.name)


def stage_word(stage: Stage) -> str:
    return stage.value.capitalize()
