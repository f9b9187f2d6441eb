"""What every member of staff sees and changes of themselves."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from onaccount.delivery.office.groups_shown import shown_session
from onaccount.delivery.office.staff import StaffRequest, lacks_second_factor, oneself
from onaccount.delivery.ui.passwords import NewPassword, come_again
from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.people.actions.account import change_password, rename_oneself
from onaccount.domain.people.actions.sessions import end_session, end_sessions
from onaccount.domain.people.permissions import Need
from onaccount.domain.people.queries import front_needs
from onaccount.domain.people.queries.counter import is_of_the_counter
from onaccount.domain.people.queries.sessions import session_rows
from onaccount.foundation.refusals import Refused
from onaccount.foundation.text import tidy

LONGEST_NAME = 160


class OwnPassword(NewPassword):
    old = forms.CharField(
        label=gettext_lazy("Password that you have"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    field_order = ("old", "password")


class Again(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@oneself
def account(request: StaffRequest) -> HttpResponse:
    """One's own page; POST changes the name that others read."""
    if request.method != "POST":
        return _page(request)
    name = tidy(request.POST.get("name", ""))[:LONGEST_NAME]
    try:
        rename_oneself(name=name, by=request.actor, at=timezone.now())
    except Refused as refusal:
        return _page(request, refusal=in_words(refusal), status=refusal.status)
    messages.success(request, _("The name is changed."))
    return redirect("account")


def _page(request: StaffRequest, *, refusal: Shown | None = None, status: int = 200) -> HttpResponse:
    user: Any = request.user
    rows = session_rows(user.pk, at=timezone.now(), this=request.session.session_key or "")
    context = {
        "name": request.POST.get("name", user.name),
        "group_name": user.group.name,
        "second_factor_at": user.second_factor_at,
        "lacks_second_factor": lacks_second_factor(request),
        "me_has_pin": is_of_the_counter(user.pk),
        "me_gives_codes": Need.FREE in front_needs(request.actor).values(),
        "sessions": [shown_session(row) for row in rows],
        "address": reverse("account_sessions"),
        "refusal": refusal,
    }
    return render(request, "office/account/account.html", context, status=status)


@sensitive_post_parameters("old", "password")
@require_http_methods(["GET", "HEAD", "POST"])
@oneself
def password(request: StaffRequest) -> HttpResponse:
    """Choose another password, by the one there is."""
    form = OwnPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not _may_try(request):
            return come_again(_exhausted(request, form, "office/account/password.html"))
        try:
            principal = change_password(
                old=form.cleaned_data["old"],
                new=form.cleaned_data["password"],
                session=request.session.session_key or "",
                by=request.actor,
                at=timezone.now(),
            )
        except ValidationError as weak:
            form.add_error("password", weak)
        except Refused as refusal:
            form.add_error("old", in_words(refusal).text)
        else:
            update_session_auth_hash(request, principal)
            messages.success(request, _("The password is changed. Other browsers are logged out."))
            return redirect("account")
    return render(request, "office/account/password.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@oneself
def sessions(request: StaffRequest) -> HttpResponse:
    """End one session of one's own, or all but this one."""
    mine, now = int(request.actor.key), timezone.now()
    if name := request.POST.get("session", ""):
        end_session(principal=mine, name=name, by=request.actor, at=now)
        messages.success(request, _("The session is ended."))
    else:
        end_sessions(principal=mine, but=request.session.session_key or "", by=request.actor, at=now)
        messages.success(request, _("All other sessions are ended."))
    return redirect("account")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@oneself
def again(request: StaffRequest) -> HttpResponse:
    """Ask for the password once more, and go on to where that was needed."""
    form = Again(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not _may_try(request):
            return come_again(_exhausted(request, form, "office/account/again.html"))
        user: Any = request.user
        if user.check_password(form.cleaned_data["password"]):
            _forgive(request)
            record_authentication(request, user, method="password", reauthenticated=True)
            return redirect(_wanted(request))
        form.add_error("password", _("This is not your password. Type the one that you log in with."))
    context = {"form": form, "next": _wanted(request)}
    return render(request, "office/account/again.html", context, status=422 if form.errors else 200)


def _wanted(request: StaffRequest) -> str:
    """Where to go on to: a page of the office, and nothing else that an address may name."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = wanted.startswith("/office/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else reverse("account")


def _may_try(request: StaffRequest) -> bool:
    """Passwords are guessed here no faster than at the log-in."""
    return bool(ratelimit.consume(request, action="login_failed", key=_limit(request)))


def _forgive(request: StaffRequest) -> None:
    ratelimit.clear(request, action="login_failed", key=_limit(request))


def _limit(request: StaffRequest) -> str:
    return f"again-{request.actor.key}"


def _exhausted(request: StaffRequest, form: forms.Form, template: str) -> HttpResponse:
    form.add_error(None, _("There were too many wrong passwords. Wait a few minutes, then try again."))
    return render(request, template, {"form": form, "next": _wanted(request)})
