"""The form of the business's settings."""

from typing import Any
from zoneinfo import available_timezones

import pycountry
from babel import Locale
from django import forms
from django.utils.translation import gettext_lazy as _

from onaccount.domain.business.rules import LoginLetter
from onaccount.foundation.text import tidy

ENGLISH = Locale("en")


# Of ISO 4217's codes that begin with X these are money that people pay with; the rest are metals and reckoning units.
SHARED_MONEY = {"XAF", "XCD", "XCG", "XOF", "XPF"}
FUNDS = {"BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "UYI", "UYW"}  # marked "fund" there: nobody is paid in them


def currencies() -> list[tuple[str, str]]:
    """The codes that ISO 4217 has today, with their names from the Unicode locale data."""
    known = {currency.alpha_3: currency.name for currency in pycountry.currencies}
    money = {code for code in known if not code.startswith("X") or code in SHARED_MONEY} - FUNDS
    return [(code, f"{code} {ENGLISH.currencies.get(code, known[code])}") for code in sorted(money)]


def zones() -> list[tuple[str, str]]:
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone or zone == "UTC"]


class OneLine(forms.CharField):
    """Text that stands in headings and in the subjects of letters, as people see it: without what cannot be seen."""

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


class BusinessSettings(forms.Form):
    name = OneLine(label=_("Name of the business"), max_length=120)
    currency = forms.ChoiceField(label=_("Currency"), choices=currencies)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    prices_include_tax = forms.BooleanField(label=_("Prices include tax"), required=False)
    login_letter = forms.ChoiceField(
        label=_("The letter that lets a customer in brings"),
        choices=[
            (LoginLetter.LINK.value, _("a link to choose a password")),
            (LoginLetter.TEMPORARY_PASSWORD.value, _("a temporary password, to be changed at first use")),
        ],
        widget=forms.RadioSelect,
    )
