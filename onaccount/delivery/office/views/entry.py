"""Staff come in and go out."""

from typing import Any

from django.contrib.auth import logout as end_session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.ui import passwords
from onaccount.delivery.ui.login import DoorForm, DoorLogin
from onaccount.domain.people.queries import staff_actor, staff_count, way_in
from onaccount.domain.people.rules import Kind, LinkState


class StaffLogin(DoorForm):
    """The log-in of the office."""

    def may_come_in(self) -> bool:
        return staff_actor(self.user) is not None


class Login(DoorLogin):
    form_class = StaffLogin
    template_name = "office/login.html"

    @staticmethod
    def belongs_here(request: HttpRequest) -> bool:
        return staff_actor(request.user) is not None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"nobody_yet": staff_count() == 0}


login = never_cache(Login.as_view())


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    end_session(request)
    return redirect("account_login")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    return passwords.ask(request, kind=Kind.STAFF, template="office/password_reset.html", done="office_forgotten_done")


@require_safe
def forgotten_done(request: HttpRequest) -> HttpResponse:
    return render(request, "office/password_reset_done.html")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link of a letter to staff."""
    way = way_in(token, at=timezone.now())
    if way.state is not LinkState.GOOD or way.kind is not Kind.STAFF:
        return passwords.not_good(request, way, template="office/welcome.html")
    return passwords.choose(
        request, token, template="office/welcome.html", done="office", context={"login_email": way.email}
    )
