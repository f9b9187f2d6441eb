"""The forms of the settings: one to each page of them."""

from collections.abc import Mapping
from typing import Any

from babel import Locale
from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.business.rules import (
    LONGEST_CLAIM,
    LONGEST_LINK,
    LONGEST_MINIMUM,
    LONGEST_NAME,
    SHORTEST_PASSWORD,
    AccentUnreadable,
    BusinessNameless,
    ClaimDaysImpossible,
    LinkDaysImpossible,
    LoginLetter,
    MinimumImpossible,
    NobodyToTell,
    NotABusinessZone,
    NotAColour,
    NotACurrency,
    Vetted,
    currency_names,
    zone_names,
)
from onaccount.foundation.money import money_of, plain
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import tidy

ENGLISH = Locale("en")


def currencies() -> list[tuple[str, str]]:
    """The codes with their names from the Unicode locale data."""
    return [(code, f"{code} {ENGLISH.currencies.get(code, name)}") for code, name in currency_names().items()]


def zones() -> list[tuple[str, str]]:
    return [(zone, zone.replace("_", " ")) for zone in zone_names()]


class OneLine(forms.CharField):
    """Text that stands in headings and in the subjects of letters, as people see it: without what cannot be seen."""

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


class AmountOrNone(forms.CharField):
    """An amount as it is typed, in the smallest unit of `currency`; none for an empty field."""

    currency = "GBP"

    def clean(self, value: Any) -> int | None:
        text = str(super().clean(value)).replace(",", "").strip()
        try:
            return money_of(text, self.currency).minor if text else None
        except Refused as refusal:
            raise forms.ValidationError(in_words(refusal).text) from None


FIELD_OF: dict[type[Refused], str] = {
    BusinessNameless: "name",
    NotACurrency: "currency",
    NotABusinessZone: "time_zone",
    MinimumImpossible: "shortest_password",
    LinkDaysImpossible: "link_days",
    ClaimDaysImpossible: "claim_days",
    NobodyToTell: "signups_told_to",
    NotAColour: "accent",
    AccentUnreadable: "accent",
}


class SettingsForm(forms.Form):
    """Some settings, beside each of which the page carries what stood there when it was drawn.

    So what somebody else changed meanwhile is not taken back by a form that only shows it.
    """

    def __init__(self, data: Mapping[str, Any] | None = None, *, now: Any, may_change: bool = True) -> None:
        super().__init__(data, initial={name: getattr(now, name) for name in self.base_fields})
        for field in self.fields.values():
            field.disabled = not may_change

    def asked(self) -> dict[str, Any]:
        """What is to be other than the page showed; all of it where the page did not say."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if self.add_initial_prefix(name) not in self.data or name in self._other_than_shown()
        }

    def _other_than_shown(self) -> set[str]:
        shown = {bound.name: self.data.get(self.add_initial_prefix(bound.name)) for bound in self}
        return {name for name, value in shown.items() if self.fields[name].has_changed(value, self.data.get(name))}

    def as_shown(self) -> SafeString:
        """The hidden fields that say what this page shows."""
        values = ((self.add_initial_prefix(bound.name), self._shown(bound)) for bound in self)
        return format_html_join("", '<input type="hidden" name="{}" value="{}">', values)

    def _shown(self, bound: forms.BoundField) -> Any:
        return self.data.get(self.add_initial_prefix(bound.name), bound.initial) if self.is_bound else bound.initial

    def field_of(self, refusal: Refused) -> str | None:
        found = FIELD_OF.get(type(refusal))
        return found if found in self.fields else None


class BusinessForm(SettingsForm):
    name = OneLine(
        label=_("Name of the business"),
        max_length=LONGEST_NAME,
        help_text=_("It stands on every page and in every letter."),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=currencies)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zones, help_text=_("Times on pages and in letters are shown in it.")
    )
    prices_include_tax = forms.BooleanField(
        label=_("Prices include tax"),
        required=False,
        help_text=_("Ticked: what a customer reads is what is paid. Not ticked: tax is added to it."),
    )


class WaysInForm(SettingsForm):
    allows_individuals = forms.BooleanField(
        label=_("Allow personal account registration"),
        required=False,
        help_text=_(
            "Not ticked: whoever registers needs a business name."
            " Staff, partners and imports may still add individuals."
        ),
    )
    accounts_by_staff_only = forms.BooleanField(
        label=_("Disable account creation"),
        required=False,
        help_text=_("Ticked: only staff create accounts, and the sign-up page says whom to ask."),
    )
    ask_whom = OneLine(
        label=_("Whom to ask for an account"),
        required=False,
        max_length=200,
        help_text=_("A name with a telephone number or an address, as the refused read it."),
    )
    tells_of_signups = forms.BooleanField(
        label=_("Tell staff by letter when somebody signs up"),
        required=False,
    )
    signups_told_to = OneLine(
        label=_("Who is told"),
        required=False,
        max_length=320,
        help_text=_("One e-mail address. Left empty: all staff who may let customers in."),
        widget=forms.TextInput({"inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}),
    )


class LookForm(SettingsForm):
    accent = OneLine(
        label=_("Accent colour"),
        required=False,
        max_length=7,
        help_text=_(
            "As # and six digits or letters from a to f. By night a lighter one of its hue is used. Left empty: ours."
        ),
        widget=forms.TextInput({"spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}),
    )


class LogoForm(forms.Form):
    logo = forms.FileField(
        label=_("Logo"),
        help_text=_("PNG, JPEG or WebP, of at most 2 MB. It is drawn anew, and stands at the top of every page."),
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp"}),
    )


class LoginsForm(SettingsForm):
    login_letter = forms.ChoiceField(
        label=_("The letter that lets a customer in brings"),
        choices=[
            (LoginLetter.LINK.value, _("a link to choose a password")),
            (LoginLetter.TEMPORARY_PASSWORD.value, _("a temporary password, to be changed at first use")),
        ],
        widget=forms.RadioSelect,
    )
    link_days = forms.IntegerField(
        label=_("Days that the link is good"),
        help_text=_("It works once. A letter read after a holiday should still work."),
        widget=forms.NumberInput({"min": 1, "max": LONGEST_LINK}),
    )
    shortest_password = forms.IntegerField(
        label=_("Characters that a password needs at least"),
        help_text=_("It counts for passwords chosen from now on, of customers and staff."),
        widget=forms.NumberInput({"min": SHORTEST_PASSWORD, "max": LONGEST_MINIMUM}),
    )
    second_factor = forms.BooleanField(
        label=_("Staff need a second factor"),
        required=False,
        help_text=_(
            "After the password staff show a code of an app or a passkey: a password that was stolen lets nobody in."
            " In the demo it is not asked for."
        ),
    )


class CreditForm(SettingsForm):
    vets = forms.ChoiceField(
        label=_("Vetting is required for"),
        choices=[
            (Vetted.PARTNERS.value, _("customers whom partners submit")),
            (Vetted.COMPANIES.value, _("every company")),
            (Vetted.INDIVIDUALS.value, _("every individual")),
            (Vetted.EVERYONE.value, _("everyone")),
            (Vetted.NOBODY.value, _("nobody")),
        ],
        widget=forms.RadioSelect,
        help_text=_("It counts for customers who come from now on, by whichever door, an import too."),
    )
    four_eyes_minor = AmountOrNone(
        label=_("Above this amount a month two people decide"),
        required=False,
        max_length=20,
        help_text=_(
            "Of the estimated monthly revenue. The first yes is kept, and somebody else has to say the second before"
            " the customer passes. Left empty: one person decides."
        ),
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    claim_days = forms.IntegerField(
        label=_("Days that a partner's claim to a customer lasts"),
        help_text=_(
            "Where two partners bring the same customer, the first claim that has not run out counts. In Billing it"
            " does not run out."
        ),
        widget=forms.NumberInput({"min": 1, "max": LONGEST_CLAIM}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, now: Any, may_change: bool = True) -> None:
        super().__init__(data, now=now, may_change=may_change)
        amount: Any = self.fields["four_eyes_minor"]
        amount.currency = now.currency
        if now.four_eyes_minor is not None:
            self.initial["four_eyes_minor"] = plain(now.four_eyes_minor, now.currency)
