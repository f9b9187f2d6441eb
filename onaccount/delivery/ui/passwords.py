"""Choosing a password, by the link of a letter or after forgetting it: the same steps at each door."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import ratelimit
from django import forms
from django.contrib.auth import logout as end_session
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onaccount.delivery.ui.refusals import Shown
from onaccount.domain.people.actions import choose_password
from onaccount.domain.people.queries import Way, way_in
from onaccount.domain.people.rules import Kind, LinkNotGood, LinkState
from onaccount.domain.vetting.actions import ask_new_password

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class NewPassword(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("New password"),
        strip=False,
        max_length=1000,  # argon2 reads it all; nobody types more, and nobody shall make us read a megabyte
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


class Forgotten(forms.Form):
    email = forms.CharField(
        label=gettext_lazy("E-mail"), max_length=320, widget=forms.EmailInput({"autocomplete": "username"})
    )


REFUSED_LINKS = {
    LinkState.USED: gettext_lazy("This link was used already."),
    LinkState.VOIDED: gettext_lazy("A newer letter was sent, and this link went with the older one."),
    LinkState.EXPIRED: gettext_lazy("This link is too old."),
    LinkState.UNKNOWN: gettext_lazy("This link is not one of ours."),
}


def refused_link(state: LinkState) -> Shown:
    return Shown(str(REFUSED_LINKS[state]), _("Ask for a new one."))


def choose(request: HttpRequest, token: str, *, template: str, done: str, context: dict[str, Any]) -> HttpResponse:
    """Choose a password by a good link, and be in. Looking at the page uses nothing up."""
    form = NewPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            principal = choose_password(token=token, password=form.cleaned_data["password"], at=timezone.now())
        except ValidationError as weak:
            form.add_error("password", weak)
        except LinkNotGood:
            return not_good(request, way_in(token, at=timezone.now()), template=template)
        else:
            return come_in(request, principal, to=reverse(done))
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


def come_in(request: HttpRequest, principal: Any, *, to: str) -> HttpResponse:
    """Log in whoever proved to read the mail of this login. It is the password's half: a second factor is asked for."""
    end_session(request)
    record_authentication(request, principal, method="link")
    response: HttpResponse = perform_login(request, Login(user=principal, redirect_url=to))
    return response


def not_good(request: HttpRequest, way: Way, *, template: str) -> HttpResponse:
    """A link that is used, void or too old says so; of a token that nobody was given nothing is said."""
    state = LinkState.UNKNOWN if way.state is LinkState.GOOD else way.state
    return render(request, template, {"refusal": refused_link(state)}, status=410)


def ask(request: HttpRequest, *, kind: Kind, template: str, done: str) -> HttpResponse:
    """Ask for a link by letter. The answer is the same whether the address is known or not."""
    form = Forgotten(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, template, {"form": form}, status=422 if form.errors else 200)
    email = form.cleaned_data["email"].strip()
    if not ratelimit.consume(request, action="reset_password", key=email.lower()):
        return too_many(request)
    ask_new_password(email=email, kind=kind, at=timezone.now())
    return redirect(done)


def too_many(request: HttpRequest) -> HttpResponse:
    context = {
        "code": 429,
        "sentence": _("This was asked for too often."),
        "cure": _("Wait a few minutes, then ask again."),
    }
    return come_again(render(request, "ui/error.html", context))


def come_again(response: HttpResponse) -> HttpResponse:
    response.status_code = 429
    response["Retry-After"] = "300"  # seconds; no limit of ours lasts longer
    return response
