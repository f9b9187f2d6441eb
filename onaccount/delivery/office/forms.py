"""The shape of what the office's pages send. What a field may hold is said by the one field table."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.delivery.office.listing import number_in
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.customers.rules.fields import FIELDS, Field, NeedsName, NeedsPersonName
from onaccount.domain.customers.rules.status import (
    ExternalIdTaken,
    Kind,
    LastLogin,
    LoginOfStaff,
    LoginTaken,
    NoLogin,
    Status,
)
from onaccount.domain.customers.rules.unusable import Unusable
from onaccount.domain.vetting.rules.applications import PasswordWithoutLogin
from onaccount.foundation.refusals import Refused

MOST_AT_ONCE = 1000


class Move(forms.Form):
    status = forms.TypedChoiceField(coerce=Status, choices=[(status.value, status.value) for status in Status])


class Numbers(forms.Field):
    """Several customer numbers under one name."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        return [number for text in dict.fromkeys(value or []) if (number := number_in(text))]

    def validate(self, value: list[int]) -> None:
        super().validate(value)
        if len(value) > MOST_AT_ONCE:
            raise forms.ValidationError(_("At most %(n)d customers are changed at once.") % {"n": MOST_AT_ONCE})


class BulkMove(Move):
    number = Numbers(error_messages={"required": gettext_lazy("Nothing was selected. Tick the customers first.")})


class ToWave(forms.Form):
    number = Numbers(error_messages={"required": gettext_lazy("Nothing was selected. Tick the customers first.")})


OF_BOTH = ("category", "email", "phone", "mobile", "website", "tax_id", "external_id", "tags", "notes")
OF_KIND = {
    Kind.COMPANY.value: ("name", "registration_number"),
    Kind.INDIVIDUAL.value: ("title", "given_name", "family_name"),
}
PLACE = ("line1", "line2", "line3", "city", "region", "postcode", "country")


OF_CONTACT = ("contact_title", "contact_given_name", "contact_family_name", "contact_job_title")


class RuleField(forms.CharField):
    """A form field that asks a rule of the field table, so that a form says what an import says."""

    def __init__(self, rule: Field, *, label: str = "", **kwargs: Any) -> None:
        self.rule = rule
        super().__init__(required=False, strip=False, label=label or _(rule.label), **kwargs)

    def clean(self, value: Any) -> str:
        try:
            return str(self.rule.clean(value or ""))
        except Unusable as refusal:
            raise forms.ValidationError(in_words(refusal).text) from None


def table_field(name: str, *, label: str = "") -> RuleField:
    rule = FIELDS[name]
    widget: forms.Widget = forms.Textarea({"rows": 4}) if name == "notes" else forms.TextInput()
    if name == "category":
        widget = forms.TextInput({"list": "categories"})
    if name.endswith("email"):
        widget = forms.TextInput({"inputmode": "email", "autocapitalize": "none", "spellcheck": "false"})
    return RuleField(rule, label=label, widget=widget)


def field_of(refusal: Refused) -> str | None:
    """The field of the table that a refusal of an action speaks of."""
    return next((name for kinds, name in SPEAKS_OF.items() if isinstance(refusal, kinds)), None)


SPEAKS_OF: dict[tuple[type[Refused], ...], str] = {
    (LoginTaken, LoginOfStaff, LastLogin, NoLogin, PasswordWithoutLogin): "login_email",
    (ExternalIdTaken,): "external_id",
    (NeedsName,): "name",
    (NeedsPersonName,): "family_name",
}
