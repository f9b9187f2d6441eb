"""Staff come in and go out."""

from typing import Any

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm
from django.contrib.auth import logout as end_session
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.ui import passwords
from onaccount.domain.people.queries import staff_actor, staff_count, way_in
from onaccount.domain.people.rules import Kind, LinkState


class StaffLogin(LoginForm):
    """The log-in of the office. A customer's login is answered as if it were unknown: the app is another door."""

    user: Any  # whom allauth found for the address and password

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""  # allauth's way to its own reset page, which this house does not serve

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] | None = super().clean()
        if self.user is not None and staff_actor(self.user) is None:
            self.user = None
            self.add_error(None, get_adapter().validation_error("email_password_mismatch"))
        return cleaned


class Login(account.LoginView):
    form_class = StaffLogin
    template_name = "office/login.html"

    def get_form_class(self) -> type[StaffLogin]:
        return StaffLogin

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"nobody_yet": staff_count() == 0}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A customer's session is no way into the office: allauth would send it back here, round and round.

        Whoever has one is a stranger at this door, whose attempts are counted like anybody's.
        """
        if request.user.is_authenticated and staff_actor(request.user) is None:
            request.user = AnonymousUser()
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


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
