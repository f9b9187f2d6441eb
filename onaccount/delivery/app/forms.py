"""What the app's first pages ask for."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm
from django import forms
from django.utils import timezone

from onaccount.domain.customers.queries import guest
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.people.queries import password_is_good


class CustomerLogin(LoginForm):
    """The log-in of the app. Staff, customers that are not Active and passwords that ran out are answered alike."""

    user: Any  # whom allauth found for the address and password

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whether it is an address was settled when it became a login: Django knows none beyond ASCII.
        self.fields["login"] = forms.CharField(max_length=320, widget=self.fields["login"].widget)
        self.fields["password"].help_text = ""  # allauth's way to its own reset page, which this house does not serve

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] | None = super().clean()
        if self.user is not None and not self._may_come_in():
            self.refuse()
        return cleaned

    def refuse(self) -> None:
        """Say what is said of a wrong password."""
        self.user = None
        self.add_error(None, get_adapter().validation_error("email_password_mismatch"))

    def _may_come_in(self) -> bool:
        found = guest(self.user.pk)
        is_let_in = found is not None and found.status is Status.ACTIVE
        return is_let_in and password_is_good(self.user.pk, at=timezone.now())
