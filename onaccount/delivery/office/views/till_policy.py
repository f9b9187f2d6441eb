"""The settings of tills: how far they may go without network (B-06)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from onaccount.delivery.office.settings_form import SettingsForm
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.office.views.settings import settings_page
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.business.queries import current_business
from onaccount.domain.people.permissions import Right
from onaccount.domain.tills.actions.tills import settle_tills
from onaccount.domain.tills.queries.tills import till_policy
from onaccount.domain.tills.rules.tills import footer_lines
from onaccount.foundation.money import Money, money_of
from onaccount.foundation.refusals import Refused

MOST_HOURS = 24 * 7
MOST_DAYS = 365


class TillsForm(SettingsForm):
    lease_percent = forms.IntegerField(
        label=gettext_lazy("How much of what is left to a customer, in %"),
        min_value=0,
        max_value=100,
        help_text=gettext_lazy(
            "All tills together may spend so much of it without network. 0: no account without network."
        ),
    )
    unlimited = forms.CharField(
        label=gettext_lazy("Of an unlimited account, an amount"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        help_text=gettext_lazy("Each till may spend so much of it without network."),
    )
    lease_hours = forms.IntegerField(
        label=gettext_lazy("How long without network, in hours"),
        min_value=1,
        max_value=MOST_HOURS,
        help_text=gettext_lazy(
            "Counted from the till's last contact. Afterwards it charges no account until it is back."
        ),
    )
    known_days = forms.IntegerField(
        label=gettext_lazy("For whom: customers of the last days"),
        min_value=1,
        max_value=MOST_DAYS,
        help_text=gettext_lazy("Who bought at a till within so many days is known to it without network."),
    )

    footer = forms.CharField(
        label=gettext_lazy("Under each receipt"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("For example when goods may be brought back. At most 8 lines of 48 characters."),
    )

    def clean_footer(self) -> str:
        try:
            return "\n".join(footer_lines(self.cleaned_data["footer"].splitlines()))
        except Refused as refusal:
            raise forms.ValidationError(in_words(refusal).text) from None

    def clean_unlimited(self) -> str:
        try:
            amount = money_of(self.cleaned_data["unlimited"], current_business().currency)
        except Refused as refusal:
            raise forms.ValidationError(in_words(refusal).text) from None
        if amount.minor < 0:
            raise forms.ValidationError(_("An amount of nothing or more."))
        return str(amount)


class Now:
    """The policy as the form has it: an amount as it is typed."""

    def __init__(self) -> None:
        policy = till_policy()
        self.lease_percent = policy.lease_percent
        self.lease_hours = policy.lease_hours
        self.known_days = policy.known_days
        self.footer = "\n".join(policy.footer)
        self.unlimited = str(Money(policy.unlimited_lease_minor, current_business().currency))


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_BUSINESS, change=Right.EDIT_BUSINESS)
def policy(request: StaffRequest) -> HttpResponse:
    now = Now()
    if request.method != "POST":
        return _page(request, TillsForm(now=now, may_change=Right.EDIT_BUSINESS in request.rights))
    form = TillsForm(request.POST, now=now)
    if not form.is_valid():
        return _page(request, form, status=422)
    wanted: dict[str, Any] = {name: getattr(now, name) for name in form.fields} | form.asked()
    unlimited = money_of(wanted.pop("unlimited"), current_business().currency).minor
    footer = wanted.pop("footer").splitlines()
    settle_tills(**wanted, footer=footer, unlimited_lease_minor=unlimited, by=request.actor, at=timezone.now())
    messages.success(request, _("The settings are kept. Tills follow at their next contact."))
    return redirect("settings_tills")


def _page(request: StaffRequest, form: TillsForm, *, status: int = 200) -> HttpResponse:
    return settings_page(request, "office/settings/tills.html", "settings_tills", status=status, form=form)
