"""Coming in by address and password: the same at each door, but for whom it knows."""

from typing import Any

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from onaccount.delivery.ui.passwords import come_again
from onaccount.delivery.ui.security_log import log_failed_entry
from onaccount.foundation.text import without_controls

TOO_MANY = "too_many_login_attempts"


class DoorForm(LoginForm):
    """Whoever does not belong to this door is answered like somebody unknown: the other one is not betrayed."""

    user: Any  # whom allauth found for the address and password
    is_exhausted = False  # after many wrong passwords, for one address or from one place, the right one waits too

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""  # allauth's way to its own reset page, which this house does not serve

    def clean(self) -> dict[str, Any] | None:
        try:
            cleaned: dict[str, Any] | None = super().clean()
        except ValidationError as refusal:
            self.is_exhausted = refusal.code == TOO_MANY
            raise
        if self.user is not None and not self.may_come_in():
            self.refuse()
        return cleaned

    def may_come_in(self) -> bool:
        raise NotImplementedError

    def refuse(self) -> None:
        """Say what is said of a wrong password."""
        self.user = None
        self.add_error(None, get_adapter().validation_error("email_password_mismatch"))


class DoorLogin(account.LoginView):
    """A door's log-in page. A refused log-in is 422 with the form, and 429 when it has to wait.

    The session of the other door is no way in here: allauth would send it back, round and round. Whoever has one is a
    stranger at this door, whose attempts are counted like anybody's, and keeps it until somebody really logs in.
    """

    form_class: type[DoorForm]

    @staticmethod
    def belongs_here(request: HttpRequest) -> bool:
        """Whether the session that is open is one of this door."""
        raise NotImplementedError

    def get_form_class(self) -> type[DoorForm]:
        return self.form_class  # allauth would look for another in its settings

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not self.belongs_here(request):
            request.user = AnonymousUser()
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def form_invalid(self, form: DoorForm) -> HttpResponse:
        log_failed_entry(self.request, without_controls(form.data.get("login", "")).strip()[:320])
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return come_again(response) if form.is_exhausted else response
