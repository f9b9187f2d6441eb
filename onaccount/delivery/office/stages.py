"""The stage of a customer as staff see it: what it is, what it allows, and the moves, each asking for what it needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.delivery.office.forms import RuleField
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.customers.queries import Card
from onaccount.domain.customers.rules.stages import (
    BILLING_REFERENCE,
    CREDIT_REFERENCE,
    MAY_USE_LIMIT,
    REASON,
    needs_of,
)
from onaccount.domain.customers.rules.status import STAGE_MOVES, Stage, Status
from onaccount.foundation.refusals import Refused

WORDS = {
    Stage.NONE: gettext_lazy("No credit check"),
    Stage.NEW: gettext_lazy("New"),
    Stage.PASSED: gettext_lazy("Passed"),
    Stage.REFERRED: gettext_lazy("Referred"),
    Stage.FAILED: gettext_lazy("Failed"),
    Stage.BILLING: gettext_lazy("Billing"),
}
SET_TO = {
    Stage.NEW: gettext_lazy("Set to New"),
    Stage.PASSED: gettext_lazy("Set to Passed"),
    Stage.REFERRED: gettext_lazy("Set to Referred"),
    Stage.FAILED: gettext_lazy("Set to Failed"),
    Stage.BILLING: gettext_lazy("Set to Billing"),
}
WILL_CAUSE = {
    Stage.NEW: gettext_lazy("A credit check begins: until it has an answer, the customer trades prepaid."),
    Stage.PASSED: gettext_lazy("The customer may use its limit."),
    Stage.REFERRED: gettext_lazy("Somebody decides later: until then the customer trades prepaid."),
    Stage.FAILED: gettext_lazy("The customer trades prepaid and cannot become Active."),
    Stage.BILLING: gettext_lazy("The customer is set up for billing and may use its limit."),
}
PIPS = {Stage.NONE: 0, Stage.NEW: 0, Stage.REFERRED: 1, Stage.PASSED: 2, Stage.BILLING: 3}


class StageMove(forms.Form):
    """One move of the stage, with the fields that this move needs; a reason may be given with any."""

    stage = forms.TypedChoiceField(coerce=Stage, choices=[(stage.value, stage.value) for stage in Stage])

    def __init__(
        self, data: Mapping[str, str] | None = None, *, now: Stage, to: Stage | None, reference: str = ""
    ) -> None:
        initial = {CREDIT_REFERENCE.name: reference}
        super().__init__(data, initial=initial, auto_id=f"stage-{to.value}-%s" if to else "stage-%s")
        self.to = to
        needs = needs_of(now, to) if to else None
        for rule, is_needed in (
            (CREDIT_REFERENCE, needs and needs.credit_reference),
            (BILLING_REFERENCE, needs and needs.billing_reference),
        ):
            if is_needed:
                self.fields[rule.name] = RuleField(rule, widget=forms.TextInput({"autocomplete": "off"}))
        label = _("Reason") if needs and needs.why else _("Reason, if there is one to keep")
        self.fields[REASON.name] = RuleField(REASON, label=label)

    def refuse(self, refusal: Refused) -> None:
        """Say it at the field it is about, or above them all."""
        name = refusal.values.get("field")
        self.add_error(name if name in self.fields else None, in_words(refusal).text)


@dataclass(frozen=True, slots=True)
class ShownMove:
    value: str
    word: str
    label: str
    will_cause: str
    form: StageMove
    is_open: bool  # it was refused: what was typed stands in it


@dataclass(frozen=True, slots=True)
class ShownStage:
    value: str
    word: str
    pips: list[bool]
    allows: str
    credit_reference: str
    billing_reference: str
    sees_references: bool
    moves: list[ShownMove]

    @classmethod
    def of(
        cls, card: Card, *, may_see: bool, may_decide: bool, refused: StageMove | None = None, reference: str = ""
    ) -> "ShownStage":
        """`reference` of the newest answer that counts: what a move that needs one begins with."""
        now = Stage(card.customer.stage)
        to_stages = [to for to in Stage if to in STAGE_MOVES[now]] if may_decide else []
        return cls(
            value=now.value,
            word=str(WORDS[now]),
            pips=[pip < PIPS.get(now, 0) for pip in range(3)],
            allows=allows(now, Status(card.customer.status)),
            credit_reference=card.customer.credit_reference,
            billing_reference=card.customer.billing_reference,
            sees_references=may_see,
            moves=[shown_move(now, to, card, refused, reference) for to in to_stages],
        )


def allows(stage: Stage, status: Status) -> str:
    """What follows from the stage for who trades (D-01)."""
    if stage in MAY_USE_LIMIT:
        return _("May use its limit.")
    if stage is Stage.FAILED and status is not Status.ACTIVE:
        return _("Trades prepaid, and cannot become Active.")
    return _("Trades prepaid.")


def shown_move(now: Stage, to: Stage, card: Card, refused: StageMove | None, reference: str = "") -> ShownMove:
    is_open = refused is not None and refused.to is to
    will_cause = str(WILL_CAUSE[to])
    if to is Stage.FAILED and card.customer.status == Status.ACTIVE.value:
        will_cause = _("The customer stays Active and trades prepaid.")
    form = refused if refused is not None and is_open else StageMove(now=now, to=to, reference=reference)
    return ShownMove(to.value, str(WORDS[to]), str(SET_TO[to]), will_cause, form, is_open)


def stage_move(data: Mapping[str, Any], card: Card) -> StageMove:
    """The form of the move that was sent; of a stage that there is not, only the complaint about it."""
    to = next((stage for stage in Stage if stage.value == data.get("stage")), None)
    return StageMove(data, now=Stage(card.customer.stage), to=to)
