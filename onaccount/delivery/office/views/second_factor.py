"""Setting up what one logs in with beside the password."""

import json
from base64 import b64encode
from ipaddress import ip_address
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.internal.auth import begin_registration
from django.conf import settings
from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.office.second_factor_form import NewApp, NewPasskey
from onaccount.delivery.office.staff import StaffRequest, confirmed, lacks_second_factor, oneself
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.business.queries import current_business
from onaccount.domain.people.actions.second_factor import (
    add_passkey,
    add_totp,
    remove_factor,
    renew_recovery_codes,
)
from onaccount.domain.people.queries.second_factor import FactorRow, factor_rows
from onaccount.domain.people.rules.second_factor import Factor
from onaccount.foundation.refusals import Refused

SECRET = "second_factor_secret"  # noqa: S105 - where the session keeps it until a code shows that the app has it
LABELS = {
    Factor.TOTP: gettext_lazy("Authenticator app"),
    Factor.PASSKEY: gettext_lazy("Passkey"),
    Factor.RECOVERY: gettext_lazy("Recovery codes"),
}


@require_safe
@oneself
def second_factor(request: StaffRequest) -> HttpResponse:
    return _page(request)


def _page(request: StaffRequest, *, refusal: Shown | None = None, status: int = 200) -> HttpResponse:
    try:
        rows = factor_rows(int(request.actor.key))
    except Refused as unreadable:
        rows, refusal = [], in_words(unreadable)
    main = [row for row in rows if row.factor is not Factor.RECOVERY]
    context = {
        "is_needed": lacks_second_factor(request),
        "factors": [_shown(row) for row in main],
        "has_app": any(row.factor is Factor.TOTP for row in main),
        "codes_left": next((row.left for row in rows if row.factor is Factor.RECOVERY), 0),
        "can_passkey": passkeys_work(),
        "public_url": settings.PUBLIC_URL,
        "refusal": refusal,
    }
    return render(request, "office/account/second_factor.html", context, status=status)


def _shown(row: FactorRow) -> dict[str, Any]:
    return {
        "key": row.key,
        "label": LABELS[row.factor],
        "name": row.name,
        "created_at": row.created_at,
        "last_used_at": row.last_used_at,
    }


def passkeys_work() -> bool:
    """Browsers make passkeys for names, over https or on this computer itself."""
    try:
        ip_address(settings.PUBLIC_HOST)
    except ValueError:
        return settings.HTTPS or settings.PUBLIC_HOST == "localhost"
    return False


@require_http_methods(["GET", "HEAD", "POST"])
@oneself
@confirmed
def app(request: StaffRequest) -> HttpResponse:
    """Set up an authenticator app: it reads the secret, and shows a code that proves it."""
    secret = request.session.get(SECRET) or generate_totp_secret()
    request.session[SECRET] = secret
    form = NewApp(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = add_totp(
                principal=int(request.actor.key),
                secret=secret,
                code=form.cleaned_data["code"],
                by=request.actor,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("code", in_words(refusal).text)
        else:
            del request.session[SECRET]
            return _done(request, codes)
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret)).encode()
    context = {
        "form": form,
        "secret": " ".join(secret[n : n + 4] for n in range(0, len(secret), 4)),
        "picture": f"data:image/svg+xml;base64,{b64encode(picture).decode()}",
    }
    return render(request, "office/account/app.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@oneself
@confirmed
def passkey(request: StaffRequest) -> HttpResponse:
    """Set up a passkey: the browser makes it, allauth checks what it shows of it."""
    form = NewPasskey(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        codes = add_passkey(
            principal=int(request.actor.key),
            name=form.cleaned_data["name"],
            credential=form.cleaned_data["credential"],
            by=request.actor,
            at=timezone.now(),
        )
        return _done(request, codes)
    options = begin_registration(request.user, False) if passkeys_work() else None
    context = {
        "form": form,
        "options": json.dumps(options, cls=DjangoJSONEncoder) if options else "",
        "public_url": settings.PUBLIC_URL,
    }
    return render(request, "office/account/passkey.html", context, status=422 if form.errors else 200)


def _done(request: StaffRequest, codes: list[str]) -> HttpResponse:
    """Recovery codes are shown once, by the answer that made them; without new ones there is nothing to show."""
    if codes:
        return _codes(request, codes, is_first=True)
    messages.success(request, _("The second factor is set up."))
    return redirect("second_factor")


@require_POST
@oneself
@confirmed
def removal(request: StaffRequest, key: int) -> HttpResponse:
    try:
        remove_factor(principal=int(request.actor.key), factor=key, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, refusal=in_words(refusal), status=refusal.status)
    messages.success(request, _("It is taken out."))
    return redirect("second_factor")


@require_POST
@oneself
@confirmed
def recovery_codes(request: StaffRequest) -> HttpResponse:
    """Make new recovery codes; those before are void."""
    try:
        codes = renew_recovery_codes(principal=int(request.actor.key), by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, refusal=in_words(refusal), status=refusal.status)
    return _codes(request, codes, is_first=False)


def _codes(request: StaffRequest, codes: list[str], *, is_first: bool) -> HttpResponse:
    shown = [f"{code[:4]} {code[4:]}" for code in codes]
    heading = _("Recovery codes of %(email)s at %(business)s") % {
        "email": getattr(request.user, "email", ""),
        "business": current_business().name,
    }
    file = "\n".join([heading, "", *shown, ""]).encode()
    context = {
        "codes": shown,
        "file": f"data:text/plain;charset=utf-8;base64,{b64encode(file).decode()}",
        "is_first": is_first,
    }
    return render(request, "office/account/recovery_codes.html", context)
