"""Customers come in: by the link of their letter, by password, and out again."""

from allauth.core import ratelimit
from django.contrib.auth import login as begin_session
from django.contrib.auth import logout as end_session
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from onaccount.delivery.app.forms import CustomerLogin
from onaccount.delivery.ui import passwords
from onaccount.delivery.ui.login import DoorLogin
from onaccount.delivery.ui.passwords import BACKEND, NewPassword
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.customers.queries import guest
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.people.actions import choose_own_password, use_up_temporary_password
from onaccount.domain.people.queries import Way, way_in
from onaccount.domain.people.rules import Kind, LinkState
from onaccount.domain.vetting.actions import ask_new_password
from onaccount.foundation.refusals import Refused


class Login(DoorLogin):
    form_class = CustomerLogin
    template_name = "app/login.html"

    @staticmethod
    def belongs_here(request: HttpRequest) -> bool:
        """The session of a customer that is not let in any more ends here; staff keep theirs of the office."""
        found = guest(request.user.pk or 0)
        if found is not None and found.status is not Status.ACTIVE:
            end_session(request)
        return found is not None

    def get_success_url(self) -> str:
        return "/app/"

    def get_authenticated_redirect_url(self) -> str:
        return "/app/"

    def form_valid(self, form: CustomerLogin) -> HttpResponse:
        """A temporary password is used up before it lets in: of two browsers at once it is good for one."""
        is_temporary = form.user.temporary_until is not None
        if is_temporary and not use_up_temporary_password(principal=form.user.pk, at=timezone.now()):
            form.refuse()
            return self.form_invalid(form)
        response: HttpResponse = super().form_valid(form)
        return redirect("app_password") if is_temporary else response


login = never_cache(Login.as_view())


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    end_session(request)
    return redirect("app_login")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a letter's link. A link that is no longer good can be asked for anew."""
    way = way_in(token, at=timezone.now())
    found = guest(way.principal)
    if request.POST.get("do") == "again":
        return _send_another(request, way)
    if way.state is not LinkState.GOOD or found is None or found.status is not Status.ACTIVE:
        return passwords.not_good(request, way, template="app/welcome.html")
    context = {"customer": found, "login_email": found.login_email}
    return passwords.choose(request, token, template="app/welcome.html", done="app", context=context)


def _send_another(request: HttpRequest, way: Way) -> HttpResponse:
    """Whoever holds an old link had the letter: the new one goes to the same address, and nowhere else."""
    if not ratelimit.consume(request, action="reset_password", key=f"link:{way.principal}"):
        return passwords.too_many(request)
    if way.email:
        ask_new_password(email=way.email, kind=Kind.LOGIN, at=timezone.now())
    return redirect("app_forgotten_done")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    return passwords.ask(request, kind=Kind.LOGIN, template="app/password_reset.html", done="app_forgotten_done")


@require_safe
def forgotten_done(request: HttpRequest) -> HttpResponse:
    return render(request, "app/password_reset_done.html")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose a password of one's own after a temporary one."""
    found = guest(request.user.pk or 0) if request.user.is_authenticated else None
    if found is None or found.status is not Status.ACTIVE or not found.must_choose_password:
        return redirect("app")
    form = NewPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            principal = choose_own_password(
                principal=found.principal, password=form.cleaned_data["password"], at=timezone.now()
            )
        except ValidationError as weak:
            form.add_error("password", weak)
        except Refused as refusal:
            form.add_error("password", in_words(refusal).text)
        else:
            begin_session(request, principal, backend=BACKEND)
            return redirect("app")
    context = {"form": form, "customer": found, "login_email": found.login_email}
    return render(request, "app/temporary.html", context, status=422 if form.errors else 200)
