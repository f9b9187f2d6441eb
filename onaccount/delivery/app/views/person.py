"""Who of those who share a login acts: asked after the log-in, and again after a while."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from onaccount.delivery.app.forms import Pin
from onaccount.delivery.app.guests import GuestRequest, acting_person, begin_acting, login_only
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.customers.actions import choose_person
from onaccount.domain.customers.queries import PersonCard, people_at
from onaccount.domain.people.rules import LOCKED_FOR, PinLocked
from onaccount.foundation.refusals import Refused

HOME = "/app/"


@never_cache
@require_safe
@login_only
def who(request: GuestRequest) -> HttpResponse:
    """The names, one tap each. Where nobody is named the login acts itself."""
    people = people_at(request.guest.place)
    if not people:
        return redirect("app")
    acting = acting_person(request, people)
    context = {"people": people, "acting": acting, "customer": request.guest, "next": _next(request)}
    return render(request, "app/person.html", context)


@never_cache
@sensitive_post_parameters("pin")
@require_http_methods(["GET", "HEAD", "POST"])
@login_only
def one(request: GuestRequest, key: int) -> HttpResponse:
    """Act as this person: at once, or after the PIN."""
    person = next((each for each in people_at(request.guest.place) if each.key == key), None)
    if person is None:
        raise Http404
    form = Pin(request.POST or None)
    if request.method != "POST":
        return _ask_pin(request, person, form)
    if person.has_pin and not form.is_valid():
        return _ask_pin(request, person, form, status=422)
    return _choose(request, person, form)


def _choose(request: GuestRequest, person: PersonCard, form: Pin) -> HttpResponse:
    pin = form.cleaned_data.get("pin", "") if form.is_bound and form.is_valid() else ""
    try:
        choose_person(
            location=request.guest.place, person=person.key, pin=pin, by=request.guest.login, at=timezone.now()
        )
    except Refused as refusal:
        form.add_error("pin", in_words(refusal).text)
        response = _ask_pin(request, person, form, status=refusal.status)
        if isinstance(refusal, PinLocked):
            response["Retry-After"] = str(int(LOCKED_FOR.total_seconds()))
        return response
    begin_acting(request, person)
    return redirect(_next(request))


def _ask_pin(request: GuestRequest, person: PersonCard, form: Pin, *, status: int = 200) -> HttpResponse:
    context = {"person": person, "form": form, "next": _next(request)}
    return render(request, "app/person_pin.html", context, status=status)


def _next(request: GuestRequest) -> str:
    """Back to the page of the app that was asked for, and to nowhere else."""
    asked = request.POST.get("next") or request.GET.get("next") or HOME
    is_ours = asked.startswith(HOME) and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours else HOME
