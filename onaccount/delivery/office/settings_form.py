"""The form of the business's settings."""

from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from django import forms
from django.utils.translation import gettext_lazy as _

from onaccount.domain.business.rules import LoginLetter
from onaccount.foundation.text import tidy

ENGLISH = Locale("en")


def currencies() -> list[tuple[str, str]]:
    """ISO 4217 codes with their names, from the Unicode locale data."""
    return sorted((code, f"{code} {name}") for code, name in ENGLISH.currencies.items() if len(code) == 3)


def zones() -> list[tuple[str, str]]:
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone or zone == "UTC"]


def countries() -> list[tuple[str, str]]:
    """ISO 3166-1 alpha-2 codes with their names."""
    names = ENGLISH.territories.items()
    return sorted(((code, name) for code, name in names if len(code) == 2 and code.isalpha()), key=lambda pair: pair[1])


class OneLine(forms.CharField):
    """Text that stands in headings and in the subjects of letters, as people see it: without what cannot be seen."""

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


class BusinessSettings(forms.Form):
    name = OneLine(label=_("Name of the business"), max_length=120)
    currency = forms.ChoiceField(label=_("Currency"), choices=currencies)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    country = forms.ChoiceField(label=_("Country"), choices=countries)
    prices_include_tax = forms.BooleanField(label=_("Prices include tax"), required=False)
    login_letter = forms.ChoiceField(
        label=_("The letter that lets a customer in brings"),
        choices=[
            (LoginLetter.LINK.value, _("a link to choose a password")),
            (LoginLetter.TEMPORARY_PASSWORD.value, _("a temporary password, to be changed at first use")),
        ],
        widget=forms.RadioSelect,
    )
