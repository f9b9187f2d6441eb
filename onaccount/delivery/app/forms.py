"""What the app's pages ask for."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from onaccount.delivery.ui.login import DoorForm
from onaccount.domain.customers.queries import guest
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.people.queries import password_is_good


class CustomerLogin(DoorForm):
    """The log-in of the app. Staff, customers that are not Active and passwords that ran out are answered alike."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whether it is an address was settled when it became a login: Django knows none beyond ASCII.
        self.fields["login"] = forms.CharField(max_length=320, widget=self.fields["login"].widget)

    def may_come_in(self) -> bool:
        found = guest(self.user.pk)
        is_let_in = found is not None and found.status is Status.ACTIVE
        return is_let_in and password_is_good(self.user.pk, at=timezone.now())


class Pin(forms.Form):
    """The PIN of whoever acts. Longer than any, so that a wrong one is refused by the rule and not by the field."""

    pin = forms.CharField(
        label=_("PIN"),
        max_length=20,
        widget=forms.PasswordInput({"autocomplete": "off", "inputmode": "numeric", "autofocus": True}),
    )
