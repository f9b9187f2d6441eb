"""The people who share a login, managed by themselves."""

from collections.abc import Callable
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from onaccount.delivery.app.guests import GuestRequest, customer_only
from onaccount.delivery.ui.passwords import too_many
from onaccount.delivery.ui.persons import NewPerson, NewPin, PersonName, field_of
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.customers.actions import add_person, remove_person, remove_pin, rename_person, set_pin
from onaccount.domain.customers.queries import PersonCard, people_at
from onaccount.domain.history.rules import Actor
from onaccount.foundation.refusals import Refused


@never_cache
@sensitive_post_parameters("pin")
@require_http_methods(["GET", "HEAD", "POST"])
@customer_only
def people(request: GuestRequest) -> HttpResponse:
    """Who shares this login, and one more."""
    form = NewPerson(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_person(location=request.guest.place, by=request.guest.actor, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(field_of(refusal), in_words(refusal).text)
        else:
            messages.success(request, _("%(name)s was added.") % {"name": form.cleaned_data["name"].strip()})
            return redirect("app_people")
    context = {"people": people_at(request.guest.place), "form": form}
    return render(request, "app/people.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("pin", "password")
@require_http_methods(["GET", "HEAD", "POST"])
@customer_only
def one(request: GuestRequest, key: int) -> HttpResponse:
    """Another name, a PIN, another PIN, none any more."""
    person = _person(request, key)
    do = request.POST.get("do", "")
    forms_of = {"name": PersonName(initial={"name": person.name}), "pin": NewPin()}
    if request.method != "POST":
        return _page(request, person, forms_of)
    if do == "no_pin":
        return _done_by(request, person, forms_of, remove_pin, {}, None)
    forms_of |= {"name": PersonName(request.POST)} if do == "name" else {"pin": NewPin(request.POST)}
    form = forms_of["name" if do == "name" else "pin"]
    if not form.is_valid():
        return _page(request, person, forms_of, status=422)
    return _done_by(request, person, forms_of, rename_person if do == "name" else set_pin, form.cleaned_data, form)


@sensitive_post_parameters("password")
@require_POST
@customer_only
def removal(request: GuestRequest, key: int) -> HttpResponse:
    """They are no longer among those who share this login."""
    person = _person(request, key)
    forms_of = {"name": PersonName(initial={"name": person.name}), "pin": NewPin()}
    return _done_by(request, person, forms_of, remove_person, {}, None)


def _done_by(
    request: GuestRequest,
    person: PersonCard,
    forms_of: dict[str, forms.Form],
    verb: Callable[..., None],
    values: dict[str, Any],
    form: forms.Form | None,
) -> HttpResponse:
    """Do it as whoever acts, or as the login itself where its password was typed for that."""
    by: Actor = request.guest.actor
    if password := request.POST.get("password", ""):
        if not ratelimit.consume(request, action="reauthenticate", user=request.user):
            return too_many(request)
        if not request.user.check_password(password[:1000]):
            return _page(request, person, forms_of, refusal=_("This is not the password of this login."), status=422)
        by = request.guest.login
    try:
        verb(location=request.guest.place, person=person.key, by=by, at=timezone.now(), **values)
    except Refused as refusal:
        said = in_words(refusal).text
        if form is None or refusal.status == 403:
            return _page(request, person, forms_of, refusal=said, status=refusal.status)
        form.add_error(next(iter(values)), said)
        return _page(request, person, forms_of, status=refusal.status)
    messages.success(request, _("It is done."))
    return redirect("app_people")


def _person(request: GuestRequest, key: int) -> PersonCard:
    person = next((each for each in people_at(request.guest.place) if each.key == key), None)
    if person is None:
        raise Http404
    return person


def _page(
    request: GuestRequest,
    person: PersonCard,
    forms_of: dict[str, forms.Form],
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    is_oneself = request.guest.person is None or request.guest.person.key == person.key
    context = {
        "person": person,
        "forms": forms_of,
        "is_oneself": is_oneself,
        "refusal": {"sentence": refusal} if refusal else None,
    }
    return render(request, "app/people_one.html", context, status=status)
