"""The settings: what the business is called and how it works. Asked at the first start, changed here afterwards."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.office.settings_form import (
    BusinessForm,
    CreditForm,
    LoginsForm,
    LogoForm,
    LookForm,
    SettingsForm,
    WaysInForm,
)
from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.office.stages import WORDS
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.business.queries import current_business, is_settled
from onaccount.domain.customers.rules.status import Stage
from onaccount.domain.files.actions import remove_logo, set_logo
from onaccount.domain.files.rules import LOGO_BYTES
from onaccount.domain.people.actions import settle_business
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused

PAGES = {
    "settings": gettext_lazy("Business"),
    "settings_ways_in": gettext_lazy("Ways in"),
    "settings_logins": gettext_lazy("Logins"),
    "settings_credit": gettext_lazy("Credit"),
    "settings_accounts": gettext_lazy("Accounts"),
    "settings_tills": gettext_lazy("Tills"),
    "settings_billing": gettext_lazy("Billing"),
    "settings_look": gettext_lazy("Look"),
    "settings_categories": gettext_lazy("Categories"),
    "settings_tags": gettext_lazy("Tags"),
    "settings_letters": gettext_lazy("Letters"),
    "settings_xero": gettext_lazy("Xero"),
    "settings_checks": gettext_lazy("Checks"),
    "settings_policy": gettext_lazy("Policy"),
}


def settings_page(
    request: StaffRequest, template: str, current: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    """One page of the settings, with the ways to the others."""
    tabs = [
        {"key": name, "label": label, "href": reverse(name), "current": name == current}
        for name, label in PAGES.items()
    ]
    context = {"tabs": tabs, "may_change": Right.EDIT_BUSINESS in request.rights, **more}
    return render(request, template, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.EDIT_BUSINESS)
def start(request: StaffRequest) -> HttpResponse:
    """The first start: who the business is, asked once, on one page (D-21)."""
    now = current_business()
    if now.settled_at:
        return redirect("settings")
    form = BusinessForm(request.POST if request.method == "POST" else None, now=now)
    form.initial["name"] = ""  # ours stands there until somebody says theirs
    if request.method == "POST" and form.is_valid() and _kept(request, form, form.cleaned_data):
        return redirect("customers")
    return render(request, "office/settings/start.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_BUSINESS, change=Right.EDIT_BUSINESS)
def business(request: StaffRequest) -> HttpResponse:
    return _sheet(request, BusinessForm, "office/settings/business.html", "settings")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_BUSINESS, change=Right.EDIT_BUSINESS)
def ways_in(request: StaffRequest) -> HttpResponse:
    return _sheet(request, WaysInForm, "office/settings/ways_in.html", "settings_ways_in")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_BUSINESS, change=Right.EDIT_BUSINESS)
def logins(request: StaffRequest) -> HttpResponse:
    return _sheet(request, LoginsForm, "office/settings/logins.html", "settings_logins")


ALLOWS = {
    Stage.NONE: gettext_lazy("Nobody looks at the credit. The customer may use the limit of the account."),
    Stage.NEW: gettext_lazy("Waits for a decision. The customer trades prepaid."),
    Stage.PASSED: gettext_lazy("The credit reference is good. The customer may use the limit of the account."),
    Stage.REFERRED: gettext_lazy("Somebody looks closer. The customer trades prepaid."),
    Stage.FAILED: gettext_lazy("The credit reference is bad. The customer trades prepaid, and cannot become Active."),
    Stage.BILLING: gettext_lazy("Stands in the billing system: ready for contracts, and may use the limit."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_BUSINESS, change=Right.EDIT_BUSINESS)
def credit(request: StaffRequest) -> HttpResponse:
    stages = [(WORDS[stage], words) for stage, words in ALLOWS.items()]
    return _sheet(request, CreditForm, "office/settings/credit.html", "settings_credit", stages=stages)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.SEE_BUSINESS, change=Right.EDIT_BUSINESS)
def look(request: StaffRequest) -> HttpResponse:
    return _sheet(request, LookForm, "office/settings/look.html", "settings_look", logo_form=LogoForm())


@require_POST
@staff(Right.EDIT_BUSINESS)
def logo(request: StaffRequest) -> HttpResponse:
    """Take a picture in. What it is, and whether it may be shown, is told by what is in it."""
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            picture = form.cleaned_data["logo"]
            set_logo(content=picture.read(LOGO_BYTES + 1), by=request.actor, at=timezone.now())
            messages.success(request, _("The logo stands on every page now."))
            return redirect("settings_look")
        except Refused as refusal:
            if refusal.status == 403:
                raise
            form.add_error("logo", in_words(refusal).text)
    look_form = LookForm(now=current_business())
    template = "office/settings/look.html"
    return settings_page(request, template, "settings_look", status=422, form=look_form, logo_form=form)


@require_POST
@staff(Right.EDIT_BUSINESS)
def logo_removal(request: StaffRequest) -> HttpResponse:
    remove_logo(by=request.actor, at=timezone.now())
    messages.success(request, _("Our mark stands there again."))
    return redirect("settings_look")


def _sheet(request: StaffRequest, kind: type[SettingsForm], template: str, current: str, **more: Any) -> HttpResponse:
    """Show some settings, and keep those of them that were changed."""
    if not is_settled():
        return redirect("settings_start" if Right.EDIT_BUSINESS in request.rights else "customers")
    may_change = Right.EDIT_BUSINESS in request.rights
    if request.method != "POST":
        form = kind(now=current_business(), may_change=may_change)
        return settings_page(request, template, current, form=form, **more)
    form = kind(request.POST, now=current_business())
    if form.is_valid() and _kept(request, form, form.asked()):
        messages.success(request, _("The settings are kept."))
        return redirect(current)
    return settings_page(request, template, current, status=422, form=form, **more)


def _kept(request: StaffRequest, form: SettingsForm, choices: dict[str, Any]) -> bool:
    """Whether the business has these choices now. Where it cannot, the form says why."""
    try:
        settle_business(by=request.actor, at=timezone.now(), **choices)
    except Refused as refusal:
        if refusal.status == 403:
            raise
        form.add_error(form.field_of(refusal), in_words(refusal).text)
        return False
    return True


@require_safe
@staff(Right.SEE_BUSINESS, change=Right.EDIT_BUSINESS)
def moved(request: StaffRequest) -> HttpResponse:
    """Where the settings stood once."""
    return redirect("settings", permanent=True)
