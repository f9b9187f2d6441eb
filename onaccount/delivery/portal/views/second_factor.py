"""A code of an app beside the password, for whoever of a dealer's wants one. The password is asked for once more."""

from base64 import b64encode
from typing import Any

from allauth.core import ratelimit
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from onaccount.delivery.portal.users import PortalRequest, frame_of, partner_only
from onaccount.delivery.ui.passwords import too_many
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.people.actions.second_factor import add_totp, remove_factor
from onaccount.domain.people.queries.second_factor import factor_rows
from onaccount.domain.people.rules.second_factor import Factor
from onaccount.foundation.refusals import Refused

SECRET = "portal_second_factor"  # noqa: S105 - where the session keeps it until a code shows that the app has it


class NewApp(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code that the app shows"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@partner_only
def second_factor(request: PortalRequest) -> HttpResponse:
    """What there is, and an app to set up; recovery codes are shown once, by the answer that made them."""
    form = NewApp(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, status=422 if form.errors else 200)
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        return too_many(request)
    if not request.user.check_password(form.cleaned_data["password"]):
        form.add_error("password", _("This is not your password."))
        return _page(request, form, status=422)
    secret = request.session.get(SECRET, "")
    try:
        codes = add_totp(
            principal=request.who.principal,
            secret=secret,
            code=form.cleaned_data["code"],
            by=request.who.actor,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error("code", in_words(refusal).text)
        return _page(request, form, status=422)
    request.session.pop(SECRET, None)
    context = {"codes": [f"{code[:4]} {code[4:]}" for code in codes]}
    return render(request, "portal/second_factor.html", frame_of(request) | context)


@sensitive_post_parameters("password")
@require_POST
@partner_only
def removal(request: PortalRequest, key: int) -> HttpResponse:
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        return too_many(request)
    if not request.user.check_password(request.POST.get("password", "")[:1000]):
        refusal = Shown(_("This is not your password."), _("Type it to take the app out."))
        return _page(request, NewApp(), refusal=refusal, status=422)
    try:
        remove_factor(principal=request.who.principal, factor=key, by=request.who.actor, at=timezone.now())
    except Refused as refused:
        return _page(request, NewApp(), refusal=in_words(refused), status=refused.status)
    messages.success(request, _("It is taken out."))
    return redirect("portal_second_factor")


def _page(request: PortalRequest, form: forms.Form, *, refusal: Shown | None = None, status: int = 200) -> HttpResponse:
    try:
        rows = factor_rows(request.who.principal)
    except Refused as unreadable:
        rows, refusal = [], in_words(unreadable)
    app = next((row for row in rows if row.factor is Factor.TOTP), None)
    context: dict[str, Any] = {"form": form, "app": app, "refusal": refusal}
    if app is None:
        secret = request.session.get(SECRET) or generate_totp_secret()
        request.session[SECRET] = secret
        adapter = get_adapter()
        picture = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret)).encode()
        context |= {
            "secret": " ".join(secret[n : n + 4] for n in range(0, len(secret), 4)),
            "picture": f"data:image/svg+xml;base64,{b64encode(picture).decode()}",
        }
    return render(request, "portal/second_factor.html", frame_of(request) | context, status=status)
