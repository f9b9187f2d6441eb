"""Dealers and their people in the words in which staff read them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.delivery.office.groups_shown import STATE_LABELS
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.domain.customers.rules.unusable import Unusable
from onaccount.domain.partners.queries import PartnerRow, UserRow, active_partners
from onaccount.domain.partners.rules import LONGEST_NAME, PartnerState, PortalRight
from onaccount.domain.people.rules.staff import StaffState

STATES = {PartnerState.ACTIVE: gettext_lazy("Brings customers"), PartnerState.ENDED: gettext_lazy("Ended")}
RIGHTS = {
    PortalRight.SEE: gettext_lazy("See own customers"),
    PortalRight.SUBMIT: gettext_lazy("Bring customers"),
    PortalRight.MANAGE: gettext_lazy("Bring customers, manage people"),
}
USER_STATES = STATE_LABELS | {StaffState.ACTIVE: gettext_lazy("Comes in")}


def shown_partner(row: PartnerRow) -> dict[str, Any]:
    return {
        "key": row.key,
        "code": row.code,
        "name": row.name,
        "state": "active" if row.state is PartnerState.ACTIVE else "ended",
        "state_label": STATES[row.state],
        "people": row.people,
        "created_at": row.created_at,
    }


def shown_user(row: UserRow) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": row.name,
        "email": row.email,
        "right": row.right.value,
        "right_label": RIGHTS[row.right],
        "state": row.state.value,
        "state_label": USER_STATES[row.state],
        "seen_at": row.seen_at,
    }


def right_choices() -> list[tuple[str, str]]:
    return [(right.value, str(label)) for right, label in RIGHTS.items()]


class PartnerForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Dealer code"), max_length=40, help_text=gettext_lazy("Letters and digits, such as ABC123.")
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)


class PartnerPerson(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    email = forms.CharField(
        label=gettext_lazy("E-mail"), max_length=320, help_text=gettext_lazy("The invitation goes there.")
    )
    right = forms.TypedChoiceField(label=gettext_lazy("May"), coerce=PortalRight)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["right"]
        choice.choices = right_choices()

    def clean_email(self) -> str:
        try:
            return str(FIELDS["email"].clean(self.cleaned_data["email"]))
        except Unusable as unusable:
            raise forms.ValidationError(in_words(unusable).text) from None


class Reseller(forms.Form):
    """Blank is none: the customer is the business's own."""

    partner = forms.ChoiceField(label=gettext_lazy("Reseller"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["partner"]
        choice.choices = [("", _("None"))] + [(str(key), label) for key, label in active_partners()]
