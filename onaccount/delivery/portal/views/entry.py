"""The people of dealers come in: by the link of their letter, by password, and out again."""

from django.contrib.auth import logout as end_session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.portal.users import user_of
from onaccount.delivery.ui import passwords
from onaccount.delivery.ui.login import DoorForm, DoorLogin
from onaccount.domain.partners.queries import portal_user
from onaccount.domain.people.queries import way_in
from onaccount.domain.people.rules import Kind, LinkState


class PartnerLogin(DoorForm):
    """The log-in of the portal. Staff, customers and whoever is ended are answered alike."""

    def may_come_in(self) -> bool:
        return portal_user(self.user.pk) is not None


class Login(DoorLogin):
    form_class = PartnerLogin
    template_name = "portal/login.html"

    @staticmethod
    def belongs_here(request: HttpRequest) -> bool:
        return user_of(request) is not None

    def get_success_url(self) -> str:
        """Back to the page of the portal that was asked for, and to no other."""
        asked = str(super().get_success_url())
        return asked if asked.startswith("/portal/") else "/portal/customers/"

    def get_authenticated_redirect_url(self) -> str:
        return "/portal/customers/"


login = never_cache(Login.as_view())


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    end_session(request)
    return redirect("portal_login")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    return passwords.ask(
        request, kind=Kind.PARTNER, template="portal/password_reset.html", done="portal_forgotten_done"
    )


@require_safe
def forgotten_done(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/password_reset_done.html")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link of a letter to somebody of a dealer's."""
    way = way_in(token, at=timezone.now())
    found = portal_user(way.principal) if way.state is LinkState.GOOD else None
    if found is None or way.kind is not Kind.PARTNER:
        return passwords.not_good(request, way, template="portal/welcome.html")
    context = {"partner": found.partner_name, "login_email": way.email}
    return passwords.choose(request, token, template="portal/welcome.html", done="portal_customers", context=context)
