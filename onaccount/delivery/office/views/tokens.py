"""Tokens of the API: the machines that have a way in, a new one, and ending one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.office.groups_shown import areas_shown, given_by
from onaccount.delivery.office.staff import StaffRequest, confirmed, staff
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.business.queries import current_business
from onaccount.domain.people.actions import end_token, make_token
from onaccount.domain.people.permissions import Area, Level, Right, steps_of
from onaccount.domain.people.queries import TokenCard, tokens
from onaccount.domain.people.rules import NAME_LENGTH, TokenState, expiry_of
from onaccount.foundation.refusals import Refused

STATES = {
    TokenState.GOOD: gettext_lazy("In use"),
    TokenState.ENDED: gettext_lazy("Ended"),
    TokenState.EXPIRED: gettext_lazy("Run out"),
}
USUAL_EXPIRY = "365d"


@require_safe
@staff(Right.SEE_TOKENS)
def list_of_tokens(request: StaffRequest) -> HttpResponse:
    rows = [_shown(token) for token in tokens(at=timezone.now())]
    return render(request, "office/tokens.html", {"rows": rows})


def _shown(token: TokenCard) -> dict[str, Any]:
    return {
        "number": token.number,
        "name": token.name,
        "given": given_by(token.levels),
        "state": STATES[token.state],
        "is_good": token.state is TokenState.GOOD,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.MANAGE_TOKENS)
@confirmed
def new(request: StaffRequest) -> HttpResponse:
    """The token is shown in the answer to the form, once: it stands in no address, no session and no log."""
    if request.method != "POST":
        return _form(request, {})
    at, levels = timezone.now(), _levels(request)
    try:
        expires_at = expiry_of(request.POST.get("expires", ""), zone=str(current_business().time_zone), at=at)
        token, secret = make_token(
            name=request.POST.get("name", ""), levels=levels, expires_at=expires_at, by=request.actor, at=at
        )
    except Refused as refusal:
        return _form(request, {area.value: level.value for area, level in levels.items()}, refusal=in_words(refusal))
    return render(request, "office/token_made.html", {"name": token.name, "secret": secret})


def _levels(request: StaffRequest) -> dict[Area, Level]:
    """What was chosen of each area; what is no level of it is none."""
    chosen = {area: request.POST.get(area.value, "") for area in Area}
    return {area: Level(word) for area, word in chosen.items() if word in {step.value for step in steps_of(area)}}


def _form(request: StaffRequest, levels: dict[str, str], *, refusal: Shown | None = None) -> HttpResponse:
    context = {
        "name": request.POST.get("name", ""),
        "longest": NAME_LENGTH,
        "expires": request.POST.get("expires", USUAL_EXPIRY),
        "areas": areas_shown(levels, request.rights),
        "refusal": refusal,
    }
    return render(request, "office/token_new.html", context, status=422 if refusal else 200)


@require_POST
@staff(Right.MANAGE_TOKENS)
def end(request: StaffRequest, number: int) -> HttpResponse:
    try:
        name = end_token(number=number, by=request.actor, at=timezone.now())
        messages.success(request, _("%(name)s lets nobody in any more.") % {"name": name})
    except Refused as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, in_words(refusal).text)
    return redirect("tokens")
