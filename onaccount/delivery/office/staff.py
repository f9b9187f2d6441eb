"""Who may open an office page."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from onaccount.domain.history.rules import Actor
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import rights_of, staff_actor
from onaccount.domain.people.rules import NotAllowed

View = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request of a member of staff, who is its `actor`."""

    actor: Actor
    rights: frozenset[Right]


def staff(right: Right) -> Callable[[View], View]:
    """Open a page to staff with this right; others are sent to the log-in, or told which right they lack.

    The page only shows what one may see: whether one may *do* it is asked again in the action.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = staff_actor(request.user)
            if actor is None:
                return _to_login(request)
            request.actor, request.rights = actor, rights_of(request.user)
            if right not in request.rights:
                raise NotAllowed(name=actor.name, right=right.value)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def _to_login(request: HttpRequest) -> HttpResponse:
    """To the log-in and back here after it; only a page that was looked at is a place to come back to."""
    back = {"next": request.get_full_path()} if request.method == "GET" else {}
    address = f"{reverse('account_login')}?{urlencode(back)}" if back else reverse("account_login")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
