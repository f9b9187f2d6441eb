"""Checks at agencies and in registers in the words in which staff read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.delivery.office.account_shown import in_figures
from onaccount.delivery.office.forms import RuleField
from onaccount.delivery.office.history_shown import actor_name, field_label
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.connectors.queries.checks import CheckCard
from onaccount.domain.connectors.rules.checks import SOURCE_NAMES, CheckOutcome, CheckState, Source
from onaccount.domain.customers.rules.stages import CREDIT_REFERENCE, REASON
from onaccount.foundation.refusals import Refused

OUTCOMES = {
    CheckOutcome.PASSED: ("good", gettext_lazy("Passed")),
    CheckOutcome.REFERRED: ("care", gettext_lazy("Referred")),
    CheckOutcome.FAILED: ("bad", gettext_lazy("Failed")),
}
IN_REGISTER = {
    CheckOutcome.PASSED: ("good", gettext_lazy("Stands in the register")),
    CheckOutcome.REFERRED: ("care", gettext_lazy("Look closer")),
    CheckOutcome.FAILED: ("bad", gettext_lazy("Not, or no more, in the register")),
}
OF_VAT = {
    CheckOutcome.PASSED: ("good", gettext_lazy("Valid for VAT")),
    CheckOutcome.REFERRED: ("care", gettext_lazy("Look closer")),
    CheckOutcome.FAILED: ("bad", gettext_lazy("Not valid for VAT")),
}
LABELS = {Source.COMPANIES_HOUSE: IN_REGISTER, Source.HMRC: OF_VAT, Source.VIES: OF_VAT}
STATES = {
    CheckState.ASKED: ("care", gettext_lazy("Not checked yet")),
    CheckState.SENT: ("care", gettext_lazy("Ordered, no answer yet")),
    CheckState.NOT_CHECKED: ("care", gettext_lazy("Not checked")),
    CheckState.VOIDED: ("", gettext_lazy("Void")),
}
WHAT = {
    Source.BY_HAND: gettext_lazy("Check by hand"),
    Source.CREDITSAFE: gettext_lazy("Credit check at Creditsafe"),
    Source.COMPANIES_HOUSE: gettext_lazy("Companies House"),
    Source.HMRC: gettext_lazy("VAT number at HMRC"),
    Source.VIES: gettext_lazy("VAT number in VIES"),
}
FOUND_LABELS = {
    "company_status": gettext_lazy("State in the register"),
    "created_on": gettext_lazy("Founded on"),
}


class NoteForm(forms.Form):
    """A check that somebody did without us."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=[(outcome.value, label) for outcome, (_tone, label) in OUTCOMES.items()],
    )
    reference = RuleField(CREDIT_REFERENCE)
    score = forms.CharField(label=gettext_lazy("Score"), required=False, max_length=10)
    limit = forms.CharField(label=gettext_lazy("Limit advised"), required=False, max_length=30)
    reasons = RuleField(REASON)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="check-%s")
        self.fields["reference"].label = _("Reference of the answer")
        self.fields["reasons"].label = _("What it says")

    def refuse(self, refusal: Refused) -> bool:
        """Say it at the field it is about; whether there is one."""
        name = {"amount": "limit"}.get(refusal.field, refusal.field)
        if name in self.fields:
            self.add_error(name, in_words(refusal).text)
        return name in self.fields


@dataclass(frozen=True, slots=True)
class ShownDifference:
    label: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """`facts` are label and value; `sentence` says of one without an answer why, and when it is tried next."""

    key: UUID
    title: str
    tone: str
    label: str
    facts: list[tuple[str, str]]
    reasons: list[str]
    differs: list[ShownDifference]
    sentence: str
    asked: str
    at: datetime
    may_void: bool
    may_fill: bool
    is_void: bool

    @classmethod
    def of(cls, card: CheckCard, names: Mapping[str, str], *, may_decide: bool, may_edit: bool) -> "ShownCheck":
        tone, label = _label(card)
        is_void = card.state is CheckState.VOIDED
        return cls(
            key=card.key,
            title=str(WHAT[card.source]),
            tone=tone,
            label=label,
            facts=_facts(card),
            reasons=[_(each) for each in card.reasons],
            differs=[ShownDifference(_label_of(each.name), each.ours, each.theirs) for each in card.differs],
            sentence=_sentence(card),
            asked=actor_name(card.asked_by_kind, card.asked_by_key, names),
            at=card.ended_at or card.asked_at,
            may_void=may_decide and not is_void and card.state is not CheckState.SENT,
            may_fill=may_edit and bool(card.may_fill) and not card.is_of_credit,
            is_void=is_void,
        )


def _label(card: CheckCard) -> tuple[str, str]:
    if card.outcome and card.state is CheckState.ANSWERED:
        tone, label = LABELS.get(card.source, OUTCOMES)[card.outcome]
    else:
        tone, label = STATES[card.state]
    return tone, str(label)


def _label_of(name: str) -> str:
    return str(FOUND_LABELS.get(name) or field_label(name))


def _facts(card: CheckCard) -> list[tuple[str, str]]:
    told = [
        (_("Reference"), card.reference),
        (_("Score"), str(card.score) if card.score is not None else ""),
        (_("Limit advised"), in_figures(card.limit) if card.limit is not None else ""),
        *((str(label), card.found.get(name, "")) for name, label in FOUND_LABELS.items()),
    ]
    return [(label, text) for label, text in told if text]


def _sentence(card: CheckCard) -> str:
    """Of an answer nothing: it speaks for itself."""
    if card.state is CheckState.ASKED and not card.why:
        return _("It is being asked. Nothing waits for it.")
    if card.is_open and card.next_try_at:
        told = {"why": card.why, "time": f"{localtime(card.next_try_at):%H:%M}"}
        if card.state is CheckState.SENT:
            sentence = _("The order left, and no answer came: %(why)s. It is asked at %(time)s what became of it.")
            return sentence % {**told, "why": told["why"] or _("nobody heard yet")}
        return _("Not checked yet, next try %(time)s: %(why)s.") % told
    if card.is_open:
        return _("Not checked yet: %(why)s. It is asked when that is mended.") % {"why": card.why}
    if card.state is CheckState.NOT_CHECKED:
        return _("Not checked: %(why)s. This says nothing against the customer.") % {"why": card.why}
    return card.why


@dataclass(frozen=True, slots=True)
class ShownChecks:
    """`newest` of each source that counts, and `history` all others."""

    newest: list[ShownCheck]
    history: list[ShownCheck]
    sources: list[tuple[str, str]]  # who can be asked, and the words of the button
    is_connected: bool
    may_decide: bool
    form: NoteForm
    is_open: bool  # the form was refused, and holds what was typed
    waits: bool  # an answer is on its way: the part looks again by itself

    @classmethod
    def of(
        cls,
        cards: Sequence[CheckCard],
        on: Sequence[Source],
        names: Mapping[str, str],
        *,
        may_decide: bool,
        may_edit: bool,
        refused: NoteForm | None = None,
    ) -> "ShownChecks":
        seen: set[Source] = set()
        newest: list[ShownCheck] = []
        history: list[ShownCheck] = []
        for card in cards:
            shown = ShownCheck.of(card, names, may_decide=may_decide, may_edit=may_edit)
            is_first = card.source not in seen and not shown.is_void
            (newest if is_first else history).append(shown)
            seen |= {card.source} if is_first else set()
        return cls(
            newest=newest,
            history=history,
            sources=[(source.value, SOURCE_NAMES[source]) for source in on],
            is_connected=bool(on),
            may_decide=may_decide,
            form=refused or NoteForm(),
            is_open=refused is not None,
            waits=any(card.is_open and not card.why for card in cards),
        )
