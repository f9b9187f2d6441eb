"""Staff come in and go out."""

from typing import Any

from allauth.account import views as account
from allauth.account.forms import LoginForm
from django.contrib.auth import logout as end_session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from onaccount.domain.people.queries import staff_actor


class StaffLogin(LoginForm):
    """The log-in of the office. A customer's login is answered as if it were unknown: the app is another door."""

    user: Any  # whom allauth found for the address and password

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] | None = super().clean()
        if self.user is not None and staff_actor(self.user) is None:
            self.user = None
            self.add_error(None, self.error_messages["email_password_mismatch"])
        return cleaned


class Login(account.LoginView):
    form_class = StaffLogin
    template_name = "office/login.html"

    def get_form_class(self) -> type[StaffLogin]:
        return StaffLogin

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A customer's session is no way into the office: allauth would send it back here, round and round."""
        if request.user.is_authenticated and staff_actor(request.user) is None:
            view = self.post if request.method == "POST" else self.get
            answer: HttpResponse = view(request, *args, **kwargs)
            return answer
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


login = never_cache(Login.as_view())


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    end_session(request)
    return redirect("account_login")
