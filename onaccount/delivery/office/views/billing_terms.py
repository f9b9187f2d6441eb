"""Who sends the invoices, and on which terms."""

from dataclasses import asdict, fields
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
from onaccount.domain.billing.actions import settle_terms
from onaccount.domain.billing.queries import seller, terms
from onaccount.domain.billing.rules.terms import LONGEST_DAYS, Seller, Terms
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import tidy


class TermsForm(SettingsForm):
    name = forms.CharField(label=gettext_lazy("Name on invoices"), max_length=200, required=False)
    line1 = forms.CharField(label=gettext_lazy("Address line 1"), max_length=200, required=False)
    line2 = forms.CharField(label=gettext_lazy("Address line 2"), max_length=200, required=False)
    city = forms.CharField(label=gettext_lazy("City"), max_length=100, required=False)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=20, required=False)
    country = forms.CharField(
        label=gettext_lazy("Country"), max_length=2, required=False, help_text=gettext_lazy("Two letters, such as GB.")
    )
    tax_id = forms.CharField(label=gettext_lazy("Tax id"), max_length=40, required=False)
    registration_number = forms.CharField(label=gettext_lazy("Registration number"), max_length=40, required=False)
    email = forms.CharField(label=gettext_lazy("E-mail"), max_length=320, required=False)
    iban = forms.CharField(label=gettext_lazy("IBAN"), max_length=34, required=False)
    bic = forms.CharField(label=gettext_lazy("BIC"), max_length=11, required=False)
    due_days = forms.IntegerField(label=gettext_lazy("Days to pay"), min_value=0, max_value=LONGEST_DAYS)
    quote_days = forms.IntegerField(
        label=gettext_lazy("Days that a quote is good"), min_value=0, max_value=LONGEST_DAYS
    )
    invoice_prefix = forms.CharField(
        label=gettext_lazy("Before the number of an invoice"), max_length=12, required=False
    )
    credit_note_prefix = forms.CharField(
        label=gettext_lazy("Before the number of a credit note"), max_length=12, required=False
    )


class Now:
    """The terms as the form has them."""

    def __init__(self) -> None:
        for name, value in (asdict(seller()) | asdict(terms())).items():
            setattr(self, name, value)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_BUSINESS, change=Right.EDIT_BUSINESS)
def billing_terms(request: StaffRequest) -> HttpResponse:
    now = Now()
    if request.method != "POST":
        return _page(request, TermsForm(now=now, may_change=Right.EDIT_BUSINESS in request.rights))
    form = TermsForm(request.POST, now=now)
    if not form.is_valid():
        return _page(request, form, status=422)
    wanted: dict[str, Any] = {name: getattr(now, name) for name in form.fields} | form.asked()
    wanted = {name: tidy(value) if isinstance(value, str) else value for name, value in wanted.items()}
    wanted["country"] = wanted["country"].upper()
    try:
        settle_terms(
            seller=Seller(**{each.name: wanted[each.name] for each in fields(Seller)}),
            terms=Terms(**{each.name: wanted[each.name] for each in fields(Terms)}),
            by=request.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(refusal.field or None, in_words(refusal).text)
        return _page(request, form, status=422)
    messages.success(request, _("The settings are kept."))
    return redirect("settings_billing")


def _page(request: StaffRequest, form: TermsForm, *, status: int = 200) -> HttpResponse:
    return settings_page(request, "office/settings/billing.html", "settings_billing", status=status, form=form)
