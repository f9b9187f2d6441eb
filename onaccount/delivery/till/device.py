"""Which till asks: the cookie that it was given when it was paired, looked at again on each request."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from onaccount.delivery.till.answers import View, answers
from onaccount.domain.history.rules import Actor
from onaccount.domain.tills.queries.tills import Device, device_of
from onaccount.domain.tills.rules.days import NoShift
from onaccount.domain.tills.rules.tills import TillNotPaired

YEARS = 10 * 365 * 24 * 60 * 60  # seconds; the till is given up in the office, not by its cookie


class TillRequest(HttpRequest):
    """A request of a paired till."""

    device: Device


def till_only(*methods: str) -> Callable[[View], View]:
    """Open a view to paired tills; others are told that they are none."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: TillRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            found = device_of(token_of(request))
            if found is None:
                raise TillNotPaired
            request.device = found
            return view(request, *args, **kwargs)

        return answers(*methods)(guarded)

    return guard


def token_of(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.TILL_COOKIE_NAME, "")


def clerk_at(device: Device) -> Actor:
    """Who sells there now. Raises NoShift."""
    if device.clerk is None:
        raise NoShift
    return device.clerk


def keep_token(response: HttpResponse, token: str) -> None:
    """No script reads it, no other site makes a browser send it."""
    response.set_cookie(
        settings.TILL_COOKIE_NAME, token, max_age=YEARS, secure=settings.HTTPS, httponly=True, samesite="Strict"
    )
