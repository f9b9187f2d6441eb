"""Who is in the app: asked anew on every request, so that Inactive takes effect at the next touch (S0-13)."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from onaccount.delivery.ui.lifetimes import away_for, session_is_over
from onaccount.domain.customers.queries import Guest, PersonCard, guest, people_at
from onaccount.domain.customers.rules.persons import ASKED_AGAIN_AFTER
from onaccount.domain.customers.rules.status import Status

View = Callable[..., HttpResponse]
PERSON = "person"  # session key: the key of who acts


class GuestRequest(HttpRequest):
    """A request of a location's login."""

    guest: Guest


def customer_only(view: View) -> View:
    """Open a page to the logins of Active customers. Where named people share the login, who of them acts is asked."""

    @wraps(view)
    @login_only
    def guarded(request: GuestRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        people = people_at(request.guest.place)
        person = acting_person(request, people)
        if people and person is None:
            return _to_choice(request)
        request.guest = replace(request.guest, person=person)
        return view(request, *args, **kwargs)

    return guarded


def login_only(view: View) -> View:
    """Open a page to the logins of Active customers, whoever acts; others go to the log-in, and their session ends."""

    @wraps(view)
    def guarded(request: GuestRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = guest(request.user.pk) if request.user.is_authenticated and request.user.pk else None
        if found is None:
            return _to(request, reverse("app_login"))
        at = timezone.now()
        if found.status is not Status.ACTIVE or session_is_over(request, at=at):
            logout(request)
            return _to(request, reverse("app_login"))
        if away_for(request, at=at) >= ASKED_AGAIN_AFTER:
            request.session.pop(PERSON, None)
        if found.must_choose_password:
            return _to(request, reverse("app_password"))
        request.guest = found
        return view(request, *args, **kwargs)

    return guarded


def acting_person(request: HttpRequest, people: list[PersonCard]) -> PersonCard | None:
    """Who of these people acts in this session; nobody once they were removed."""
    return next((one for one in people if one.key == request.session.get(PERSON)), None)


def begin_acting(request: HttpRequest, person: PersonCard) -> None:
    """From now on it is this person who acts: under another session id, as whenever somebody comes in."""
    request.session.cycle_key()
    request.session[PERSON] = person.key


def _to_choice(request: HttpRequest) -> HttpResponse:
    """To the question who it is, and back here after it; only a page that was looked at is a place to come back to."""
    back = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
    return _to(request, reverse("app_person") + back)


def _to(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
