"""One application for whoever decides on it: what each key does, whose it is, and who has to say yes besides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.delivery.office.forms import RuleField
from onaccount.delivery.office.history_shown import actor_name
from onaccount.delivery.office.stages import WILL_CAUSE
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.customers.rules.stages import BILLING_REFERENCE, CREDIT_REFERENCE, REASON, needs_of
from onaccount.domain.customers.rules.status import STAGE_MOVES, Stage
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.queries import names_of
from onaccount.domain.people.queries.staff import staff_rows
from onaccount.domain.people.rules.staff import StaffState
from onaccount.domain.vetting.queries.deciding import TwoPeople
from onaccount.foundation.refusals import Refused

KEYS = {  # the words of each decision, and the key that makes it
    Stage.NEW: (gettext_lazy("Begin the check"), "w"),
    Stage.PASSED: (gettext_lazy("Pass"), "p"),
    Stage.REFERRED: (gettext_lazy("Refer"), "f"),
    Stage.FAILED: (gettext_lazy("Fail"), "x"),
    Stage.BILLING: (gettext_lazy("Billing"), "b"),
}


class CaseForm(forms.Form):
    """What the decisions that are open stand on, in one form with a button for each."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, now: Stage, reference: str = "") -> None:
        super().__init__(data, initial={CREDIT_REFERENCE.name: reference}, auto_id="case-%s")
        needs = [needs_of(now, to) for to in STAGE_MOVES[now]]
        for rule, is_needed in (
            (CREDIT_REFERENCE, any(need.credit_reference for need in needs)),
            (BILLING_REFERENCE, any(need.billing_reference for need in needs)),
        ):
            if is_needed:
                self.fields[rule.name] = RuleField(rule, widget=forms.TextInput({"autocomplete": "off"}))
        label = _("Reason") if any(need.why for need in needs) else _("Reason, if there is one to keep")
        self.fields[REASON.name] = RuleField(REASON, label=label)

    def said(self, name: str) -> str:
        return str(self.cleaned_data.get(name, ""))

    def refuse(self, refusal: Refused) -> None:
        name = refusal.values.get("field")
        self.add_error(name if name in self.fields else None, in_words(refusal).text)


class QuestionForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Question"), max_length=500, widget=forms.TextInput({"autocomplete": "off"})
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="question-%s")


@dataclass(frozen=True, slots=True)
class ShownDecision:
    value: str
    label: str
    key: str
    will_cause: str
    is_first: bool  # the one that usually comes next


def shown_decisions(now: Stage, *, may_decide: bool) -> list[ShownDecision]:
    order = [to for to in KEYS if to in STAGE_MOVES[now]] if may_decide else []
    return [
        ShownDecision(to.value, str(KEYS[to][0]), KEYS[to][1], str(WILL_CAUSE[to]), place == 0)
        for place, to in enumerate(order)
    ]


@dataclass(frozen=True, slots=True)
class ShownAssignee:
    """Whose it is; `others` are whom it can be given to."""

    name: str
    is_mine: bool
    me: str
    others: list[tuple[int, str]]


def shown_assignee(assignee: tuple[int, str] | None, *, by: Actor) -> ShownAssignee:
    here = [(row.key, row.name) for row in staff_rows() if row.state is StaffState.ACTIVE]
    return ShownAssignee(
        name=assignee[1] if assignee else "",
        is_mine=assignee is not None and str(assignee[0]) == by.key,
        me=by.key,
        others=here,
    )


@dataclass(frozen=True, slots=True)
class ShownTwo:
    """That two people have to say yes; `who` is whose first yes there is, or ""."""

    who: str
    is_me: bool
    at: datetime | None


def shown_two(two: TwoPeople | None, *, by: Actor) -> ShownTwo | None:
    if two is None:
        return None
    if two.by_key is None:
        return ShownTwo("", is_me=False, at=None)
    names = names_of([two.by_key])
    return ShownTwo(actor_name(two.by_kind, two.by_key, names), is_me=two.by_key == by.key, at=two.at)
