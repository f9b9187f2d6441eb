"""What somebody who signs up is asked: few things first, the rest if they have it at hand."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.domain.customers.rules.status import Kind
from onaccount.domain.vetting.rules.signup import Policy
from onaccount.foundation.refusals import Refused

COMPANY, INDIVIDUAL = Kind.COMPANY.value, Kind.INDIVIDUAL.value
MORE = (
    "registration_number", "tax_id", "mobile", "website",
    "line1", "line2", "city", "region", "postcode", "country", "notes",
)  # fmt: skip
# How phones fill in and which keys they show (WHATWG HTML, 4.10.18.7).
FILLED = {
    "name": {"autocomplete": "organization"},
    "given_name": {"autocomplete": "given-name"},
    "family_name": {"autocomplete": "family-name"},
    "email": {"autocomplete": "email", "inputmode": "email", "autocapitalize": "none", "spellcheck": "false"},
    "phone": {"autocomplete": "tel", "inputmode": "tel"},
    "mobile": {"autocomplete": "off", "inputmode": "tel"},
    "website": {"autocomplete": "url", "inputmode": "url", "autocapitalize": "none", "spellcheck": "false"},
    "line1": {"autocomplete": "address-line1"},
    "line2": {"autocomplete": "address-line2"},
    "city": {"autocomplete": "address-level2"},
    "region": {"autocomplete": "address-level1"},
    "postcode": {"autocomplete": "postal-code", "autocapitalize": "characters"},
    "country": {"autocomplete": "country-name"},
}


class Typed(forms.Field):
    """Text as it was typed. What may stand in it is asked by the action; `required` only says so on the page."""

    def clean(self, value: Any) -> str:
        return value or ""


class SignUp(forms.Form):
    use_required_attribute = False

    def __init__(self, data: Any = None, *, policy: Policy) -> None:
        super().__init__(data, initial={"kind": COMPANY})
        if policy.allows_individuals:
            who = [(COMPANY, _("A company or sole trader")), (INDIVIDUAL, _("Myself, as a person"))]
            self.fields["kind"] = Typed(label=_("Who will pay the bills?"), widget=forms.RadioSelect(choices=who))
        self.fields["name"] = _typed("name", needed=True)
        self.fields["given_name"] = _typed("given_name")
        self.fields["family_name"] = _typed("family_name")
        self.fields["email"] = _typed("email", needed=True)
        self.fields["phone"] = _typed("phone")
        self.fields["password"] = Typed(
            label=_("Password"),
            required=False,
            widget=forms.PasswordInput({"autocomplete": "new-password"}),  # never sent back: a page may be kept
        )
        for name in MORE:
            self.fields[name] = _typed(name)

    @property
    def more(self) -> list[BoundField]:
        return [self[name] for name in MORE]

    @property
    def has_more(self) -> bool:
        """Whether something stands in the fields that are folded away, or is wrong with it."""
        return any(bound.errors or bound.value() for bound in self.more)

    @property
    def password(self) -> str:
        return str(self.cleaned_data["password"])

    @property
    def values(self) -> dict[str, str]:
        """The fields of the field table that are said. Who signs up for a company is its contact person."""
        values = {name: text for name, text in self.cleaned_data.items() if name != "password"}
        values.setdefault("kind", COMPANY)
        given, family = values.pop("given_name"), values.pop("family_name")
        if values["kind"] == INDIVIDUAL:
            return {**values, "name": "", "given_name": given, "family_name": family}
        if not (given or family):
            return values
        contact = {"contact_given_name": given, "contact_family_name": family}
        return {**values, **contact, "contact_email": values["email"]}

    def take(self, problems: Sequence[tuple[str, Refused]]) -> None:
        """Put what the action refused to the fields of this form."""
        for name, refusal in problems:
            field = OF_THIS_FORM.get(name, name)
            if name == "name" and self.data.get("kind") == INDIVIDUAL and "kind" in self.fields:
                field = "given_name"
            if name != "contact_email":  # the same as the e-mail address
                self.add_error(field if field in self.fields else None, in_words(refusal).text)

    def ask_password_again(self) -> None:
        """It is the one thing typed that does not come back with a refused form."""
        if self.data.get("password") and not self.has_error("password"):
            self.add_error("password", _("Type the password again: it is never sent back."))


OF_THIS_FORM = {"contact_given_name": "given_name", "contact_family_name": "family_name"}
HINTS = {"email": gettext_lazy("You log in with this. Colleagues can share it.")}
LABELS = {  # where the table's own are written for staff
    "name": gettext_lazy("Business name"),
    "given_name": gettext_lazy("Your given name"),
    "family_name": gettext_lazy("Your family name"),
    "phone": gettext_lazy("Telephone"),
    "line1": gettext_lazy("Street and number"),
    "line2": gettext_lazy("Building, floor, unit"),
    "city": gettext_lazy("Town or city"),
    "region": gettext_lazy("County or region"),
    "postcode": gettext_lazy("Postcode"),
    "country": gettext_lazy("Country"),
    "notes": gettext_lazy("Anything we should know?"),
}


def _typed(name: str, *, needed: bool = False) -> Typed:
    attrs = FILLED.get(name, {})
    widget: forms.Widget = forms.Textarea({"rows": 3}) if name == "notes" else forms.TextInput(attrs)
    return Typed(
        label=LABELS.get(name) or _(FIELDS[name].label), required=needed, widget=widget, help_text=HINTS.get(name, "")
    )
