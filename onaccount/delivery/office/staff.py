"""Who may open an office page."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from onaccount.delivery.ui.lifetimes import session_is_over
from onaccount.domain.business.queries import current_business
from onaccount.domain.history.rules import Actor
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import rights_of, staff_actor
from onaccount.domain.people.rules import NotAllowed
from onaccount.domain.people.rules.sessions import FRESH

View = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request of a member of staff, who is its `actor`."""

    actor: Actor
    rights: frozenset[Right]


def staff(look: Right, change: Right | None = None) -> Callable[[View], View]:
    """Open a page to staff with this right; others are sent to the log-in, or told which right they lack.

    Where a page is also sent to, `change` is the right that this takes, if it is another one.
    The page only shows what one may see: whether one may *do* it is asked again in the action.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if (elsewhere := _come_in(request)) is not None:
                return elsewhere
            if lacks_second_factor(request):
                return HttpResponseRedirect(reverse("second_factor"))
            right = look if request.method in ("GET", "HEAD") else change or look
            if right not in request.rights:
                raise NotAllowed(name=request.actor.name, right=right.value)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def oneself(view: View) -> View:
    """Open a page to every member of staff: what is theirs, whatever they may, before a second factor is set up too."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        elsewhere = _come_in(request)
        return view(request, *args, **kwargs) if elsewhere is None else elsewhere

    return guarded


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether somebody has to set one up before anything else. All of it was read already."""
    business = getattr(request, "business", None) or current_business()
    needed = business.second_factor and not business.is_demo
    return needed and getattr(request.user, "second_factor_at", None) is None


def confirmed(view: View) -> View:
    """Ask for the password once more where the log-in was a while ago: for what the thief of a session would want."""

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method in ("GET", "HEAD") else came_from(request)
        return HttpResponseRedirect(f"{reverse('again')}?{urlencode({'next': back})}")

    return guarded


def is_fresh(request: HttpRequest) -> bool:
    """Whether somebody proved within the last minutes who they are. allauth keeps with the session how, and when."""
    now = timezone.now().timestamp()
    proofs = get_authentication_records(request, request.user)
    return any(now - proof["at"] < FRESH.total_seconds() for proof in proofs)


def came_from(request: HttpRequest) -> str:
    """The page of ours from which something was sent; where the browser does not say it, one's own."""
    page = urlsplit(request.headers.get("Referer", ""))
    return page.path if page.netloc == request.get_host() and page.path.startswith("/office/") else reverse("account")


def _come_in(request: StaffRequest) -> HttpResponseBase | None:
    """Know who asks; None when it is a member of staff in a session that goes on."""
    actor, at = staff_actor(request.user), timezone.now()
    if actor is None:
        return _to_login(request)
    if session_is_over(request, at=at):
        logout(request)
        return _to_login(request)
    request.actor, request.rights = actor, rights_of(request.user)
    return None


def _to_login(request: HttpRequest) -> HttpResponse:
    """To the log-in and back here after it; only a page that was looked at is a place to come back to."""
    back = {"next": request.get_full_path()} if request.method == "GET" else {}
    address = f"{reverse('account_login')}?{urlencode(back)}" if back else reverse("account_login")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
