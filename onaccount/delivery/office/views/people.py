"""The people who share a customer's login, as staff manage them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from onaccount.delivery.office.staff import StaffRequest, staff
from onaccount.delivery.ui.persons import NewPerson, NewPin, PersonName, field_of
from onaccount.delivery.ui.refusals import in_words
from onaccount.domain.customers.actions import add_person, remove_person, remove_pin, rename_person, set_pin
from onaccount.domain.customers.queries import PersonCard, locations_of, people_at
from onaccount.domain.customers.rules.parts import NoSuchLocation
from onaccount.domain.customers.rules.persons import NoSuchPerson
from onaccount.domain.people.permissions import Right
from onaccount.foundation.refusals import Refused

Forms = dict[str, forms.Form]


@sensitive_post_parameters("pin")
@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.EDIT_CUSTOMERS)
def people(request: StaffRequest, number: int, place: int) -> HttpResponse:
    """Who shares this login, and one more."""
    context = _context(number, place)
    form = NewPerson(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_person(location=place, by=request.actor, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(field_of(refusal), in_words(refusal).text)
        else:
            messages.success(request, _("%(name)s was added.") % {"name": form.cleaned_data["name"].strip()})
            return redirect("location_people", number=number, place=place)
    context |= {"people": people_at(place), "form": form}
    return render(request, "office/people.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("pin")
@require_http_methods(["GET", "HEAD", "POST"])
@staff(Right.EDIT_CUSTOMERS)
def person(request: StaffRequest, number: int, place: int, key: int) -> HttpResponse:
    """Another name, a PIN, another PIN, none any more."""
    context, found = _context(number, place), _person(place, key)
    shown: Forms = {"name": PersonName(initial={"name": found.name}), "pin": NewPin()}
    if request.method != "POST":
        return render(request, "office/person.html", context | {"person": found, "forms": shown})
    do = request.POST.get("do", "")
    try:
        if do == "no_pin":
            remove_pin(location=place, person=key, by=request.actor, at=timezone.now())
        elif not _change(request, shown, place, key, "name" if do == "name" else "pin"):
            return render(request, "office/person.html", context | {"person": found, "forms": shown}, status=422)
    except Refused as refusal:
        shown["name" if do == "name" else "pin"].add_error(field_of(refusal), in_words(refusal).text)
        return render(request, "office/person.html", context | {"person": found, "forms": shown}, status=refusal.status)
    return _done(request, number, place)


def _change(request: StaffRequest, shown: Forms, place: int, key: int, which: str) -> bool:
    """Whether what was sent could be read, and was done."""
    form = shown[which] = (PersonName if which == "name" else NewPin)(request.POST)
    if not form.is_valid():
        return False
    verb: Any = rename_person if which == "name" else set_pin
    verb(location=place, person=key, by=request.actor, at=timezone.now(), **form.cleaned_data)
    return True


@require_POST
@staff(Right.EDIT_CUSTOMERS)
def removal(request: StaffRequest, number: int, place: int, key: int) -> HttpResponse:
    _context(number, place)
    remove_person(location=place, person=key, by=request.actor, at=timezone.now())
    return _done(request, number, place)


def _done(request: StaffRequest, number: int, place: int) -> HttpResponse:
    messages.success(request, _("It is done."))
    return redirect("location_people", number=number, place=place)


def _context(number: int, place: int) -> dict[str, Any]:
    """The customer and its login. A login of another customer is not there."""
    location = next((each for each in locations_of(number) if each.pk == place), None)
    if location is None:
        raise NoSuchLocation
    customer = {"number": number, "name": location.customer.name}
    return {"customer": customer, "location": {"key": place, "login_email": location.login_email}}


def _person(place: int, key: int) -> PersonCard:
    found = next((each for each in people_at(place) if each.key == key), None)
    if found is None:
        raise NoSuchPerson
    return found
