"""Customers come in: by the link of their letter, by password, and out again."""

from typing import Any

from allauth.account import views as account
from django.contrib.auth import login as begin_session
from django.contrib.auth import logout as end_session
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from onaccount.delivery.app.forms import CustomerLogin, NewPassword
from onaccount.delivery.app.guests import MUST_CHOOSE
from onaccount.domain.customers.queries import Guest, guest
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.people.actions import choose_own_password, choose_password, use_up_temporary_password
from onaccount.domain.people.queries import Way, way_in
from onaccount.domain.people.rules import LinkNotGood, LinkState

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Login(account.LoginView):
    form_class = CustomerLogin
    template_name = "app/login.html"

    def get_form_class(self) -> type[CustomerLogin]:
        return CustomerLogin

    def get_success_url(self) -> str:
        return "/app/"

    def get_authenticated_redirect_url(self) -> str:
        return "/app/"

    def form_valid(self, form: CustomerLogin) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        if use_up_temporary_password(principal=form.user.pk, at=timezone.now()):
            self.request.session[MUST_CHOOSE] = True
            return redirect("app_password")
        return response

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever is not let in any more, or is staff, may log in as somebody who is."""
        if request.user.is_authenticated:
            found = guest(request.user.pk)
            if found is not None and found.status is not Status.ACTIVE:
                end_session(request)
            elif found is None:
                return self._form_over_other_session(request, *args, **kwargs)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def _form_over_other_session(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Staff who look at the app keep their office session until a customer really logs in."""
        view = self.post if request.method == "POST" else self.get
        response: HttpResponse = view(request, *args, **kwargs)
        return response


login = never_cache(Login.as_view())


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    end_session(request)
    return redirect("app_login")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the letter's link: choose a password, and be in. Looking at it uses nothing up."""
    way = way_in(token, at=timezone.now())
    found = guest(way.principal) if way.principal else None
    if way.state is not LinkState.GOOD or found is None or found.status is not Status.ACTIVE:
        return _not_good(request, way)
    form = NewPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            principal = choose_password(token=token, password=form.cleaned_data["password"], at=timezone.now())
        except ValidationError as weak:
            form.add_error("password", weak)
        except LinkNotGood:
            return _not_good(request, way_in(token, at=timezone.now()))
        else:
            begin_session(request, principal, backend=BACKEND)
            return redirect("app")
    return _welcome(request, found, form)


def _welcome(request: HttpRequest, found: Guest, form: NewPassword) -> HttpResponse:
    context = {"form": form, "customer": found, "login_email": found.login_email, "state": LinkState.GOOD.value}
    return render(request, "app/welcome.html", context, status=422 if form.errors else 200)


def _not_good(request: HttpRequest, way: Way) -> HttpResponse:
    """A link that is used, void or too old says so; of a token that nobody was given nothing is said."""
    state = LinkState.UNKNOWN if way.state is LinkState.GOOD else way.state
    return render(request, "app/welcome.html", {"state": state.value}, status=410)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose a password of one's own after a temporary one."""
    found = guest(request.user.pk) if request.user.is_authenticated else None
    if found is None or not request.session.get(MUST_CHOOSE):
        return redirect("app")
    form = NewPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            principal = choose_own_password(
                principal=found.principal, password=form.cleaned_data["password"], at=timezone.now()
            )
        except ValidationError as weak:
            form.add_error("password", weak)
        else:
            del request.session[MUST_CHOOSE]
            begin_session(request, principal, backend=BACKEND)
            return redirect("app")
    context = {"form": form, "customer": found}
    return render(request, "app/temporary.html", context, status=422 if form.errors else 200)
