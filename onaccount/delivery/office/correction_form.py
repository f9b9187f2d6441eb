"""The form of a customer's details: what was shown goes with it, so that two people at one customer lose nothing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.utils.translation import gettext as _

from onaccount.delivery.office.candidates_shown import ask_while_typing, were_shown
from onaccount.delivery.office.forms import OF_BOTH, OF_KIND, PLACE, field_of, table_field
from onaccount.delivery.office.history_shown import field_label, who_did
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.customers.queries import Card
from onaccount.domain.customers.rules.meanwhile import Conflict
from onaccount.domain.history.queries import Fact
from onaccount.domain.matching.queries import Candidate, candidates_of
from onaccount.domain.matching.rules.telling import FINDING
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import without_controls

HAD_ONCE = ("login_email", "external_id")  # nobody else may have them: who does is named by the refusal
MANY = 50


class Correction(forms.Form):
    """A customer's details; which fields depends on the kind of customer.

    `seen` holds the fields as they were shown, and `asked` what was typed into those that somebody else had changed as
    well, between which and theirs the person now chooses: both as JSON of {field: text}. `anyway` has the numbers of
    those who were shown as maybe the same.
    """

    seen = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    asked = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    anyway = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, card: Card, data: Mapping[str, str] | None = None) -> None:
        self.names = (*OF_KIND[card.customer.kind], *OF_BOTH, *PLACE, "login_email")
        shown = {name: card.fields.get(name, "") for name in self.names}
        super().__init__(data, initial={**shown, "seen": json.dumps(shown)})
        for name in self.names:
            self.fields[name] = table_field("email" if name == "login_email" else name)
        self.fields["login_email"].label = _("Login e-mail")
        self.fields["login_email"].help_text = _("Who has this address logs in to the app.")
        ask_while_typing(self, number=card.customer.number)

    @property
    def values(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.names}

    def newly_alike(self, card: Card) -> list[Candidate]:
        """Who looks like this customer by what is corrected now, and did not before."""
        told = {name: text for name, text in self.values.items() if name in FINDING and name not in HAD_ONCE}
        if all(text == card.fields.get(name, "") for name, text in told.items()):
            return []
        number = card.customer.number
        before = {each.number for each in candidates_of(card.fields, number=number, limit=MANY) if each.is_asked_about}
        now = candidates_of(card.fields | told, number=number)
        return [each for each in now if each.is_asked_about and each.number not in before]

    def were_shown(self, found: Sequence[Candidate]) -> bool:
        """Whether these were shown before the button was pressed that goes on all the same."""
        return were_shown(str(self.cleaned_data.get("anyway") or ""), found)

    @property
    def as_seen(self) -> dict[str, str] | None:
        """The fields as they were shown; None where the form did not say so."""
        return texts_in(self.data.get("seen", "")) or None

    def undecided(self, card: Card) -> list[Conflict]:
        """What was asked and not answered: the field did not come with the form."""
        asked = texts_in(self.data.get("asked", ""))
        missing = {name: text for name, text in asked.items() if name in self.names and name not in self.data}
        return [Conflict(name, "", card.fields.get(name, ""), text) for name, text in missing.items()]

    def after_conflict(self, card: Card, conflicts: Sequence[Conflict]) -> "Correction":
        """The same form on what stands there now: what was typed stays typed, and what both changed is asked."""
        seen = self.as_seen or {}
        now = {name: card.fields.get(name, "") for name in self.names}
        form = Correction(card)
        for name in self.names:
            typed = self.data.get(name, now[name])
            is_touched = same_lines(typed) != same_lines(seen.get(name, ""))
            form.initial[name] = typed if is_touched else now[name]
        form.initial["asked"] = json.dumps({each.field: each.wanted for each in conflicts})
        for each in conflicts:
            del form.fields[each.field]
        return form

    def refuse(self, refusal: Refused) -> None:
        name = field_of(refusal)
        self.add_error(name if name in self.fields else None, in_words(refusal).text)


def same_lines(text: str) -> str:
    """Browsers send other line ends than they were given."""
    return text.replace("\r\n", "\n")


def texts_in(text: str) -> dict[str, str]:
    """The fields in what a form says; whatever is none is left out."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    fields = found.items() if isinstance(found, dict) else ()
    return {name: without_controls(text) for name, text in fields if isinstance(text, str)}


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """A field that two people changed: what the other one wrote, who and when, and what the reader wants."""

    name: str
    label: str
    theirs: str
    mine: str
    who: str
    at: datetime | None

    @classmethod
    def of(cls, conflict: Conflict, facts: Sequence[Fact], names: Mapping[str, str]) -> "ShownConflict":
        fact = next((fact for fact in facts if conflict.field in fact.changes), None)
        return cls(
            name=conflict.field,
            label=field_label(conflict.field),
            theirs=conflict.now,
            mine=conflict.wanted,
            who=who_did(fact, names) if fact else _("Somebody"),
            at=fact.at if fact else None,
        )
