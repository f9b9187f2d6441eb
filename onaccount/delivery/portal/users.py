"""Who is in the portal: asked anew on every request, so that what has ended is over at the next touch."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from onaccount.delivery.ui.lifetimes import session_is_over
from onaccount.domain.partners.queries import PortalUser, portal_user
from onaccount.domain.partners.rules import PortalRight

View = Callable[..., HttpResponse]


class PortalRequest(HttpRequest):
    """A request of somebody of a dealer's. What is shown is found through them."""

    who: PortalUser


def partner_only(view: View) -> View:
    """Open a page to the people of dealers; others go to the log-in. What they may do is asked in the action."""

    @wraps(view)
    def guarded(request: PortalRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        who = user_of(request)
        if who is None:
            return _to_login(request)
        if session_is_over(request, at=timezone.now()):
            logout(request)
            return _to_login(request)
        request.who = who
        return view(request, *args, **kwargs)

    return guarded


def user_of(request: HttpRequest) -> PortalUser | None:
    return portal_user(request.user.pk) if request.user.is_authenticated and request.user.pk else None


def frame_of(request: PortalRequest) -> dict[str, Any]:
    """What stands on each page of who looks at it."""
    return {
        "who": request.who,
        "may_submit": request.who.may(PortalRight.SUBMIT),
        "may_manage_people": request.who.may(PortalRight.MANAGE),
    }


def _to_login(request: HttpRequest) -> HttpResponse:
    back = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
    return HttpResponseRedirect(reverse("portal_login") + back)
