"""What a dealer handed in of a customer, and its checklist, in the words in which staff read them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.delivery.office.history_shown import field_label
from onaccount.domain.people.queries.staff import staff_rows
from onaccount.domain.people.rules.staff import StaffState
from onaccount.domain.vetting.queries.dealers import Dossier, ItemRow
from onaccount.domain.vetting.rules.checklist import Outcome, What
from onaccount.domain.vetting.rules.dealers import PaymentType

WHATS = {
    What.DEPOSIT: gettext_lazy("Deposit"),
    What.GUARANTEE: gettext_lazy("Guarantee"),
    What.TRADE_REFERENCES: gettext_lazy("Trade references"),
    What.LOWER_LIMIT: gettext_lazy("Lower limit"),
    What.DIRECTOR: gettext_lazy("Director's details"),
    What.PAPER: gettext_lazy("Paper"),
    What.QUESTION: gettext_lazy("Question"),
}
OUTCOMES = {
    None: gettext_lazy("Settled"),  # before it was asked what became of it
    Outcome.BROUGHT: gettext_lazy("Brought"),
    Outcome.NOT_NEEDED: gettext_lazy("Not needed"),
}
PAYMENTS = {
    PaymentType.DIRECT_DEBIT.value: gettext_lazy("Direct debit"),
    PaymentType.CARD.value: gettext_lazy("Card"),
    PaymentType.TRANSFER.value: gettext_lazy("Bank transfer"),
}
LABELS = {
    "years": gettext_lazy("Years at the address"),
    "months": gettext_lazy("Months at the address"),
    "same_details": gettext_lazy("Contact by the same details"),
    "contact_name": gettext_lazy("Contact"),
    "contact_phone": gettext_lazy("Telephone of the contact"),
    "registered_on": gettext_lazy("Registration date"),
    "date_of_birth": gettext_lazy("Date of birth"),
    "national_id": gettext_lazy("National id"),
}


class ItemForm(forms.Form):
    """A line for the checklist."""

    what = forms.TypedChoiceField(
        label=gettext_lazy("What"), coerce=What, choices=[(what.value, label) for what, label in WHATS.items()]
    )
    words = forms.CharField(label=gettext_lazy("In words"), max_length=500, required=False)
    owner = forms.TypedChoiceField(label=gettext_lazy("Whose matter"), coerce=int, empty_value=None, required=False)
    due_on = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    asks_partner = forms.BooleanField(label=gettext_lazy("Ask the partner"), required=False)
    asks_applicant = forms.BooleanField(label=gettext_lazy("Ask the applicant, by letter with a link"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["owner"]
        here = [(str(row.key), row.name) for row in staff_rows() if row.state is StaffState.ACTIVE]
        choice.choices = [("", _("Nobody's yet")), *here]


def answers_shown(dossier: Dossier) -> list[tuple[str, str]]:
    """Each answer with its label, the earlier addresses and directors by their number."""
    said = {name: text for name, text in dossier.answers.items() if name not in ("revenue", "payment_type")}
    return [(_label(name), text) for name, text in said.items()]


def _label(name: str) -> str:
    group, _underscore, rest = name.partition("_")
    if group in ("previous", "director"):
        number, _underscore, part = rest.partition("_")
        heading = _("Earlier address %(n)s") if group == "previous" else _("Director %(n)s")
        return f"{heading % {'n': number}}: {_label(part)}"
    return str(LABELS.get(name) or field_label(name))


def secrets_shown(secrets: dict[str, str]) -> list[tuple[str, str]]:
    return [(_label(name), text) for name, text in secrets.items()]


def shown_item(item: ItemRow) -> dict[str, Any]:
    return {
        "key": item.key,
        "what": WHATS[item.what],
        "words": item.words,
        "owner": item.owner_name,
        "due_on": item.due_on,
        "asks_partner": item.asks_partner,
        "asks_applicant": item.asks_applicant,
        "answer": item.answer,
        "answered_at": item.answered_at,
        "settled_at": item.settled_at,
        "outcome": OUTCOMES[item.outcome] if item.settled_at else "",
    }
