"""Who is in the app: asked anew on every request, so that Inactive takes effect at the next touch (S0-13)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from onaccount.domain.customers.queries import Guest, guest
from onaccount.domain.customers.rules.status import Status

View = Callable[..., HttpResponse]


class GuestRequest(HttpRequest):
    """A request of a location's login."""

    guest: Guest


def customer_only(view: View) -> View:
    """Open a page to the logins of Active customers; anybody else goes to the log-in, and their session ends."""

    @wraps(view)
    def guarded(request: GuestRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = guest(request.user.pk) if request.user.is_authenticated and request.user.pk else None
        if found is None:
            return _to_login()
        if found.status is not Status.ACTIVE:
            logout(request)
            return _to_login()
        if found.must_choose_password:
            return HttpResponseRedirect(reverse("app_password"))
        request.guest = found
        return view(request, *args, **kwargs)

    return guarded


def _to_login() -> HttpResponse:
    return HttpResponseRedirect(reverse("app_login"))
