"""What is asked of the people who share a login: in the app by themselves, in the office by staff."""

from django import forms
from django.utils.translation import gettext_lazy as _

from onaccount.foundation.refusals import Refused


class NewPin(forms.Form):
    """Shown as it is typed: a PIN that was mistyped once and unseen would lock its owner out."""

    pin = forms.CharField(
        label=_("New PIN"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
    )


class PersonName(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput({"autocomplete": "off"}))


class NewPerson(PersonName):
    pin = forms.CharField(
        label=_("PIN"),
        required=False,
        max_length=20,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
    )


def field_of(refusal: Refused) -> str:
    """The field that a refusal is about."""
    return "pin" if refusal.code.startswith("pin_") else "name"
