"""The form of what the business wants of all customers' accounts."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onaccount.delivery.office.settings_form import SettingsForm
from onaccount.domain.accounts.queries import Policy
from onaccount.domain.accounts.rules import Exposure, OverLimitPolicy

BECOMES = [
    (OverLimitPolicy.NO.value, _("is refused, with what is left and what helps")),
    (OverLimitPolicy.REFER.value, _("is referred: one of us looks at it and decides")),
]
WORDS = {
    "counts": _("What counts as used"),
    "over_limit_in_app": _("Over the limit in the app"),
    "over_limit_in_office": _("Over the limit in the office"),
    "four_eyes": _("Limits that take two people"),
    Exposure.HOLDS.value: _("reservations"),
    Exposure.LEASES.value: _("amounts lent to tills"),
    OverLimitPolicy.NO.value: _("refused"),
    OverLimitPolicy.REFER.value: _("referred"),
}


@dataclass(frozen=True, slots=True)
class Now:
    """The policy as the form has it: a box for each exposure."""

    holds: bool
    leases: bool
    over_limit_in_app: str
    over_limit_in_office: str
    four_eyes: str = ""


def as_form(policy: Policy) -> Now:
    return Now(
        holds=Exposure.HOLDS in policy.counts,
        leases=Exposure.LEASES in policy.counts,
        over_limit_in_app=policy.over_limit_in_app.value,
        over_limit_in_office=policy.over_limit_in_office.value,
        four_eyes="" if policy.four_eyes is None else f"{policy.four_eyes.normalize():f}",
    )


class AccountsForm(SettingsForm):
    holds = forms.BooleanField(
        label=_("Reservations count as used"),
        required=False,
        help_text=_("Amounts that are held for an order until it is charged or released."),
    )
    leases = forms.BooleanField(
        label=_("Amounts lent to tills count as used"),
        required=False,
        help_text=_("What a till may take while it is offline. Not ticked, the limit may be passed by it."),
    )
    over_limit_in_app = forms.ChoiceField(
        label=_("A charge over the limit in the app"), choices=BECOMES, widget=forms.RadioSelect
    )
    over_limit_in_office = forms.ChoiceField(
        label=_("A charge over the limit at the office or the till"),
        choices=BECOMES,
        widget=forms.RadioSelect,
        help_text=_("At the counter the right to go over a limit is asked first: alone, or with a manager's code."),
    )

    four_eyes = forms.DecimalField(
        label=_("A limit above this amount takes two people"),
        required=False,
        min_value=0,
        max_digits=15,
        decimal_places=3,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "size": 12}),
        help_text=_(
            "One asks, another approves it on the account's page; rises count with the limit. In the currency of each"
            " account. Left empty: one person sets any limit."
        ),
    )

    def wanted(self, policy: Policy) -> dict[str, Any]:
        """The policy that is to be: what this page did not change is as it is now."""
        chosen = {name: getattr(as_form(policy), name) for name in self.fields} | self.asked()
        return {
            "counts": {each for each in Exposure if chosen[each.value]},
            "over_limit_in_app": OverLimitPolicy(chosen["over_limit_in_app"]),
            "over_limit_in_office": OverLimitPolicy(chosen["over_limit_in_office"]),
            "four_eyes": Decimal(chosen["four_eyes"]) if chosen["four_eyes"] not in ("", None) else None,
        }


def in_words(value: Any, name: str) -> str:
    """A value of the history: a list of what counts, an amount, or one word."""
    if name == "four_eyes":
        return str(_("above no amount")) if value is None else str(_("above %(amount)s")) % {"amount": value}
    if isinstance(value, list):
        return ", ".join(str(WORDS.get(each, each)) for each in value) or str(_("nothing"))
    return str(_("everything")) if value is None else str(WORDS.get(value, value))
