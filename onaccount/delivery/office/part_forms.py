"""The forms of a customer's parts. Each goes out with what stood there, and brings it back as `seen`."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.delivery.office.forms import RuleField
from onaccount.delivery.office.shown import USE_LABELS
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.customers.rules.fields import FIELDS, LOCATION_NAME, Field
from onaccount.domain.customers.rules.meanwhile import ChangedMeanwhile
from onaccount.domain.customers.rules.parts import PERSON, PLACE, Use
from onaccount.foundation.refusals import Refused

LONGEST_SEEN = 20_000  # characters; what is longer was not made here
MAIL = {"inputmode": "email", "autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}

Values = Mapping[str, str]


class PartForm(forms.Form):
    """A part of a customer as fields. `shown` are the values that the page shows, None for a new part."""

    section: ClassVar[str]

    def __init__(self, data: Values | None = None, *, shown: Values | None = None) -> None:
        super().__init__(data, initial=dict(shown or {}), auto_id=f"{self.section}-%s")
        self.shown = shown if data is None else seen_in(data.get("seen", ""))

    @property
    def seen(self) -> Values | None:
        """The values that were shown, when these were typed; None for a form of which that is not known."""
        return self.shown

    @property
    def seen_text(self) -> str:
        return json.dumps(dict(self.shown), ensure_ascii=False) if self.shown is not None else ""

    def refuse(self, refusal: Refused) -> None:
        """Say it at the field it is about, or above them all."""
        name = refusal.values.get("field") or FIELD_OF.get(refusal.code)
        self.add_error(name if name in self.fields else None, in_words(refusal).text)

    def after(self, clash: ChangedMeanwhile) -> "PartForm":
        """The form to choose in: what was typed stays where both changed it, the other fields show what is there."""
        seen = self.shown or {}
        theirs = {name: now for name, now in clash.now.items() if self.data.get(name) == seen.get(name)}
        data = {**{name: self.data.get(name, "") for name in self.fields}, **theirs}
        form = type(self)(data)
        form.shown = clash.now
        form.full_clean()
        form.add_error(None, in_words(clash).text)
        for conflict in clash.conflicts:
            now = conflict.now or _("nothing")
            form.add_error(
                conflict.field if conflict.field in form.fields else None,
                _('It is "%(now)s" now. Save again to put yours in its place.') % {"now": now},
            )
        return form


FIELD_OF = {"login_taken": "login_email", "login_of_staff": "login_email"}


def seen_in(text: str) -> dict[str, str] | None:
    """What a form brought back of what it showed; anything else is not known."""
    try:
        values = json.loads(text[:LONGEST_SEEN])
    except (ValueError, RecursionError):
        return None
    is_ours = isinstance(values, dict) and all(isinstance(value, str) for value in values.values())
    return values if is_ours else None


class ContactForm(PartForm):
    section = "contacts"
    LABELS: ClassVar[dict[str, Any]] = {
        "title": gettext_lazy("Title"),
        "given_name": gettext_lazy("Given name"),
        "family_name": gettext_lazy("Family name"),
        "job_title": gettext_lazy("Role"),
        "email": gettext_lazy("E-mail"),
        "phone": gettext_lazy("Telephone"),
    }

    def __init__(self, data: Values | None = None, *, shown: Values | None = None) -> None:
        super().__init__(data, shown=shown)
        for name in PERSON:
            self.fields[name] = _field(FIELDS[f"contact_{name}"], self.LABELS[name])


class AddressForm(PartForm):
    """An address; a new one is asked what it is for, of the `uses` that are still free."""

    section = "addresses"
    LABELS: ClassVar[dict[str, Any]] = {
        "line1": gettext_lazy("First line"),
        "line2": gettext_lazy("Second line"),
        "line3": gettext_lazy("Third line"),
        "city": gettext_lazy("City"),
        "region": gettext_lazy("Region"),
        "postcode": gettext_lazy("Postcode"),
        "country": gettext_lazy("Country"),
    }

    def __init__(
        self,
        data: Values | None = None,
        *,
        shown: Values | None = None,
        uses: list[Use] | None = None,
    ) -> None:
        super().__init__(data, shown=shown)
        if uses is not None:
            choices = [(use.value, USE_LABELS[use.value]) for use in uses]
            self.fields["use"] = forms.ChoiceField(choices=choices, label=_("What it is for"))
        for name in PLACE:
            self.fields[name] = _field(FIELDS[name], self.LABELS[name])


class LocationForm(PartForm):
    section = "locations"

    def __init__(self, data: Values | None = None, *, shown: Values | None = None) -> None:
        super().__init__(data, shown=shown)
        self.fields["login_email"] = _field(FIELDS["email"], _("Login e-mail"), **MAIL)
        self.fields["location_name"] = _field(LOCATION_NAME, _("Location"))
        self.fields["location_name"].help_text = _("Which of the places it is. Blank where there is only one.")


class NoteForm(PartForm):
    section = "notes"

    def __init__(self, data: Values | None = None, *, shown: Values | None = None) -> None:
        super().__init__(data, shown=shown)
        self.fields["text"] = RuleField(FIELDS["notes"], label=_("Note"), widget=forms.Textarea({"rows": 3}))


class TagForm(PartForm):
    section = "tags"

    def __init__(self, data: Values | None = None, *, shown: Values | None = None) -> None:
        super().__init__(data, shown=shown)
        self.fields["name"] = RuleField(
            FIELDS["tags"], label=_("Tag"), widget=forms.TextInput({"list": "known-tags", "autocomplete": "off"})
        )


def _field(rule: Field, label: Any, **attrs: str) -> RuleField:
    more = attrs or (MAIL if rule.name.endswith("email") else {"autocomplete": "off"})
    return RuleField(rule, label=str(label), widget=forms.TextInput(more))
