"""The connection to Xero: what is needed, connecting, the organisation, how it goes, and taking it back.

Nothing here talks to Xero: a person is sent to its log-in and comes back, and the worker does the rest (D-16).
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from onaccount.delivery.office.staff import StaffRequest, confirmed, staff
from onaccount.delivery.office.views.settings import settings_page
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.connectors.actions import link_everybody
from onaccount.domain.connectors.actions.xero.connect import (
    ask_for_mirror,
    begin_to_connect,
    choose_organisation,
    connect_custom,
    disconnect,
    keep_permission,
)
from onaccount.domain.connectors.queries.connection import connection_card
from onaccount.domain.connectors.rules.connection import Asked, ConnectionState
from onaccount.domain.connectors.rules.oauth import SCOPES
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused

ASKED = "xero_asked"  # where the session keeps a question until its answer comes
STATES = {
    ConnectionState.OFF: ("", gettext_lazy("Not connected")),
    ConnectionState.ALLOWED: ("care", gettext_lazy("Connecting")),
    ConnectionState.CHOOSING: ("care", gettext_lazy("Choose an organisation")),
    ConnectionState.CONNECTED: ("good", gettext_lazy("Connected")),
    ConnectionState.REFUSED: ("bad", gettext_lazy("Connect again")),
    ConnectionState.LEAVING: ("care", gettext_lazy("Disconnecting")),
}


@require_safe
@staff(Right.SEE_BUSINESS)
def connection(request: StaffRequest) -> HttpResponse:
    card = connection_card(at=timezone.now())
    context: dict[str, Any] = {
        "card": card,
        **dict(zip(("tone", "label"), STATES[card.state], strict=True)),
        "state": card.state.value,
        "minutes": int(card.mirror_every.total_seconds() // 60),
        "redirect_uri": redirect_uri(),
        "scopes": " ".join(SCOPES),
        "is_https": settings.PUBLIC_URL.startswith("https://"),
    }
    if request.headers.get("HX-Request"):
        return render(request, "office/settings/xero.html#state", {**context, "may_change": may_change(request)})
    response = settings_page(request, "office/settings/xero.html", "settings_xero", **context)
    # A browser that follows our form to Xero's log-in asks the policy of this page whether it may.
    response._csp_update = {"form-action": [settings.XERO_LOGIN_URL]}  # type: ignore[attr-defined]
    return response


def may_change(request: StaffRequest) -> bool:
    return Right.EDIT_BUSINESS in request.rights


def redirect_uri() -> str:
    """The address that Xero sends people back to. It is registered there, letter by letter."""
    return f"{settings.PUBLIC_URL}{reverse('xero_callback')}"


@require_POST
@staff(Right.EDIT_BUSINESS)
@confirmed
def connecting(request: StaffRequest) -> HttpResponse:
    """To Xero's log-in; of a custom connection there is none."""
    at = timezone.now()
    try:
        if settings.XERO_CUSTOM:
            connect_custom(by=request.actor, at=at)
            return redirect("settings_xero")
        asked, address = begin_to_connect(redirect_uri=redirect_uri(), by=request.actor, at=at)
    except Refused as refusal:
        return _refused(request, refusal)
    request.session[ASKED] = {**asdict(asked), "at": asked.at.isoformat()}
    return HttpResponseRedirect(address)


@require_safe
@staff(Right.EDIT_BUSINESS)
def callback(request: StaffRequest) -> HttpResponse:
    """Back from Xero's log-in. What the session kept is taken out first: the same answer comes once."""
    asked = _taken(request)
    said = {name: request.GET.get(name, "") for name in ("code", "state", "error")}
    try:
        keep_permission(asked=asked, said=said, redirect_uri=redirect_uri(), by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _refused(request, refusal)
    return redirect("settings_xero")


def _taken(request: HttpRequest) -> Asked | None:
    if request.method != "GET":
        return None
    kept: dict[str, Any] | None = request.session.pop(ASKED, None)
    return Asked(**{**kept, "at": datetime.fromisoformat(kept["at"])}) if kept else None


@require_POST
@staff(Right.EDIT_BUSINESS)
@confirmed
def organisation(request: StaffRequest) -> HttpResponse:
    try:
        choose_organisation(tenant_id=request.POST.get("tenant", ""), by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _refused(request, refusal)
    return redirect("settings_xero")


@require_POST
@staff(Right.EDIT_BUSINESS)
def mirror(request: StaffRequest) -> HttpResponse:
    try:
        ask_for_mirror(by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _refused(request, refusal)
    return redirect("settings_xero")


@require_POST
@staff(Right.EDIT_BUSINESS)
def everybody(request: StaffRequest) -> HttpResponse:
    """All who trade and are nobody there yet are to be linked."""
    try:
        link_everybody(by=request.actor, at=timezone.now())
        messages.success(request, _("All who trade are compared with the contacts, a few at a time."))
    except Refused as refusal:
        return _refused(request, refusal)
    return redirect("settings_xero")


@require_POST
@staff(Right.EDIT_BUSINESS)
@confirmed
def removal(request: StaffRequest) -> HttpResponse:
    try:
        disconnect(by=request.actor, at=timezone.now())
        messages.success(request, _("Xero is not asked any more."))
    except Refused as refusal:
        return _refused(request, refusal)
    return redirect("settings_xero")


def _refused(request: StaffRequest, refusal: Refused) -> HttpResponse:
    messages.error(request, in_words(refusal).text)
    return redirect("settings_xero")
