"""The people of a dealer, managed by those of them who may."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from onaccount.delivery.portal.users import PortalRequest, frame_of, partner_only
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.customers.rules.fields import FIELDS
from onaccount.domain.customers.rules.unusable import Unusable
from onaccount.domain.partners.actions import add_partner_user, correct_partner_user, end_partner_user
from onaccount.domain.partners.queries import require_portal, users_of
from onaccount.domain.partners.rules import PortalRight
from onaccount.domain.people.rules.staff import StaffState
from onaccount.foundation.refusals import Refused

RIGHTS = {
    PortalRight.SEE: gettext_lazy("See customers"),
    PortalRight.SUBMIT: gettext_lazy("Bring customers"),
    PortalRight.MANAGE: gettext_lazy("Bring customers, manage people"),
}
STATES = {
    StaffState.INVITED: gettext_lazy("Invited"),
    StaffState.ACTIVE: gettext_lazy("Comes in"),
    StaffState.ENDED: gettext_lazy("Ended"),
}


class Colleague(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    email = forms.CharField(
        label=gettext_lazy("E-mail"), max_length=320, help_text=gettext_lazy("The invitation goes there.")
    )
    right = forms.TypedChoiceField(
        label=gettext_lazy("May"), coerce=PortalRight, choices=[(each.value, label) for each, label in RIGHTS.items()]
    )

    def clean_email(self) -> str:
        try:
            return str(FIELDS["email"].clean(self.cleaned_data["email"]))
        except Unusable as unusable:
            raise forms.ValidationError(in_words(unusable).text) from None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@partner_only
def people(request: PortalRequest) -> HttpResponse:
    """Who comes in for this dealer, and one more. That an address is known elsewhere is not said here."""
    require_portal(request.who.actor, PortalRight.MANAGE)
    form = Colleague(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_partner_user(partner=request.who.partner, **form.cleaned_data, by=request.who.actor, at=timezone.now())
        except Refused as refusal:
            taken = refusal.code == "email_taken"
            said = _("This address cannot be invited. Use another one.") if taken else in_words(refusal).text
            form.add_error("email" if taken else None, said)
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("portal_people")
    return _page(request, form=form, status=422 if form.errors else 200)


@require_POST
@partner_only
def one(request: PortalRequest, key: int) -> HttpResponse:
    right = {each.value: each for each in PortalRight}.get(request.POST.get("right", ""), PortalRight.SEE)
    return _do(request, correct_partner_user, user=key, right=right)


@require_POST
@partner_only
def end(request: PortalRequest, key: int) -> HttpResponse:
    return _do(request, end_partner_user, user=key)


def _do(request: PortalRequest, verb: Any, **values: Any) -> HttpResponse:
    try:
        verb(partner=request.who.partner, by=request.who.actor, at=timezone.now(), **values)
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        return _page(request, refusal=in_words(refusal), status=refusal.status)
    messages.success(request, _("It is done."))
    return redirect("portal_people")


def _page(
    request: PortalRequest, *, form: forms.Form | None = None, refusal: Shown | None = None, status: int = 200
) -> HttpResponse:
    rows = [
        {
            "key": row.key,
            "name": row.name,
            "email": row.email,
            "right": row.right.value,
            "right_label": RIGHTS[row.right],
            "state": row.state.value,
            "state_label": STATES[row.state],
            "seen_at": row.seen_at,
            "is_me": row.key == request.who.principal,
        }
        for row in users_of(request.who.partner)
    ]
    rights = [(each.value, label) for each, label in RIGHTS.items()]
    context = {"rows": rows, "form": form or Colleague(), "rights": rights, "refusal": refusal}
    return render(request, "portal/people.html", frame_of(request) | context, status=status)
