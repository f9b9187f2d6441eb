"""The form in which a dealer hands a customer in: its shape alone. What may stand in it is asked by the action."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.delivery.portal.shown import PAYMENTS
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.domain.customers.rules.status import Kind
from onaccount.domain.vetting.rules.dealers import (
    COMPANY_CATEGORIES,
    DIRECTOR,
    MOST_DIRECTORS,
    PREVIOUS,
    Draft,
    last_part,
    needs_director,
    own_fields,
    previous_to_ask,
    secret_names,
)
from onaccount.foundation.refusals import Refused

LABELS = {
    "date_of_birth": gettext_lazy("Date of birth"),
    "national_id": gettext_lazy("National id"),
    "registered_on": gettext_lazy("Registration date"),
    "revenue": gettext_lazy("Estimated monthly revenue"),
    "payment_type": gettext_lazy("Payment type"),
    "years": gettext_lazy("Years at this address"),
    "months": gettext_lazy("and months"),
    "same_details": gettext_lazy("Use the same details for the contact"),
    "contact_name": gettext_lazy("Name of the contact"),
    "contact_phone": gettext_lazy("Telephone of the contact"),
    "line1": gettext_lazy("Street and number"),
    "city": gettext_lazy("Town or city"),
    "postcode": gettext_lazy("Postcode"),
    "notes": gettext_lazy("Comments"),
    "given_name": gettext_lazy("Given name"),
    "family_name": gettext_lazy("Family name"),
    "name": gettext_lazy("Company name"),
}
HINTS = {
    "date_of_birth": gettext_lazy("Such as 23/10/1984. It is kept under lock, and shown as its last part."),
    "registered_on": gettext_lazy("Such as 23/10/2009."),
    "revenue": gettext_lazy("In the currency of the business, such as 120.00."),
}
ATTRS = {
    "email": {"inputmode": "email", "autocapitalize": "none", "spellcheck": "false"},
    "phone": {"inputmode": "tel"},
    "mobile": {"inputmode": "tel"},
    "revenue": {"inputmode": "decimal"},
    "years": {"inputmode": "numeric"},
    "months": {"inputmode": "numeric"},
}


class Typed(forms.Field):
    """Text as it was typed."""

    def clean(self, value: Any) -> str:
        return str(value or "")


class DraftForm(forms.Form):
    """The fields of one kind of customer; earlier addresses and directors as many as are asked for."""

    use_required_attribute = False

    def __init__(self, draft: Draft, data: Mapping[str, str] | None = None) -> None:
        self.draft = draft
        self.kind = draft.kind
        super().__init__(data, initial={**draft.values, **draft.answers})
        typed = {name: data.get(name, "") for name in data} if data is not None else draft.answers
        self.previous = previous_to_ask(typed) if self.kind is Kind.INDIVIDUAL else 0
        for name in self._names(typed):
            self.fields[name] = self._field(name)

    def _names(self, typed: Mapping[str, str]) -> list[str]:
        own = [name for name in own_fields(self.kind) if name != "category" or self.kind is Kind.COMPANY]
        if self.kind is Kind.COMPANY:
            shown = self._directors(typed)
            people = [f"director_{n}_{part}" for n in range(1, shown + 1) for part in (*DIRECTOR, "date_of_birth")]
            return [*own, "registered_on", "revenue", "payment_type", *people]
        before = [f"previous_{n}_{part}" for n in range(1, self.previous + 1) for part in PREVIOUS]
        more = ["years", "months", "same_details", "contact_name", "contact_phone"]
        return [*own, *secret_names(self.kind), *more, *before, "revenue", "payment_type"]

    def _directors(self, typed: Mapping[str, str]) -> int:
        there = [n for n in range(1, MOST_DIRECTORS + 1) if typed.get(f"director_{n}_family_name", "").strip()]
        return min((there[-1] if there else 0) + 1, MOST_DIRECTORS)

    def _field(self, name: str) -> Typed:
        part = name.split("_", 2)[2] if name.startswith(("previous_", "director_")) else name
        label = LABELS.get(part) or _(FIELDS[part].label)
        hint = HINTS.get(part, "")
        if name in secret_names(self.kind) and self.draft.secrets.get(name):
            hint = _("Kept: %(hint)s. Leave blank to keep it.") % {"hint": last_part(self.draft.secrets[name])}
        return Typed(label=label, required=False, help_text=hint, widget=self._widget(name, part))

    def _widget(self, name: str, part: str) -> forms.Widget:
        if part == "category":
            return forms.Select(choices=[("", _("Choose one")), *((each, _(each)) for each in COMPANY_CATEGORIES)])
        if part == "payment_type":
            return forms.Select(
                choices=[("", _("Choose one")), *((each.value, label) for each, label in PAYMENTS.items())]
            )
        if part == "same_details":
            return forms.CheckboxInput({"value": "on"})
        if part == "notes":
            return forms.Textarea({"rows": 3})
        return forms.TextInput({"autocomplete": "off", **ATTRS.get(part, {})})

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, with what an earlier page had and this one did not show."""
        shown = {name: str(self.data.get(name, "") or "") for name in self.fields}
        return {**self.draft.values, **self.draft.answers, **shown}

    def refuse(self, problems: Sequence[tuple[str, Refused]]) -> None:
        self.full_clean()
        for name, refusal in problems:
            self.add_error(name if name in self.fields else None, in_words(refusal).text)

    @property
    def asks_director(self) -> bool:
        typed = self.data.get("category", "") if self.is_bound else self.draft.values.get("category", "")
        return self.kind is Kind.COMPANY and needs_director(str(typed))

    # --- as the page has them ---

    def section(self, *names: str) -> list[BoundField]:
        return [self[name] for name in names if name in self.fields]

    @property
    def who(self) -> list[BoundField]:
        return self.section(
            "name", "category", "registration_number", "registered_on",
            "title", "given_name", "family_name", "date_of_birth", "national_id",
        )  # fmt: skip

    @property
    def reach(self) -> list[BoundField]:
        return self.section("email", "phone", "mobile", "website")

    @property
    def place(self) -> list[BoundField]:
        return self.section("line1", "line2", "city", "region", "postcode", "country", "years", "months")

    @property
    def earlier(self) -> list[list[BoundField]]:
        return [self.section(*(f"previous_{n}_{part}" for part in PREVIOUS)) for n in range(1, self.previous + 1)]

    @property
    def contact(self) -> list[BoundField]:
        return self.section(
            "contact_given_name", "contact_family_name", "same_details", "contact_name", "contact_phone"
        )

    @property
    def directors(self) -> list[list[BoundField]]:
        parts = (*DIRECTOR, "date_of_birth")
        rows = [self.section(*(f"director_{n}_{part}" for part in parts)) for n in range(1, MOST_DIRECTORS + 1)]
        return [row for row in rows if row]

    @property
    def business(self) -> list[BoundField]:
        return self.section("revenue", "payment_type", "notes")
