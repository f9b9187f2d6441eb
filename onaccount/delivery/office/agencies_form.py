"""The forms of agencies and registers, and of the policy's rules."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.delivery.office.checks_shown import OUTCOMES
from onaccount.delivery.office.stages import WORDS
from onaccount.domain.connectors.queries.sources import ServiceCard
from onaccount.domain.connectors.rules.policy import DECIDES, HIGHEST_SCORE, MOST_RULES, PolicyRule
from onaccount.foundation.money import money_of, plain
from onaccount.foundation.refusals import Refused

CREDENTIALS = {
    "username": gettext_lazy("User name"),
    "password": gettext_lazy("Password"),
    "key": gettext_lazy("API key"),
    "client_id": gettext_lazy("Client id"),
    "client_secret": gettext_lazy("Client secret"),
}
BLANK_ROWS = 2  # below the rules that there are


class ServiceForm(forms.Form):
    """What stands in the fields of credentials is what is typed anew: those that are kept are shown nowhere."""

    is_on = forms.BooleanField(label=gettext_lazy("Ask it about customers"), required=False)
    address = forms.CharField(label=gettext_lazy("Address"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, card: ServiceCard, may_change: bool = True) -> None:
        initial = {"is_on": card.is_on, "address": card.address}
        super().__init__(data, initial=initial, auto_id=f"{card.source.value}-%s")
        for name in card.credentials:
            is_secret = name not in ("username", "client_id")
            widget = forms.PasswordInput if is_secret else forms.TextInput
            hint = _("Kept encrypted. Leave it blank to keep it.") if name in card.kept else ""
            self.fields[name] = forms.CharField(
                label=CREDENTIALS[name],
                required=False,
                help_text=hint,
                strip=True,
                widget=widget({"autocomplete": "off", "spellcheck": "false"}),
            )
        for field in self.fields.values():
            field.disabled = not may_change

    @property
    def credentials(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name in CREDENTIALS]

    def typed(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.fields if name in CREDENTIALS}


STAGES = [("", "")] + [(stage.value, WORDS[stage]) for stage in DECIDES]
ANSWERS = [("", gettext_lazy("Any"))] + [(outcome.value, label) for outcome, (_tone, label) in OUTCOMES.items()]


class RuleForm(forms.Form):
    """One rule; all blank is none."""

    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), choices=ANSWERS, required=False)
    least = forms.IntegerField(label=gettext_lazy("Score from"), required=False, min_value=0, max_value=HIGHEST_SCORE)
    most = forms.IntegerField(label=gettext_lazy("Score to"), required=False, min_value=0, max_value=HIGHEST_SCORE)
    up_to = forms.CharField(label=gettext_lazy("Limit wanted up to"), required=False, max_length=30)
    category = forms.CharField(label=gettext_lazy("Category"), required=False, max_length=80)
    to = forms.ChoiceField(label=gettext_lazy("Then"), choices=STAGES, required=False)

    def __init__(self, *args: Any, currency: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.currency = currency
        self.empty_permitted = False
        for name in ("least", "most"):
            self.fields[name].widget = forms.TextInput({"inputmode": "numeric", "size": 4})
        self.fields["up_to"].widget = forms.TextInput({"inputmode": "decimal", "size": 8})
        for field in self.fields.values():
            field.widget.attrs |= {"class": "input", "aria-label": str(field.label), "autocomplete": "off"}

    def clean_up_to(self) -> int | None:
        text = self.cleaned_data["up_to"].strip()
        try:
            return money_of(text, self.currency).minor if text else None
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def rule(self) -> PolicyRule | None:
        told = self.cleaned_data
        found = PolicyRule(
            to=told["to"],
            least=told["least"],
            most=told["most"],
            up_to_minor=told["up_to"],
            category=told["category"].strip(),
            outcome=told["outcome"],
        )
        return None if found == PolicyRule(to="") else found


def rule_forms(
    rules: Sequence[PolicyRule], *, currency: str, data: Mapping[str, Any] | None = None, may_change: bool = True
) -> list[RuleForm]:
    """The rules as they are, and a few blank rows; with `data`, what was sent."""
    if data is not None:
        count = sum(1 for n in range(MOST_RULES + BLANK_ROWS) if f"r{n}-to" in data)
        return [RuleForm(data, prefix=f"r{n}", currency=currency) for n in range(count)]
    blank = BLANK_ROWS if may_change else 0
    rows: list[PolicyRule | None] = [*rules, *[None] * blank]
    return [
        RuleForm(prefix=f"r{n}", initial=_initial(rule, currency), currency=currency) for n, rule in enumerate(rows)
    ]


def _initial(rule: PolicyRule | None, currency: str) -> dict[str, Any]:
    if rule is None:
        return {}
    up_to = plain(rule.up_to_minor, currency) if rule.up_to_minor is not None else ""
    return {
        "to": rule.to,
        "least": rule.least,
        "most": rule.most,
        "up_to": up_to,
        "category": rule.category,
        "outcome": rule.outcome,
    }
