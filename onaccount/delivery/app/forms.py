"""What the app's first pages ask for."""

from typing import Any

from django import forms
from django.utils import timezone

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
